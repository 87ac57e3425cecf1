"""What head office does with each kind of content: applied, refused by itself, or kept aside as it came; nothing is lost."""

import threading
from collections.abc import Mapping

import pytest
import sqlalchemy as sa
import zstandard
from msgspec.structs import replace

from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.journal import Edit
from shared_models.protocol import compression, shapes
from shared_models.protocol.messages import SyncRequest
from shared_models.protocol.receipt import read
from shared_models.records.changes import Change, ChangeId
from sync_server.duties.register import duties_of
from sync_server.duties.worker import Worker
from sync_server.storage.engine import writing
from sync_server.storage.tables.intake import batch, change_log, waiting_change
from sync_server.storage.tables.network import device
from sync_server.subjects.intake import apply_batch
from tests.networks import TrialDesk, TrialNetwork, assert_settled
from tests.signed_requests import forge, message, people, post, reply_of, seal

MEGABYTE = 1024 * 1024
REFUSED: dict[str, tuple[str, Mapping[str, object], str]] = {
    "unknown kind": ("spell", {"spell.words": "x"}, "record.kind_unknown"),
    "unknown field": ("person", {"person.shoe_size": 44}, "field.unknown"),
    "unknown row field": ("person", {"person.documents.0AAa1-1.colour": "red"}, "field.unknown"),
    "longer than its bound": ("person", {"person.name_latin": "A" * 81}, "field.too_long"),
    "another type": ("person", {"person.name_latin": 5}, "field."),
    "unknown code": ("person", {"person.gender": "Q"}, "field.code_unknown"),
    "a date that is none": ("person", {"person.birth": "1985-02-31"}, "field."),
    "a number that is none": ("person", {"person.phones.0AAa1-1.number": "12"}, "field."),
}


def _write(desk: TrialDesk, edits: list[Edit]) -> list[Change]:
    """Put edits into the journal as a program of another version might."""
    with writing_desk(desk.desk.engine) as connection:
        return desk.desk.journal.append(connection, edits, desk.desk.typist, at=desk.clock(), reference="1")


def test_each_bad_change_is_refused_by_itself_and_its_reason_comes_back(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    good = desk.register("Good One")
    edits = [
        Edit(f"0197f000-0000-7000-8000-{number:012x}", kind, "create", values)
        for number, (kind, values, _) in enumerate(REFUSED.values())
    ]
    bad = _write(desk, edits)
    better = desk.register("Good Two")
    result = desk.sync()
    assert (result.refused, result.accepted) == (len(REFUSED), 4)
    log = any_net.log()
    query = sa.select(change_log.c.change_id, change_log.c.reason)
    reasons = {str(row[0]): str(row[1]) for row in any_net.rows(query)}
    for change, (name, (_, _, code)) in zip(bad, REFUSED.items(), strict=True):
        assert (name, log[str(change.id)]) == (name, "refused")
        assert f'"code":"{code}' in reasons[str(change.id)], name
    assert desk.status().unsent == 0
    assert {good.person, better.person} <= any_net.picture().keys()


@pytest.mark.parametrize("path", ["episode.plan", "person", "person.a b", "person.x.y.z.a.b.c"])
def test_a_change_that_no_batch_can_carry_is_never_called_saved(net: TrialNetwork, path: str) -> None:
    desk = net.desk()
    with pytest.raises(ValueError, match="no batch can carry"):
        _write(desk, [Edit("0197f000-0000-7000-8000-000000000001", "person", "create", {path: "x"})])
    desk.register()
    assert_settled(net, desk)


def test_a_change_to_somebody_elses_record_is_refused_also_when_it_came_before_the_record(net: TrialNetwork) -> None:
    lahore, karachi = net.desk("LHE"), net.desk("KHI")
    made = lahore.register("Amina")
    edit = Edit(made.person, "person", "edit", {"person.name_latin": "Stolen"})
    (early,) = _write(karachi, [edit])
    waiting = karachi.sync()
    assert (waiting.held, karachi.status().unsent) == (1, 0)
    lahore.sync()
    (late,) = _write(karachi, [edit])
    karachi.sync()
    log = net.log()
    assert (log[str(early.id)], log[str(late.id)]) == ("refused", "refused")
    assert karachi.status().refused == 1
    values = net.picture()[made.person][0]
    assert isinstance(values, dict)
    assert values["person.name_latin"] == "Amina"
    assert net.rows(sa.select(waiting_change.c.change_id)) == []


def test_a_change_that_comes_before_its_record_waits_and_is_applied_with_it(net: TrialNetwork) -> None:
    first, second = net.desk(), net.desk()
    made = first.register("Amina")
    edit = Edit(made.person, "person", "edit", {"person.father_name_latin": "Bashir"}, (first.own_ids()[0],))
    _write(second, [edit])
    assert second.sync().held == 1
    first.sync()
    assert second.sync().held == 0
    assert_settled(net, first, second)
    assert first.values(made.person)["person.father_name_latin"] == "Bashir"


def _broken_batches(desk: TrialDesk) -> dict[str, tuple[bytes, str]]:
    changes = people(desk.desk, 3)
    honest = seal(desk.desk, changes)
    bomb = compression.compress(bytes(49 * MEGABYTE), "")
    lying = compression.compress(bytes(60 * MEGABYTE), "")
    wrong_count = compression.compress(shapes.encode(changes[:2]), "")
    own = desk.desk
    return {
        "bomb": (forge(own, honest, bomb), "batch.too_large"),
        "larger than the bound": (forge(own, honest, lying), "batch.too_large"),
        "no zstd": (forge(own, honest, b"hello"), "batch.not_readable"),
        "no document": (forge(own, honest, compression.compress(b"{}", "")), "batch.not_readable"),
        "brackets": (forge(own, honest, compression.compress(b"[" * 60_000, "")), "batch.not_readable"),
        "fewer than it says": (forge(own, honest, wrong_count), "batch.count_wrong"),
        "another root": (forge(own, honest, honest.payload, root="00" * 32), "batch.payload_altered"),
        "unknown word list": (forge(own, honest, honest.payload, dictionary="ff" * 8), "batch.dictionary_unknown"),
    }


def test_a_batch_that_cannot_be_read_is_kept_as_it_came_and_stops_nothing(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    for name, (raw, code) in _broken_batches(desk).items():
        reply, _ = reply_of(post(any_net.server.url, desk.desk, message(raw)))
        assert (name, reply.batches[0].kept) == (name, True)
        query = sa.select(batch.c.state, batch.c.problem).where(batch.c.hash == reply.batches[0].hash)
        assert (name, *any_net.rows(query)[0]) == (name, "quarantined", code)
    reply_of(post(any_net.server.url, desk.desk, message(seal(desk.desk, people(desk.desk, 2, incarnation="b2")).raw)))
    assert list(any_net.log().values()) == ["accepted", "accepted"]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("salt", {"salt": "zz"}),
        ("incarnation", {"incarnation": "a.b"}),
        ("count", {"count": 0, "last": 0}),
        ("huge", {"first": 1 << 70, "last": (1 << 70) + 2}),
        ("parent", {"parent": "\x00"}),
        ("version", {"v": 2}),
    ],
)
def test_a_signed_header_that_makes_no_sense_is_not_kept(
    net: TrialNetwork, name: str, header: dict[str, object]
) -> None:
    desk = net.desk()
    honest = seal(desk.desk, people(desk.desk, 3))
    reply, _ = reply_of(post(net.server.url, desk.desk, message(forge(desk.desk, honest, honest.payload, **header))))
    assert (reply.batches[0].kept, reply.batches[0].problem.partition(".")[0]) == (False, "batch")
    assert net.rows(sa.select(batch.c.hash)) == []


def test_a_batch_over_a_gap_is_applied_and_only_the_receipts_mark_waits(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    first = seal(desk.desk, people(desk.desk, 2))
    second = seal(desk.desk, people(desk.desk, 2, first=3), first.hash)
    third = seal(desk.desk, people(desk.desk, 2, first=5), second.hash)
    marks = []
    for sent in (first, third, second):
        asked = SyncRequest(epoch=any_net.trial.head_office.epoch.id, head=sent.hash)
        _, blobs = reply_of(post(any_net.server.url, desk.desk, message(sent.raw, asked=asked)))
        told = read(blobs[0], any_net.trial.head_office.receipt_public_key)
        marks.append((told.head, told.count, len(any_net.log())))
    assert marks == [(first.hash, 2, 2), (first.hash, 2, 4), (second.hash, 4, 6)]
    asked = SyncRequest(epoch=any_net.trial.head_office.epoch.id, head=third.hash)
    _, blobs = reply_of(post(any_net.server.url, desk.desk, message(asked=asked)))
    assert read(blobs[0], any_net.trial.head_office.receipt_public_key).count == 6


@pytest.mark.parametrize("late", [False, True])
def test_a_desk_that_leaves_out_numbers_is_taken_and_told_of(any_net: TrialNetwork, *, late: bool) -> None:
    desk = any_net.desk()
    changes = people(desk.desk, 6)
    first = seal(desk.desk, changes[:2])
    second = seal(desk.desk, changes[3:5], first.hash)
    third = seal(desk.desk, changes[5:], second.hash)
    for raw in (third.raw, second.raw) if late else (first.raw,):
        reply_of(post(any_net.server.url, desk.desk, message(raw)))
    assert any_net.device(desk).alarm is None  # what has not come yet is no gap
    reply_of(post(any_net.server.url, desk.desk, message(first.raw if late else second.raw)))
    assert any_net.device(desk).alarm == "numbers_skipped"
    reply_of(post(any_net.server.url, desk.desk, message(third.raw)))
    assert list(any_net.log().values()) == ["accepted"] * 5


def test_a_first_batch_begins_at_the_first_number_of_its_opening(net: TrialNetwork) -> None:
    desk, other = net.desk(), net.desk()
    reply_of(post(net.server.url, desk.desk, message(seal(desk.desk, people(desk.desk, 1, first=2)).raw)))
    assert net.device(desk).alarm == "numbers_skipped"
    begun = seal(other.desk, people(other.desk, 2))
    again = seal(other.desk, people(other.desk, 1, incarnation="0b" * 8), begun.hash)
    for raw in (begun.raw, again.raw):
        reply_of(post(net.server.url, other.desk, message(raw)))
    assert net.device(other).alarm is None


def test_the_same_batch_twice_at_once_and_often_counts_once(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    raw = seal(desk.desk, people(desk.desk, 5)).raw
    statuses: list[int] = []

    def send(counter: int) -> None:
        statuses.append(post(any_net.server.url, desk.desk, message(raw, raw), counter=counter).status_code)

    threads = [threading.Thread(target=send, args=(100 + number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    # Of requests that overtook one another, those with the lower counter are refused as seen.
    assert set(statuses) <= {200, 409}
    assert 200 in statuses
    assert len(any_net.log()) == 5
    assert len(any_net.rows(sa.select(batch.c.hash))) == 1


def test_one_id_with_two_contents_is_kept_twice_and_somebody_is_told(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    original = people(desk.desk, 2)
    changed = [original[0], replace(original[1], set={**original[1].set, "person.name_latin": "Another Person"})]
    changed[1] = replace(changed[1], record="0197f000-0000-7000-8000-000000000001")
    one, other = seal(desk.desk, original), seal(desk.desk, changed)
    for raw in (one.raw, other.raw, other.raw, one.raw):
        reply_of(post(any_net.server.url, desk.desk, message(raw)))
    log = any_net.log()
    renamed = str(ChangeId(desk.desk.identity.device, other.hash[:16], original[1].id.seq))
    assert log == {str(original[0].id): "accepted", str(original[1].id): "accepted", renamed: "accepted"}
    assert any_net.device(desk).alarm == "same_id_other_content"


@pytest.mark.parametrize("waits", [False, True])
def test_another_content_of_an_id_is_kept_once_however_many_batches_bring_it(
    any_net: TrialNetwork, *, waits: bool
) -> None:
    desk = any_net.desk()
    first, second, third = people(desk.desk, 3)
    if waits:  # changes of records that nobody has made yet
        first, second, third = (replace(one, action="edit") for one in (first, second, third))
    twin = replace(second, record="0197f000-0000-7000-8000-000000000001")
    named = replace(twin, record="0197f000-0000-7000-8000-000000000002")
    cuts = [[first, second], [first, twin], [twin, third], [named]]
    sealed = [seal(desk.desk, cuts[0])]
    for cut in cuts[1:]:
        sealed.append(seal(desk.desk, cut, parent=sealed[-1].hash))
    for number in (0, 1, 2, 1):
        reply_of(post(any_net.server.url, desk.desk, message(sealed[number].raw)))
        if number == 1:  # somebody looked at the alarm: what only repeats itself raises no second one
            with writing(any_net.trial.head_office.engine) as connection:
                connection.execute(device.update().values(alarm=None))
    renamed = str(ChangeId(desk.desk.identity.device, sealed[1].hash[:16], second.id.seq))
    names = {renamed, *(str(one.id) for one in (first, second, third))}
    table = waiting_change if waits else change_log
    assert {name for (name,) in any_net.rows(sa.select(table.c.change_id))} == names
    assert any_net.device(desk).alarm is None

    reply_of(post(any_net.server.url, desk.desk, message(sealed[3].raw)))  # a third content of the same id
    again = str(ChangeId(desk.desk.identity.device, sealed[3].hash[:16], second.id.seq))
    assert {name for (name,) in any_net.rows(sa.select(table.c.change_id))} == names | {again}
    assert any_net.device(desk).alarm == "same_id_other_content"


def test_one_id_with_two_contents_is_kept_twice_also_while_both_wait_for_their_record(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    record = "0197f000-0000-7000-8000-000000000009"
    (created,) = people(desk.desk, 1)
    edit = replace(created, record=record, action="edit", set={"person.name_latin": "One Name"})
    other = replace(edit, set={"person.name_latin": "Another Name"})
    sealed = [seal(desk.desk, [one]) for one in (edit, other)]
    for raw in (*(one.raw for one in sealed), sealed[1].raw):
        reply_of(post(any_net.server.url, desk.desk, message(raw)))
    names = {str(edit.id), str(ChangeId(desk.desk.identity.device, sealed[1].hash[:16], edit.id.seq))}
    assert {name for (name,) in any_net.rows(sa.select(waiting_change.c.change_id))} == names
    assert any_net.device(desk).alarm == "same_id_other_content"

    create = replace(created, id=ChangeId(created.id.device, "0c" * 8, 1), record=record)
    reply_of(post(any_net.server.url, desk.desk, message(seal(desk.desk, [create]).raw)))
    assert names <= any_net.log().keys()
    assert any_net.rows(sa.select(waiting_change.c.change_id)) == []


def test_a_batch_in_a_dictionary_that_comes_later_is_applied_then(
    any_net: TrialNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = any_net.desk()
    compression._trained.cache_clear()
    changes, words = people(desk.desk, 2), b"person.name_latin person.gender Muhammad" * 20
    honest = seal(desk.desk, changes)
    coder = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(words), write_dict_id=False)
    early = forge(desk.desk, honest, coder.compress(shapes.encode(changes)), dictionary="ee" * 8)
    reply_of(post(any_net.server.url, desk.desk, message(early)))
    assert any_net.log() == {}

    later = {**compression.published_dictionaries(), "ee" * 8: words}
    monkeypatch.setattr(compression, "published_dictionaries", lambda: later)
    office = any_net.trial.head_office
    Worker(office.engine, duties_of(office, apply_batch)).run_round()
    Worker(office.engine, duties_of(office, apply_batch)).run_round()
    assert any_net.log() == {str(change.id): "accepted" for change in changes}


def test_control_characters_and_huge_times_never_stop_a_database(any_net: TrialNetwork) -> None:
    """A text PostgreSQL cannot hold, or a time beyond its numbers, must not leave a batch that fails for ever."""
    desk = any_net.desk()
    (change,) = people(desk.desk, 1)
    for wrong in (
        replace(change, author="a\x00b"),
        replace(change, session="s" * 500),
        replace(change, kind="per\x00son"),
        replace(change, at=1 << 80, record="0197f000-0000-7000-8000-000000000001"),
        replace(change, base=("no change id.x.5",)),
        replace(change, base=(f"{change.id.device}.{change.id.incarnation}.{1 << 80}",)),
    ):
        try:
            sealed = seal(desk.desk, [wrong])
        except ValueError:
            continue
        reply_of(post(any_net.server.url, desk.desk, message(sealed.raw)))
    assert any_net.log() == {}
    states = {row[0] for row in any_net.rows(sa.select(batch.c.state))}
    assert states == {"quarantined"}
    for value in ("a\x00b", "\u202e", "x" * 5):
        inside = people(desk.desk, 1, incarnation="c3", name=value)
        reply_of(post(any_net.server.url, desk.desk, message(seal(desk.desk, inside).raw)))
        assert "stored" not in {row[0] for row in any_net.rows(sa.select(batch.c.state))}
