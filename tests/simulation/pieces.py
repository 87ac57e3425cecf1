"""What was packed for the desks of an office says what the log says, whatever happened since."""

from __future__ import annotations

import sqlalchemy as sa

from shared_models.protocol import compression
from shared_models.protocol.page import pack
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import change_log, page_piece
from sync_server.subjects.intake import log
from sync_server.subjects.intake.moved import Moved
from sync_server.subjects.intake.stretches import Stretch, content_of
from tests.simulation.ledger import hold


def look_at_pieces(connection: sa.Connection, office: HeadOffice) -> None:
    """Pack every piece again. Raises BrokenPromiseError."""
    column, newest = change_log.c, log.newest_position(connection)
    for piece in connection.execute(sa.select(page_piece)).all():
        inside = (column.position > piece.start_position) & (column.position <= piece.end_position)
        later = Moved(connection, piece.office, range(piece.start_position + 1, newest + 1)).come_whole
        rows = connection.execute(sa.select(change_log).where(inside, column.scope == piece.office)).all()
        told = [row for row in rows if row.record not in later]
        anew = pack(content_of(connection, office, "", Stretch(piece.office, [], told, [], [])), piece.dictionary)
        plain = [compression.decompress(packed, piece.dictionary) for packed in (piece.packed, anew)]
        hold(plain[0] == plain[1], f"piece: what is packed of {piece.office} is not what the log says")
