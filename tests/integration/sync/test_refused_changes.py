"""A refusal is head office's own change: it travels in pages, bridges what stands on it, and shows nobody an empty record."""

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from desktop_client.services import people as found
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.journal import Edit
from desktop_client.storage.tables import journal
from shared_models.protocol import compression, shapes
from shared_models.records.changes import HEAD_OFFICE, Change, ChangeId
from shared_models.records.refusals import KIND as REFUSAL
from shared_models.records.refusals import reason_of, refused_change
from sync_server.storage.tables.intake import change_log, waiting_change
from sync_server.subjects.intake import log
from tests.networks import TrialDesk, TrialNetwork, assert_settled
from tests.signed_requests import forge, message, people, post, reply_of, seal


def _write(desk: TrialDesk, edit: Edit) -> Change:
    """Save what the forms of this version would not let pass."""
    with writing(desk.desk.engine) as connection:
        (made,) = desk.desk.journal.append(connection, [edit], desk.desk.typist, at=desk.clock(), reference="1")
        desk.desk.view.apply_own(connection, [made])
    return made


def _refusals(net: TrialNetwork) -> list[Change]:
    rows = net.rows(sa.select(change_log).where(change_log.c.kind == REFUSAL).order_by(change_log.c.position))
    return [log.read_change(net.trial.head_office, row) for row in rows]


def _kept(desk: TrialDesk) -> dict[str, bool]:
    """Id to refused, of the changes of others that a desk keeps."""
    with reading(desk.desk.engine) as connection:
        column = journal.pulled_change.c
        return {row.change_id: row.refused for row in connection.execute(sa.select(column.change_id, column.refused))}


def test_a_refusal_is_a_change_of_head_office_and_later_changes_pass_through_what_it_refuses(
    any_net: TrialNetwork,
) -> None:
    first, second = any_net.desk(), any_net.desk()
    made = first.register("Amina", {"person.father_name_latin": "Bashir"})
    assert_settled(any_net, first, second)
    base = tuple(first.own_ids()[:1])
    bad = _write(first, Edit(made.person, "person", "edit", {"person.father_name_latin": "B" * 99}, base))
    assert first.sync().refused == 1

    (refusal,) = _refusals(any_net)
    assert (refusal.id.device, refusal.id.incarnation) == (HEAD_OFFICE, any_net.trial.head_office.epoch.id)
    assert (refused_change(refusal), refusal.record) == (str(bad.id), made.person)
    assert (reason_of(refusal)["code"], reason_of(refusal)["path"]) == ("field.too_long", "person.father_name_latin")

    second.sync()
    assert (_kept(second)[str(bad.id)], _kept(second)[str(refusal.id)]) == (True, False)
    repair = Edit(made.person, "person", "edit", {"person.father_name_latin": "Bashir Ahmad"}, (str(bad.id),))
    _write(first, repair)
    assert_settled(any_net, first, second)
    assert second.values(made.person)["person.father_name_latin"] == "Bashir Ahmad"
    assert first.conflicts(made.person) == {}
    assert len(_refusals(any_net)) == 1


def test_a_refused_write_into_another_offices_record_shows_no_desk_an_empty_record(any_net: TrialNetwork) -> None:
    lahore = any_net.desk("LHE")
    karachi, other = any_net.desk("KHI"), any_net.desk("KHI")
    made = lahore.register("Amina")
    lahore.sync()
    _write(karachi, Edit(made.person, "person", "edit", {"person.name_latin": "Stolen"}))
    _write(karachi, Edit(made.person, "person", "edit", {"person.name_latin": "Stolen Again"}))
    assert karachi.sync().refused == 2
    other.sync()
    assert made.person not in other.picture()
    assert found.list_people(other.desk, limit=5) == []
    assert lahore.picture() == any_net.picture()


def test_no_desk_can_say_that_a_change_of_another_is_refused(any_net: TrialNetwork) -> None:
    desk, liar = any_net.desk(), any_net.desk()
    made = desk.register("Amina")
    assert_settled(any_net, desk, liar)
    said = {"refusal.code": "field.empty", "refusal.path": "", "refusal.params": {}}
    for kind, values in ((REFUSAL, said), ("person", {})):
        _write(liar, Edit(made.person, kind, "refuse", values, tuple(desk.own_ids()[:1])))
    assert liar.sync().refused == 2
    desk.sync()
    assert desk.values(made.person)["person.name_latin"] == "Amina"


def test_of_a_column_with_half_a_letter_only_the_changes_concerned_are_refused(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    changes = people(desk.desk, 4)
    honest = seal(desk.desk, changes)
    document = shapes.encode(changes)
    assert document.count(b'"Amina C"') == 1
    for number, half in enumerate((b'"Am\\ud83d C"', b'"\\\\\\udc00"', b'"\xff\xfe"')):
        payload = compression.compress(document.replace(b'"Amina C"', half), "")
        raw = forge(desk.desk, honest, payload, parent=f"{number:064x}")
        reply_of(post(any_net.server.url, desk.desk, message(raw)))
    told = {ChangeId.parse(name).seq: outcome for name, outcome in any_net.log().items() if not name.startswith("0.")}
    assert told == {1: "accepted", 2: "refused", 3: "accepted", 4: "accepted"}
    assert {reason_of(one)["code"] for one in _refusals(any_net)} == {"field.unreadable"}


@pytest.mark.parametrize("known", [False, True])
def test_a_change_that_waits_keeps_its_id_from_another_one(any_net: TrialNetwork, *, known: bool) -> None:
    desk = any_net.desk()
    (there, created) = people(desk.desk, 2, incarnation="0c" * 8)
    edit = replace(there, id=ChangeId(there.id.device, "a1" * 8, 1), record=created.record, action="edit")
    reply_of(post(any_net.server.url, desk.desk, message(seal(desk.desk, [edit]).raw)))
    assert any_net.rows(sa.select(waiting_change.c.change_id)) == [(str(edit.id),)]
    if known:  # the same id once more, over a record that is there
        other = replace(edit, record=there.record, set={"person.name_latin": "Somebody Else"})
        for sent in ([there], [other]):
            reply_of(post(any_net.server.url, desk.desk, message(seal(desk.desk, sent).raw)))
        assert any_net.device(desk).alarm == "same_id_other_content"
    else:  # its own batch once more in another cut, with the record
        again = replace(created, id=ChangeId(created.id.device, "a1" * 8, 2))
        reply_of(post(any_net.server.url, desk.desk, message(seal(desk.desk, [edit, again]).raw)))
        assert any_net.device(desk).alarm == "two_branches"
    reply_of(post(any_net.server.url, desk.desk, message(seal(desk.desk, [there, created]).raw)))
    assert str(edit.id) in any_net.log()
    assert any_net.rows(sa.select(waiting_change.c.change_id)) == []
