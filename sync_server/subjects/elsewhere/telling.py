"""What a desk is told of the list: which files it lacks, sealed to it with the secret, and the bytes of a file."""

from __future__ import annotations

import sqlalchemy as sa

from shared_models.protocol.elsewhere import MAX_FILES, NAMED_LETTERS, SECRET_BYTES, Asked, Said, seal_said
from shared_models.protocol.problems import ProtocolError
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.elsewhere import elsewhere_file
from sync_server.subjects.elsewhere.keys import generation_of, secret_of
from sync_server.subjects.elsewhere.publishing import store_of


def said_to(connection: sa.Connection, head_office: HeadOffice, device: str, office: str, asked: Asked) -> bytes | None:
    """The sealed word to a desk of `office`; None before anything was told. Raises ProtocolError for a key that is none."""
    column = elsewhere_file.c
    query = sa.select(column.sha256, column.bytes).where(column.office == office).order_by(column.number)
    files = [(str(row.sha256), int(row.bytes)) for row in connection.execute(query)]
    if not files:
        return None
    behind = [place for place, (name, _) in enumerate(files, 1) if asked.have and name.startswith(asked.have)]
    lacking = files[behind[0] :] if behind and len(asked.have) >= NAMED_LETTERS else files
    generation = generation_of(connection)
    said = Said(1, generation, office, secret_of(head_office, generation).hex(), lacking[:MAX_FILES])
    try:
        to = bytes.fromhex(asked.key)
        if len(to) != SECRET_BYTES:
            raise ValueError  # noqa: TRY301 (the same answer as for letters that are no key)
        return seal_said(said, device=device, to=to, key=head_office.receipt_key)
    except ValueError as reason:
        raise ProtocolError("message.frames_wrong", "key") from reason


def piece_of(
    connection: sa.Connection, head_office: HeadOffice, office: str, name: str, start: int, length: int
) -> tuple[bytes, int] | None:
    """(bytes from `start`, length of the whole) of a file that was told to this office; None for any other."""
    column = elsewhere_file.c
    known = sa.select(column.bytes).where((column.office == office) & (column.sha256 == name))
    whole = connection.execute(known).scalar()
    if whole is None:
        return None
    try:
        with store_of(head_office).place(name).open("rb") as file:
            file.seek(start)
            return file.read(length), int(whole)
    except OSError:
        return None
