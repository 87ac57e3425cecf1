"""The file beside the database that says how far it had got."""

import msgspec

from sync_server.duties.register import duties_of
from sync_server.duties.worker import Worker
from sync_server.storage import fence
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.storage.state import Epoch
from tests.head_offices import Clock


def _opened_again(office: HeadOffice, clock: Clock) -> Epoch:
    again = open_head_office(office.configuration, clock)
    epoch = again.epoch
    again.close()
    return epoch


def test_a_database_that_holds_less_than_the_fence_says_begins_one_new_epoch(
    head_office: HeadOffice, clock: Clock
) -> None:
    folder, life = head_office.configuration.data, head_office.epoch
    Worker(head_office.engine, duties_of(head_office)).run_round()
    assert _opened_again(head_office, clock) == life
    said = fence._read(folder)
    assert said is not None
    fence._write(folder, msgspec.structs.replace(said, position=said.position + 1))
    begun = _opened_again(head_office, clock)
    assert [(one.id, one.cut) for one in begun.lineage] == [(life.id, 0)]
    assert (
        _opened_again(head_office, clock) == begun == head_office.epoch
    )  # an office that was open all along sees it, too
    fence._write(folder, fence.Fence("a later life", 0, 0))
    assert len(_opened_again(head_office, clock).lineage) == 2
