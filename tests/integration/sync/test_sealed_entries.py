"""Private conversations: sealed at the desk, carried as they are, opened by the focal point alone."""

import base64
from collections.abc import Mapping
from dataclasses import replace

import pytest
import sqlalchemy as sa

from desktop_client.services import drafts, finishing, intake, opening, people, private_conversation
from desktop_client.services.desk import OpenDesk
from desktop_client.services.intake import NotRegisteredError
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.journal import Edit, Typist
from desktop_client.storage.tables import journal, sealed
from desktop_client.sync import protection
from desktop_client.ui.intake_desk import IntakeDesk
from shared_models.catalogue import ProblemError
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.protection_key import ProtectionKey, state
from shared_models.protocol.sealed_entry import CONTENT, KIND, Entry
from shared_models.records.changes import HEAD_OFFICE, Value
from shared_models.security import signing
from sync_server.storage.audit import audit_lines
from sync_server.storage.engine import reading
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.people import record, search_term
from sync_server.subjects.exports import record_rows
from sync_server.subjects.people import Reader, read_person
from sync_server.subjects.sealed_entries import list_sealed, read_sealed
from tests.networks import EPISODE, TrialDesk, TrialNetwork, assert_settled

TOLD: Mapping[str, Value] = {
    "sealed.documents_kept": True,
    "sealed.threatened_or_hurt": True,
    "sealed.sealed_note": "اس نے بتایا کہ پاسپورٹ آجر کے پاس رہا",
}
HALF_AN_HOUR, A_DAY = 30 * 60, 24 * 3600


def _desk(net: TrialNetwork, office: str = "LHE") -> TrialDesk:
    desk = net.desk(office)
    desk.sync()
    return desk


def _opened(net: TrialNetwork, *, words: str = "", reason: str = "first interview") -> list[Entry]:
    office = net.trial.head_office
    with reading(office.engine) as connection:
        names = [line.id for line in list_sealed(connection)]
    words = words or net.trial.printed.protection_passphrase
    return [entry for _, entry in read_sealed(office, names, words=words, reason=reason, who="zara")]


def _send(desk: TrialDesk) -> None:
    """Sync once everything that was closed has waited long enough."""
    desk.clock.forward(hours=2)
    private_conversation.settle(desk.desk)
    desk.sync()


def _lines(net: TrialNetwork) -> list[tuple[str, str, str]]:
    with reading(net.trial.head_office.engine) as connection:
        return [(one.action, one.who, str(one.detail.get("reason", ""))) for one in audit_lines(connection)]


def _left(desk: TrialDesk) -> int:
    with reading_desk(desk.desk.engine) as connection:
        count = (
            sa.select(sa.func.count())
            .select_from(sealed.private_draft)
            .where(sealed.private_draft.c.leaves_at.is_(None))
        )
        return int(connection.execute(count).scalar_one())


def test_what_is_told_in_private_is_opened_with_the_words_and_a_reason_and_by_nothing_else(
    any_net: TrialNetwork,
) -> None:
    desk, office = _desk(any_net), any_net.trial.head_office
    amina = desk.register()
    private_conversation.write_sealed(desk.desk, TOLD, person=amina.person, episode=amina.episode)
    _send(desk)
    (entry,) = _opened(any_net)
    assert (entry.person, entry.episode, entry.author, entry.fields) == (amina.person, amina.episode, "asma", TOLD)
    assert ("sealed.opened", "zara", "first interview") in _lines(any_net)
    with pytest.raises(ProblemError, match=r"sealed\.wrong_passphrase"):
        _opened(any_net, words="0000-0000-0000-0000")
    assert ("sealed.not_opened", "zara", "first interview") in _lines(any_net)
    with pytest.raises(ProblemError, match=r"access\.reason_needed"):
        _opened(any_net, reason=" . ")
    with reading(office.engine) as connection:
        (line,) = list_sealed(connection)
        assert {row["kind"] for row in record_rows(connection, office)} == {"person", "episode"}
        with pytest.raises(ProblemError, match=r"server\.not_found"):
            read_person(connection, office, Reader("HO_REV", "en"), line.id)


def test_beside_an_entry_stands_nothing_that_says_for_whom_or_by_whom_it_was_written(any_net: TrialNetwork) -> None:
    desk = _desk(any_net)
    amina = desk.register()
    private_conversation.write_sealed(desk.desk, TOLD, person=amina.person, episode=amina.episode)
    private_conversation.write_sealed(desk.desk, {"sealed.risk": "HIGH"}, person=amina.person)
    _send(desk)
    kept = any_net.rows(sa.select(change_log).where(change_log.c.kind == KIND))
    assert [(row.author, row.session, row.at % (A_DAY * 1000)) for row in kept] == [("", "", 0)] * 2
    records = any_net.rows(sa.select(record).where(record.c.kind == KIND))
    assert [(row.person, row.registration_no, row.office, row.state) for row in records] == [
        (None, None, "LHE", "")
    ] * 2
    names = [row.id for row in records]
    assert any_net.rows(sa.select(search_term).where(search_term.c.record.in_(names))) == []
    stored = [
        any_net.trial.head_office.cipher.reveal("record", "field_values", row.id, row.field_values) for row in records
    ]
    assert len({len(text) for text in stored}) == 1, "a long and a short one have one length"
    with reading_desk(desk.desk.engine) as connection:
        change, content = journal.change.c, journal.change_content.c
        told = sa.select(change.author, change.session, content.document).where(content.number == change.number)
        mine = connection.execute(told.where(change.kind == KIND)).all()
        lines = connection.exec_driver_sql("SELECT action FROM audit").scalars().all()
    assert [(row.author, row.session) for row in mine] == [("", "")] * 2
    assert not any(amina.person in row.document or "asma" in row.document for row in mine)
    assert not any("seal" in action or "private" in action for action in lines)


def test_no_list_file_or_other_desk_shows_that_there_is_an_entry(net: TrialNetwork) -> None:
    desk, other = _desk(net), _desk(net)
    amina = desk.register()
    before = people.find(desk.desk, amina.person)
    private_conversation.write_sealed(desk.desk, TOLD, person=amina.person)
    assert people.find(desk.desk, amina.person) == before
    assert [line["kind"] for line in people.export(desk.desk)] == ["person", "episode"]
    _send(desk)
    desk.sync()
    other.sync()
    assert [line["kind"] for line in people.export(other.desk)] == ["person", "episode"]
    for one in (desk, other):
        with reading_desk(one.desk.engine) as connection:
            assert KIND not in connection.exec_driver_sql("SELECT kind FROM record").scalars().all()
            assert KIND not in connection.exec_driver_sql("SELECT kind FROM pulled_change").scalars().all()
    status = desk.status()
    assert (status.unsent, status.refused) == (0, 0)


def test_a_closed_entry_enters_the_journal_away_from_the_registration_it_belongs_to(net: TrialNetwork) -> None:
    desk = _desk(net)
    amina = desk.register()
    private_conversation.write_sealed(desk.desk, TOLD, person=amina.person)
    with reading_desk(desk.desk.engine) as connection:
        (row,) = connection.execute(sa.select(sealed.private_draft)).all()
    assert (row.login, row.session, row.form, row.saved_at, row.readable) == ("", "", "", 0, b"")
    assert 0 <= row.leaves_at - desk.clock() < 2 * HALF_AN_HOUR * 2000
    later = [desk.register(name) for name in ("Zahid Iqbal", "Shabana Bibi")]
    _send(desk)
    order = [row.record for row in net.rows(sa.select(change_log).order_by(change_log.c.position))]
    assert order.index(row.id) > order.index(later[1].episode)
    private_conversation.write_sealed(desk.desk, TOLD, person=amina.person)
    desk.clock.forward(days=-30)
    private_conversation.settle(desk.desk)
    desk.sync()
    assert len(_opened(net)) == 2, "a clock set back keeps nothing at the desk"


def test_a_desk_learns_the_key_at_its_first_contact_and_believes_head_office_alone(net: TrialNetwork) -> None:
    desk = net.desk()
    with pytest.raises(ProblemError, match=r"sealed\.no_key"):
        private_conversation.begin(desk.desk, person="p")
    desk.sync()
    with writing_desk(desk.desk.engine) as connection:
        here = protection.known(connection, desk.desk.head_office)
        assert here is not None
        forged = state(ProtectionKey(b"\1" * 32, here.made_at + 1), signing.new_signing_key())
        with pytest.raises(ProtocolError, match=r"sealed\.key_not_genuine"):
            protection.learn(connection, desk.desk.head_office, forged)
        older = state(ProtectionKey(b"\1" * 32, here.made_at - 1), net.trial.head_office.receipt_key)
        protection.learn(connection, desk.desk.head_office, older)
        assert protection.known(connection, desk.desk.head_office) == here
    assert net.trial.head_office.protection_statement(here.name) == "", "it is told once"


def test_the_writer_reads_until_it_is_closed_and_then_nobody_at_the_desk_does(net: TrialNetwork) -> None:
    desk = _desk(net)
    amina = desk.register()
    opened = private_conversation.begin(desk.desk, person=amina.person)
    opened = private_conversation.save(desk.desk, opened, TOLD)
    assert opened.values == TOLD
    with pytest.raises(NotRegisteredError, match=r"field\."):
        private_conversation.close(desk.desk, replace(opened, values={"sealed.risk": "NONSENSE"}))
    private_conversation.close(desk.desk, opened)
    with pytest.raises(ProblemError, match=r"sealed\.closed"):
        private_conversation.save(desk.desk, opened, {})
    assert private_conversation.reopen(desk.desk) == []
    assert _left(desk) == 0
    empty = private_conversation.begin(desk.desk, person=amina.person)
    private_conversation.close(desk.desk, empty)
    _send(desk)
    assert [entry.fields for entry in _opened(net)] == [TOLD]


def test_locking_the_desk_seals_what_was_half_written(net: TrialNetwork) -> None:
    desk = _desk(net)
    opened = private_conversation.begin(desk.desk, person="")
    private_conversation.save(desk.desk, opened, {**TOLD, "sealed.risk": "half"})
    opening.close(desk.desk)
    desk.reopen()
    assert private_conversation.reopen(desk.desk) == []
    _send(desk)
    (entry,) = _opened(net)
    assert entry.fields == {**TOLD, "sealed.risk": "half"}
    assert not entry.checked


def test_after_a_power_cut_its_writer_opens_it_again_within_half_an_hour(net: TrialNetwork) -> None:
    desk = _desk(net)
    kept = private_conversation.save(desk.desk, private_conversation.begin(desk.desk, person="p"), TOLD)
    desk.clock.forward(hours=3)
    desk.reopen()
    desk.clock.forward(seconds=HALF_AN_HOUR - 1)
    assert private_conversation.reopen(desk.desk) == [kept]
    desk.clock.forward(hours=2)
    private_conversation.close(desk.desk, kept)
    assert _left(desk) == 0


def test_half_an_hour_after_signing_in_again_the_readable_copy_is_destroyed_and_nothing_is_lost(
    net: TrialNetwork,
) -> None:
    desk = _desk(net)
    private_conversation.save(desk.desk, private_conversation.begin(desk.desk, person="p"), TOLD)
    desk.reopen()
    desk.clock.forward(seconds=HALF_AN_HOUR)
    desk.reopen()
    assert _left(desk) == 0, "signing in once more starts no new half hour"
    assert private_conversation.reopen(desk.desk) == []
    _send(desk)
    assert [entry.fields for entry in _opened(net)] == [TOLD]


def test_a_colleague_neither_reads_nor_loses_what_a_power_cut_left(net: TrialNetwork) -> None:
    desk = _desk(net)
    private_conversation.save(desk.desk, private_conversation.begin(desk.desk, person="p"), TOLD)
    desk.sign_in_as("bilal")
    assert private_conversation.reopen(desk.desk) == []
    assert _left(desk) == 1
    with reading_desk(desk.desk.engine) as connection:
        (row,) = connection.execute(sa.select(sealed.private_draft)).all()
    assert b"sealed_note" not in row.readable + base64.b64decode(row.sealed)
    desk.clock.forward(days=1)
    private_conversation.settle(desk.desk)
    assert _left(desk) == 0
    _send(desk)
    assert [entry.author for entry in _opened(net)] == ["asma"]


def test_a_conversation_begun_in_a_form_is_about_whoever_the_form_becomes(net: TrialNetwork) -> None:
    desk = _desk(net)
    form = drafts.open_new(desk.desk).id
    drafts.save_answer(desk.desk, form, "person.name_latin", {"value": "Amina Bibi"})
    first = private_conversation.begin(desk.desk, form=form)
    private_conversation.save(desk.desk, first, {"sealed.risk": "HIGH"})
    private_conversation.seal_open(desk.desk)
    second = private_conversation.save(desk.desk, private_conversation.begin(desk.desk, form=form), TOLD)
    with pytest.raises(NotRegisteredError):
        finishing.finish(desk.desk, form)
    made = desk.register()
    with writing_desk(desk.desk.engine) as connection:
        private_conversation.name_subject(connection, desk.desk, form, made)
    private_conversation.close(desk.desk, second)
    _send(desk)
    told = {(entry.person, str(entry.about.get("person.name_latin", ""))) for entry in _opened(net)}
    assert told == {("", "Amina Bibi"), (made.person, "")}


@pytest.mark.parametrize(
    ("kind", "action", "written", "typist", "code"),
    [
        ("episode", "create", {"episode.return_reasons.R22": True}, Typist("asma", "s"), "sealed.belongs_inside"),
        (KIND, "create", {"sealed.sealed_note": "plain"}, Typist("", ""), "sealed.only_created"),
        (KIND, "create", {CONTENT: "AAAA"}, Typist("", ""), "sealed.shape"),
        (
            KIND,
            "create",
            {CONTENT: base64.b64encode(bytes(59 + 1024)).decode()},
            Typist("asma", ""),
            "sealed.only_created",
        ),
        (KIND, "edit", {CONTENT: base64.b64encode(bytes(59 + 1024)).decode()}, Typist("", ""), "sealed.only_created"),
    ],
)
def test_head_office_refuses_what_no_desk_writes(
    any_net: TrialNetwork, kind: str, action: str, written: Mapping[str, Value], typist: Typist, code: str
) -> None:
    desk = any_net.desk()
    name = "01934f00-0000-7000-8000-00000000abcd"
    edits = [Edit(name, kind, action, written)]
    with writing_desk(desk.desk.engine) as connection:
        desk.desk.journal.append(connection, edits, typist, at=0, reference="test")
    desk.sync()
    (row,) = any_net.rows(
        sa.select(change_log.c.outcome, change_log.c.reason).where(change_log.c.device != HEAD_OFFICE)
    )
    assert row.outcome == "refused"
    assert f'"{code}"' in row.reason


def test_a_registration_with_something_restricted_is_not_taken_at_the_desk(net: TrialNetwork) -> None:
    desk = _desk(net)
    restricted = {**EPISODE, "episode.return_reasons.R22": True}
    with pytest.raises(NotRegisteredError, match=r"sealed\.belongs_inside"):
        intake.register(desk.desk, {"person.name_latin": "Amina Bibi"}, restricted, origin="import")
    with pytest.raises(NotRegisteredError, match=r"field\.unknown"):
        private_conversation.write_sealed(desk.desk, {"person.name_latin": "Amina"}, person="p")
    assert_settled(net, desk)


def test_the_window_opens_a_private_talk_once_and_nobody_reads_it_after_it_is_closed(net: TrialNetwork) -> None:
    window = WindowOver(_desk(net).desk)
    form = window.begin_form({"episode.c_register": True})
    talk = window.open_private(form.draft_id, "")
    window.save_private(talk.entry_id, {"sealed.not_paid": True})
    assert window.open_private(form.draft_id, "").values == {"sealed.not_paid": True}
    assert window.close_private(talk.entry_id, {"sealed.not_paid": True}) == ()
    assert window.open_private(form.draft_id, "").values == {}
    with pytest.raises(ProblemError):
        window.save_private(talk.entry_id, {"sealed.not_paid": False})


class WindowOver(IntakeDesk):
    """The window's half of an open desk."""

    def __init__(self, desk: OpenDesk) -> None:
        super().__init__()
        self._desk = desk

    @property
    def _open(self) -> OpenDesk:
        return self._desk
