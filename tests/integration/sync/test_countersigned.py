"""Whoever wrote something signs it; head office believes a signature or says so, and takes the work in either case."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace as changed

from desktop_client.services import closing, line
from desktop_client.services.desk import OpenDesk, OwnKey
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.tables import journal
from desktop_client.sync import sealing
from shared_models.catalogue.problems import ProblemError
from shared_models.protocol import batch as batches
from shared_models.protocol import compression, shapes
from shared_models.protocol.closing import Closing, Statement, hash_of, sign
from shared_models.records.changes import Change, content_bytes
from shared_models.security import signing
from sync_server.storage.audit import audit_lines
from sync_server.storage.engine import reading, writing
from sync_server.storage.tables.closings import closing as closings_table
from sync_server.storage.tables.intake import batch as batch_table
from sync_server.subjects.exports import ROWS
from sync_server.subjects.intake import apply_batch
from sync_server.subjects.intake.closings import accept_other_key
from sync_server.subjects.intake.erasing import erase
from sync_server.subjects.intake.releasing import release_put_aside
from sync_server.subjects.people.history import logged
from tests.networks import TrialDesk, TrialNetwork, assert_settled
from tests.signed_requests import forge, message, people, post, reply_of, seal

ASMA, BANO = signing.new_signing_key(), signing.new_signing_key()


def _signers(net: TrialNetwork, record: str) -> list[str]:
    """By whom each change of a record is signed, as the console and the exports say it."""
    office = net.trial.head_office
    with reading(office.engine) as connection:
        found = [entry.signed_by for entry in logged(connection, office, record)]
        exported = {row["id"]: row["countersigned"] for row in ROWS["records"](connection, office)}
    assert exported[record] == all(found)
    return found


def _told(net: TrialNetwork, desk: TrialDesk) -> list[str | int | None]:
    """The reasons in the audit why closings of a desk countersign nothing."""
    with reading(net.trial.head_office.engine) as connection:
        lines = list(audit_lines(connection, desk.desk.identity.device))
    return [one.detail["reason"] for one in lines if one.action == "closing.wrong"]


def _states(net: TrialNetwork) -> list[str]:
    column = closings_table.c
    return [row.state for row in net.rows(sa.select(column.state).order_by(column.first_seq))]


def _statement(desk: OpenDesk, run: Sequence[Change], signer: Ed25519PrivateKey, **other: object) -> Statement:
    first = run[0]
    told = Statement(
        v=1, device=desk.identity.device, incarnation=first.id.incarnation, session=first.session, user=first.author,
        name="Asma", key=signing.public_bytes(signer).hex(), first=first.id.seq, last=run[-1].id.seq, count=len(run),
        hash=hash_of(map(content_bytes, run)), at=first.at,
    )  # fmt: skip
    return changed(told, **other)


def _send(net: TrialNetwork, desk: TrialDesk, run: Sequence[Change], *closings: Closing, parent: str = "") -> str:
    sealed = batches.seal(run, key=desk.desk.identity.key, parent=parent, dictionary="", closings=closings)
    reply, _ = reply_of(post(net.server.url, desk.desk, message(sealed.raw)))
    assert reply.batches[0].kept
    return sealed.hash


def test_what_somebody_wrote_and_signed_is_shown_as_theirs(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    first = desk.register("Amina Bibi")
    desk.amend(first.person, father_name_latin="Bashir")
    assert closing.sign_what_was_written(desk.desk) == 1
    assert closing.sign_what_was_written(desk.desk) == 0
    second = desk.register("Celia Bibi")
    closing.sign_what_was_written(desk.desk)
    assert_settled(any_net, desk)
    assert _signers(any_net, first.person) == ["Asma", "Asma"]
    assert _signers(any_net, second.episode) == ["Asma"]
    assert _states(any_net) == ["good", "good"]
    assert any_net.device(desk).alarm is None
    with reading(any_net.trial.head_office.engine) as connection:
        exported = list(ROWS["closings"](connection, any_net.trial.head_office))
    for row in exported:
        body, signature = row["statement"].encode(), base64.b64decode(row["signature"])
        signing.verify(bytes.fromhex(row["key"]), "frc/closing/v1", body, signature)


def test_what_was_sealed_before_it_was_signed_is_signed_by_the_next_batch(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    first = desk.register("Amina Bibi")
    desk.sync()
    assert _signers(any_net, first.person) == [""]
    closing.sign_what_was_written(desk.desk)
    desk.sync()
    assert _signers(any_net, first.person) == [""]  # nothing goes for its own sake
    second = desk.register("Celia Bibi")
    desk.sync()
    assert _signers(any_net, first.person) == ["Asma"]
    assert _signers(any_net, second.person) == [""]


def test_what_is_sealed_is_signed_with_it_and_what_was_sealed_unsigned_comes_before(net: TrialNetwork) -> None:
    desk = net.desk()
    first = desk.register("Amina Bibi")
    sealing.seal_pending(desk.desk.engine, desk.desk.identity, desk.clock())
    second = desk.register("Celia Bibi")
    assert closing.sign_what_was_sealed(desk.desk) == 1
    sign = partial(closing.sign_run, desk.desk)
    sealing.seal_pending(desk.desk.engine, desk.desk.identity, desk.clock(), changes=1, sign=sign)
    assert closing.sign_what_was_written(desk.desk) == 0
    desk.sync()
    assert (_signers(net, first.person), _signers(net, second.person)) == (["Asma"], ["Asma"])
    assert _states(net) == ["good"] * 3


def test_what_a_power_cut_left_unsigned_stays_so_and_is_taken(net: TrialNetwork) -> None:
    desk = net.desk()
    before = desk.register("Amina Bibi")
    desk.reopen()
    after = desk.register("Celia Bibi")
    closing.sign_what_was_written(desk.desk)
    assert_settled(net, desk)
    assert _signers(net, before.person) == [""]
    assert _signers(net, after.person) == ["Asma"]
    assert net.device(desk).alarm is None


def test_two_people_at_one_desk_sign_only_their_own(net: TrialNetwork) -> None:
    desk = net.desk()
    hers = desk.register("Amina Bibi")
    mine = desk.desk
    desk.sign_in_as("bano")
    desk.desk = replace(desk.desk, own_key=OwnKey(signing.private_bytes(BANO)))
    other = desk.register("Celia Bibi")
    assert closing.sign_what_was_written(desk.desk) == 1
    desk.sync()
    assert (_signers(net, hers.person), _signers(net, other.person)) == ([""], ["Bano"])
    assert closing.sign_what_was_written(mine) == 1
    desk.register("Dil Bibi")
    desk.sync()
    assert (_signers(net, hers.person), _states(net)) == (["Asma"], ["good", "good"])


def test_more_than_one_closing_holds_is_signed_in_several(net: TrialNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = net.desk()
    monkeypatch.setattr("shared_models.protocol.closing.MOST_CHANGES", 3)
    made = [desk.register(f"Amina {letter}") for letter in "ABCD"]
    assert closing.sign_what_was_written(desk.desk) == 3
    sealing.seal_pending(desk.desk.engine, desk.desk.identity, desk.clock(), changes=2)
    desk.sync()
    assert _states(net) == ["good"] * 3
    assert [_signers(net, one.person) for one in made] == [["Asma"]] * 4


WrongOne = Callable[[OpenDesk, Sequence[Change]], Closing]
FORGED: dict[str, tuple[WrongOne, str]] = {
    "other content": (
        lambda desk, run: sign(_statement(desk, [changed(run[0], at=1), *run[1:]], ASMA), ASMA),
        "closing.other_content",
    ),
    "fewer changes than lie there": (
        lambda desk, run: sign(_statement(desk, run, ASMA, count=1, hash=hash_of([content_bytes(run[0])])), ASMA),
        "closing.other_content",
    ),
    "signed by another key than it names": (
        lambda desk, run: sign(_statement(desk, run, ASMA), BANO),
        "closing.signature_wrong",
    ),
    "of another desk": (
        lambda desk, run: sign(_statement(desk, run, ASMA, device="zzzzzzzzzz"), ASMA),
        "closing.foreign",
    ),
    "no key": (lambda desk, run: sign(_statement(desk, run, ASMA, key="00"), ASMA), "closing.signature_wrong"),
    "more than a closing may hold": (
        lambda desk, run: sign(_statement(desk, run, ASMA, count=10**6), ASMA),
        "closing.not_readable",
    ),
    "numbers no database holds": (
        lambda desk, run: sign(_statement(desk, run, ASMA, last=1 << 60), ASMA),
        "closing.not_readable",
    ),
    "letters no database holds": (
        lambda desk, run: sign(_statement(desk, run, ASMA, session="s\0"), ASMA),
        "closing.not_readable",
    ),
    "no statement": (lambda _desk, _run: Closing("[" * 900, b""), "closing.not_readable"),
}


def test_a_forged_closing_signs_nothing_and_holds_nothing_up(any_net: TrialNetwork) -> None:
    desk, head = any_net.desk(), ""
    for number, (make, reason) in enumerate(FORGED.values()):
        run = people(desk.desk, 3, incarnation=f"{number:016x}")
        head = _send(any_net, desk, run, make(desk.desk, run), parent=head)
        assert [_signers(any_net, change.record) for change in run] == [[""]] * 3
        assert _told(any_net, desk)[number:] == [reason]
    assert set(any_net.log().values()) == {"accepted"}
    assert any_net.device(desk).alarm == "closing_wrong"


def test_signed_once_is_enough_and_nobody_signs_for_another(net: TrialNetwork) -> None:
    desk, run = net.desk(), []
    for number, author in enumerate(("asma", "asma", "bano", "bano")):
        run += [changed(one, author=author) for one in people(desk.desk, 1, first=number + 1)]
    hers, other = run[:2], run[2:]
    good = sign(_statement(desk.desk, hers, ASMA), ASMA)
    again = sign(_statement(desk.desk, hers, ASMA, at=7), ASMA)
    for_bano = sign(_statement(desk.desk, other, ASMA), ASMA)
    _send(net, desk, run, good, good, again, for_bano)
    assert _told(net, desk) == ["closing.twice", "closing.other_key"]
    assert [_signers(net, one.record) for one in run] == [["Asma"], ["Asma"], [""], [""]]


def test_another_key_counts_when_somebody_answers_for_it(any_net: TrialNetwork) -> None:
    desk, office = any_net.desk(), any_net.trial.head_office
    name = desk.desk.identity.device
    before, after = people(desk.desk, 2), people(desk.desk, 2, incarnation="b2" * 8)
    head = _send(any_net, desk, before, sign(_statement(desk.desk, before, ASMA), ASMA))
    _send(any_net, desk, after, sign(_statement(desk.desk, after, BANO), BANO), parent=head)
    assert _signers(any_net, after[0].record) == [""]
    assert any_net.device(desk).alarm == "other_key"
    for user, reason, code in (("nobody", "she was called", "no_such_key"), ("asma", " ", "key_reason")):
        with pytest.raises(ProblemError, match=rf"closing\.{code}"), writing(office.engine) as connection:
            accept_other_key(connection, office, name, user, who="noor", reason=reason)
    with writing(office.engine) as connection:
        assert accept_other_key(connection, office, name, "asma", who="noor", reason="she forgot her password") == 1
    assert [_signers(any_net, one.record) for one in (*before, *after)] == [["Asma"]] * 4


def test_a_closing_waits_for_changes_that_come_later_and_for_those_whose_record_does(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    run = people(desk.desk, 4)
    edit = changed(run[1], record=run[3].record, action="edit", set={"person.name_latin": "Amina Bibi"})
    run[1] = edit
    first, second = seal(desk.desk, run[:2]), run[2:3]
    head = _send(any_net, desk, second, sign(_statement(desk.desk, run[:3], ASMA), ASMA), parent=first.hash)
    assert (_states(any_net), _signers(any_net, second[0].record)) == (["waiting"], [""])
    reply_of(post(any_net.server.url, desk.desk, message(first.raw)))
    assert _states(any_net) == ["good"]  # one of the three still waits for its record
    _send(any_net, desk, run[3:], parent=head)
    assert _signers(any_net, edit.record) == ["", "Asma"]
    assert any_net.device(desk).alarm is None


def test_work_of_a_closed_desk_is_signed_once_somebody_lets_it_in(net: TrialNetwork) -> None:
    desk, office = net.desk(), net.trial.head_office
    made = desk.register("Amina Bibi")
    closing.sign_what_was_written(desk.desk)
    net.revoke(desk)
    desk.sync()
    assert _states(net) == []
    with writing(office.engine) as connection:
        release_put_aside(connection, desk.desk.identity.device, "noor", 1, "the office called")
        for row in connection.execute(sa.select(batch_table.c.hash)).all():
            apply_batch(connection, office, row.hash)
    assert _signers(net, made.person) == ["Asma"]


def test_whatever_stands_in_the_place_of_closings_makes_no_change_unreadable(net: TrialNetwork) -> None:
    desk = net.desk()
    for number, there in enumerate(("7", '{"a":[]}', '[["x"],[1,2],["y","!"],null]', '["' + "x" * 500 + '"]')):
        run = people(desk.desk, 2, incarnation=f"{number:016x}")
        document = shapes.encode(run)[:-1] + f',"closings":{there}}}'.encode()
        raw = forge(desk.desk, seal(desk.desk, run), compression.compress(document, ""), parent=f"{number:064x}")
        reply_of(post(net.server.url, desk.desk, message(raw)))
    assert list(net.log().values()) == ["accepted"] * 8
    assert _states(net) == []


def test_a_desk_proves_offline_who_wrote_what_and_notices_an_altered_change(net: TrialNetwork) -> None:
    desk = net.desk()
    desk.register("Amina Bibi")
    closing.sign_what_was_written(desk.desk)
    desk.register("Celia Bibi")
    closing.sign_what_was_written(desk.desk)
    desk.register("Dil Bibi")
    found = line.check_closings(desk.desk)
    assert (found.closings, found.genuine, found.changes, found.first_bad) == (2, 2, 4, None)
    with writing_desk(desk.desk.engine) as connection:
        connection.execute(journal.change.update().where(journal.change.c.number == 3).values(at=1))
        connection.execute(journal.change.update().where(journal.change.c.number == 1).values(action="erase"))
    found = line.check_closings(desk.desk)
    assert (found.genuine, found.gone, found.changes, found.first_bad) == (0, 1, 0, 2)


def test_what_was_signed_of_somebody_who_was_erased_later_is_told_as_gone_and_never_an_alarm(
    any_net: TrialNetwork,
) -> None:
    desk = any_net.desk()
    stays, gone = desk.register("Amina Bibi"), desk.register("Celia Bibi")
    closing.sign_what_was_written(desk.desk)  # one closing over both
    desk.sync()
    late, late_gone = desk.register("Dil Bibi"), desk.register("Esha Bibi")
    closing.sign_what_was_written(desk.desk)  # arrives after the erasure, with part of what it covers
    office = any_net.trial.head_office
    for one in (gone, late_gone):
        with writing(office.engine) as connection:
            erase(connection, office, one.person, [one.person, one.episode], "test")
    assert_settled(any_net, desk)
    assert _signers(any_net, stays.person) == ["Asma"]
    assert _signers(any_net, late.person) == [""]  # nobody can say any more whether it was this
    assert (_states(any_net), _told(any_net, desk), any_net.device(desk).alarm) == (["good", "waiting"], [], None)
    with writing(office.engine) as connection:  # asked again, as when another batch comes
        for row in connection.execute(sa.select(batch_table.c.hash)).all():
            apply_batch(connection, office, row.hash)
    assert any_net.device(desk).alarm is None
    found, receipts = line.check_closings(desk.desk), line.check_receipts(desk.desk)
    assert (found.closings, found.genuine, found.gone, found.first_bad) == (2, 0, 2, None)
    assert (receipts.first_bad, receipts.broken_batch, receipts.not_yet) == (None, "", 0)
