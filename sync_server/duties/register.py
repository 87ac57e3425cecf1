"""Which duties head office has; the worker and the tests take them from here."""

from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa

from shared_models.catalogue.in_use import using
from sync_server.duties.worker import Duty
from sync_server.storage.fence import fence_due, heed_within, move_fence
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import batch, upload_part
from sync_server.subjects.elsewhere import Daily
from sync_server.subjects.enrolment import expire_code, expired_codes
from sync_server.subjects.intake.erasures import bring_together, not_together
from sync_server.subjects.intake.ready import USUAL, Habits, OfficesDue, make_piece
from sync_server.subjects.intake.retiring import retire, to_retire
from sync_server.subjects.intake.store import readable_again, take_up_again
from sync_server.subjects.linkage import answers_due, count_names, match_due, match_some, names_due, take_answers
from sync_server.subjects.reference import version_in_use

UPLOAD_DAYS = 30
DAY_MS = 24 * 60 * 60 * 1000
BATCHES_A_ROUND = 200

ApplyBatch = Callable[[sa.Connection, HeadOffice, str], object]


def duties_of(head_office: HeadOffice, apply_batch: ApplyBatch | None = None, packing: Habits = USUAL) -> list[Duty]:
    """The duties in the order of their urgency. `apply_batch` applies one stored batch, named by its hash."""
    elsewhere = Daily(head_office)
    duties = [
        Duty(
            "expire_enrolment_codes",
            lambda connection: expired_codes(connection, head_office.clock()),
            expire_code,
        ),
        Duty(
            "erase_what_the_list_names",
            lambda connection: not_together(connection, head_office),
            lambda connection, person: bring_together(connection, head_office, person),
        ),
        Duty("take_up_batches_put_aside", readable_again, take_up_again),
        Duty(
            "drop_old_upload_parts",
            lambda connection: _old_uploads(connection, head_office.clock()),
            _drop_upload,
        ),
        Duty(
            "move_fence",
            lambda connection: fence_due(connection, head_office.configuration.data),
            lambda connection, _unit: move_fence(connection, head_office.configuration.data),
        ),
        Duty(
            "count_names",
            lambda connection: names_due(connection, head_office),
            lambda connection, _unit: count_names(connection, head_office),
        ),
        Duty("match_people", match_due, lambda connection, _unit: _match(connection, head_office)),
        Duty("take_answers", answers_due, lambda connection, _unit: take_answers(connection, head_office)),
        Duty("tell_other_offices", elsewhere.due, elsewhere.unit),
        Duty("retire_payloads", lambda connection: to_retire(connection, head_office.clock()), retire),
        Duty(
            "pack_what_is_new",
            OfficesDue(head_office.clock, packing),
            lambda connection, office: make_piece(connection, head_office, office, packing),
        ),
    ]
    if apply_batch is not None:
        duties.insert(
            0,
            Duty(
                "apply_stored_batches",
                stored_batches,
                lambda connection, unit: _apply_one(connection, head_office, apply_batch, unit),
            ),
        )
    return [replace(duty, unit=_by_the_version_in_use(head_office, duty.unit)) for duty in duties]


def _by_the_version_in_use(
    head_office: HeadOffice, unit: Callable[[sa.Connection, str], None]
) -> Callable[[sa.Connection, str], None]:
    """The same unit, done by the reference version that is the newest when its transaction begins."""

    def done(connection: sa.Connection, name: str) -> None:
        with using(version_in_use(connection, head_office)):
            unit(connection, name)

    return done


def stored_batches(connection: sa.Connection) -> list[str]:
    """Hashes of batches that are stored and not yet applied, oldest first."""
    query = sa.select(batch.c.hash).where(batch.c.state == "stored").order_by(batch.c.ledger).limit(BATCHES_A_ROUND)
    return list(connection.execute(query).scalars())


def _old_uploads(connection: sa.Connection, now: int) -> list[str]:
    """Half-arrived blobs of which nothing came for thirty days."""
    newest = sa.func.max(upload_part.c.arrived_at)
    query = sa.select(upload_part.c.hash).group_by(upload_part.c.hash).having(newest < now - UPLOAD_DAYS * DAY_MS)
    return list(connection.execute(query).scalars())


def _drop_upload(connection: sa.Connection, blob: str) -> None:
    connection.execute(upload_part.delete().where(upload_part.c.hash == blob))


def _match(connection: sa.Connection, head_office: HeadOffice) -> None:
    match_some(connection, head_office)


def _apply_one(connection: sa.Connection, head_office: HeadOffice, apply_batch: ApplyBatch, name: str) -> None:
    """Apply one batch, in a new epoch when the database was put back meanwhile."""
    heed_within(connection, head_office.configuration.data, head_office.clock())
    apply_batch(connection, head_office, name)
