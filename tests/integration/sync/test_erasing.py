"""A person who asked for it is erased: at head office, at every desk that comes, and again whenever an old copy comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from desktop_client.services import correcting, drafts, my_data, slips
from desktop_client.services import people as services
from desktop_client.services.intake import Registered
from desktop_client.services.line import line_facts
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.journal import Edit, Typist
from desktop_client.storage.tables import journal
from desktop_client.storage.tables import metadata as desk_metadata
from desktop_client.sync.proofs import verify_all
from desktop_client.wording.line_sentence import erased_words
from shared_models.catalogue.problems import ProblemError
from shared_models.protocol import batch as batches
from shared_models.protocol.page import open_page
from sync_server.cli import main
from sync_server.duties.register import duties_of
from sync_server.duties.worker import Worker
from sync_server.storage.audit import verify_audit
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import reading, writing
from sync_server.storage.erasure_list import FILE, ErasureLine, read_list
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.storage.tables import metadata
from sync_server.storage.tables.intake import batch, change_log
from sync_server.subjects.backups import ErasedBefore, create_backup, restore_backup, verify_backup
from sync_server.subjects.intake import HeadOfficeEdit, append_change, erasures, log
from sync_server.subjects.intake.erasures import Done, Erasure
from tests.networks import TrialDesk, TrialNetwork, assert_settled, serving

NAME, FATHER = "Zubaida Vanishing", "Yawar Vanishing"
CANARY = "Vanishing"
WHY = "Asked at the desk in Lahore, card seen"
WORDS = "seven quiet boats at noon"


def _erase(net: TrialNetwork, person: str) -> Erasure:
    office = net.trial.head_office
    with writing(office.engine) as connection:
        return erasures.erase_person(connection, office, person, reason=WHY, who="test")


def _done(net: TrialNetwork) -> list[Done]:
    with reading(net.trial.head_office.engine) as connection:
        return erasures.done(connection)


def _texts_at_desk(desk: TrialDesk) -> Iterator[str]:
    """Every stored value of the desk's opened database, with batches and pages unpacked."""
    with reading_desk(desk.desk.engine) as connection:
        for table in desk_metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                yield f"{table.name}: {tuple(row)}"
        for raw in connection.execute(sa.select(journal.batch.c.raw)).scalars():
            sealed = batches.read(raw)
            yield f"a batch: {batches.unpack(sealed) if sealed.payload else ''}"
        kept = sa.select(journal.page.c.raw).where(sa.func.length(journal.page.c.raw) > 0)
        for raw in connection.execute(kept).scalars():
            yield f"a page: {open_page(raw, desk.desk.head_office.receipt_key).entries}"


def _texts_at_head_office(office: HeadOffice) -> Iterator[str]:
    with reading(office.engine) as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                yield f"{table.name}: {tuple(row)}"
        for row in connection.execute(sa.select(change_log)):
            yield f"a change: {log.read_change(office, row)}"
        for row in connection.execute(sa.select(metadata.tables["record"])):
            yield "a record: " + office.cipher.reveal("record", "field_values", row.id, row.field_values)
        for row in connection.execute(sa.select(batch).where(batch.c.payload.is_not(None))):
            payload = office.cipher.reveal_bytes("batch", "payload", row.hash, row.payload)
            header = msgspec.json.decode(row.header, type=batches.Header)
            yield f"a batch: {batches.unpack(batches.SealedBatch(b'', row.hash, header, row.header, row.signature, payload))}"


def _places(net: TrialNetwork, *desks: TrialDesk) -> list[str]:
    """Where the name stands; at each desk and at head office it stood before."""
    texts = [*_texts_at_head_office(net.trial.head_office), *(text for desk in desks for text in _texts_at_desk(desk))]
    lists = [text for file in net.folder.rglob(FILE) for text in file.read_text().splitlines()]
    return sorted({text.partition(":")[0] for text in [*texts, *lists] if CANARY in text})


def _registered(desk: TrialDesk) -> Registered:
    made = desk.register(NAME, {"person.father_name_latin": FATHER})
    one = services.find(desk.desk, made.person)
    assert one is not None
    slips.note_waiting(desk.desk, one)
    return made


def test_an_erased_person_is_nowhere_after_quiet_and_everybody_else_is_where_they_were(any_net: TrialNetwork) -> None:
    net = any_net
    first, second, far = net.desk(), net.desk(), net.desk("KHI")
    for desk in (first, second, far):
        desk.register("Amina Bibi")
    gone = _registered(first)
    first.register("Bano Bibi")  # in one batch with the other
    assert_settled(net, first, second)
    second.amend(gone.person, mother_name=f"Rabia {CANARY}")
    assert_settled(net, first, second)
    far.sync()
    form = correcting.open_correction(first.desk, gone.person)
    drafts.save_answer(first.desk, form.id, "person.mother_name", {"typed": CANARY})
    office = net.trial.head_office
    assert {"record", "change_log", "search_term"} & set(_places(net, first)) or not office.configuration.embedded
    assert {"a batch", "a page", "change_content", "pulled_change", "record", "draft_answer"} <= set(
        _places(net, first, second)
    )
    others = {name: picture for name, picture in first.picture().items() if name not in {gone.person, gone.episode}}
    before = net.log()

    made = _erase(net, gone.number)
    assert set(made.records) == {gone.person, gone.episode}
    assert {one.split(".")[0] for one in _done(net)[0].not_yet_at} == {
        net.device(first).code,
        net.device(second).code,
    }
    assert_settled(net, first, second)
    far.sync()
    assert _places(net, first, second, far) == []
    assert _done(net)[0].not_yet_at == ()
    assert first.picture() == second.picture() == others
    assert before.items() <= net.log().items()  # that the changes were made stays known
    assert services.find(first.desk, gone.number) is None
    assert (drafts.left_open(first.desk), slips.slips_to_print(first.desk)) == ([], [])
    for desk in (first, second):
        with reading_desk(desk.desk.engine) as connection:
            proven = verify_all(connection, desk.desk.identity, desk.desk.head_office.receipt_key)
        assert (proven.first_bad, proven.broken_batch, proven.not_yet) == (None, "", 0)
    with reading(office.engine) as connection:
        assert verify_audit(connection) is None
    newcomer = net.desk()
    newcomer.sync()
    assert newcomer.picture() == others


def test_what_comes_late_of_an_erased_person_is_refused_with_a_sentence_and_stays_nowhere(
    any_net: TrialNetwork,
) -> None:
    net = any_net
    first, second = net.desk(), net.desk()
    gone = _registered(first)
    assert_settled(net, first, second)
    with pytest.raises(ProblemError):  # the words are too few to say why
        erasures.erase_person(None, net.trial.head_office, gone.person, reason="x", who="test")  # type: ignore[arg-type]
    second.amend(gone.person, mother_name=f"Rabia {CANARY}")
    kept = second.register("Bano Bibi")
    again = _another_return(second, gone.person)
    _erase(net, gone.person)
    done = second.sync()
    assert done.refused == 2
    assert (line_facts(second.desk).erased_here, line_facts(first.desk).erased_here) == (2, 0)
    assert "2 changes typed here were about somebody who asked to be erased" in erased_words(2)
    second.amend(kept.person, mother_name="Rabia")
    assert_settled(net, first, second)
    assert _places(net, first, second) == []
    told = net.rows(sa.select(change_log.c.reason).where(change_log.c.outcome == "refused"))
    assert {msgspec.json.decode(row.reason)["code"] for row in told} == {"record.erased"}
    assert again in {name for line in _list(net) for name in line.records} | {
        row.record for row in net.rows(sa.select(metadata.tables["erasure"]))
    }
    Worker(net.trial.head_office.engine, duties_of(net.trial.head_office)).run_round()
    assert again in {name for line in _list(net) for name in line.records}


def _another_return(desk: TrialDesk, person: str) -> str:
    """A second return of somebody who is known, made at this desk."""
    name = f"{person[:-4]}beef"
    values = {"episode.person": person, "episode.return_date": "2025-01", "episode.remarks": f"{CANARY} again"}
    with writing_desk(desk.desk.engine) as connection:
        edit = Edit(name, "episode", "create", values)
        typist = Typist(desk.desk.person.login, desk.desk.person.session)
        changes = desk.desk.journal.append(connection, [edit], typist, at=desk.clock(), reference="")
        desk.desk.view.apply_own(connection, changes)
    return name


def _list(net: TrialNetwork) -> list[ErasureLine]:
    office = net.trial.head_office
    return list(read_list(erasures.list_file(office), office.receipt_public_key))


@pytest.fixture
def backed_up(net: TrialNetwork, tmp_path: Path) -> Iterator[TrialNetwork]:
    yield net
    net.trial.head_office.close()


def _begin_again(net: TrialNetwork, file: Path, folder: Path) -> None:
    configuration = ServerConfiguration(data=folder, stall_seconds=5, threads=8)
    erased = ErasedBefore(erasures.carry_out_list)
    restore_backup(configuration, file, WORDS, who="test", clock=net.trial.clock, erased=erased)
    net.trial = replace(net.trial, head_office=open_head_office(configuration, net.trial.clock))


def test_an_older_backup_that_is_put_back_is_erased_again_and_refilled_by_the_desks_exactly_once(
    backed_up: TrialNetwork, tmp_path: Path
) -> None:
    net, file = backed_up, tmp_path / "shelf" / "old.frc"
    file.parent.mkdir()
    first, second = net.desk(), net.desk()
    first.register("Amina Bibi")
    gone = _registered(first)
    assert_settled(net, first, second)
    create_backup(net.trial.head_office, file, WORDS, who="test", days=35)
    late = first.register("Bano Bibi")
    also = _registered(first)  # in one batch with somebody who stays
    first.sync()
    decided = {"person.father_name_latin": "Bashir"}
    with writing(net.trial.head_office.engine) as connection:  # reaches one desk alone, in one page with who is erased
        append_change(connection, net.trial.head_office, HeadOfficeEdit(late.person, "edit", decided, (), "reviewer"))
    second.sync()
    second.amend(late.person, mother_name="Rabia")
    second.sync()
    assert _erase(net, gone.person).copied_to == (str(file.parent),)
    _erase(net, also.person)
    second.sync()
    second.sync()
    assert second.values(also.person) == {}
    assert net.device(second).alarm is None
    create_backup(net.trial.head_office, tmp_path / "shelf" / "new.frc", WORDS, who="test", days=35)
    assert verify_backup(tmp_path / "shelf" / "new.frc", WORDS).contents.changes == len(net.log())
    shown = second.picture()

    _begin_again(net, file, tmp_path / "again")
    assert CANARY not in "".join(_texts_at_head_office(net.trial.head_office))
    with serving(net.trial) as server:
        net.server = server
        assert_settled(net, first, second)
        assert _places(net, first, second) == []
        assert first.picture() == shown == net.picture()
        assert first.values(late.person)["person.mother_name"] == "Rabia"
        assert first.values(late.person).items() >= decided.items()
        assert net.device(first).alarm is None
        assert {one.person for one in _done(net)} == {gone.person, also.person}


def test_an_old_copy_of_a_desk_is_erased_again(net: TrialNetwork, tmp_path: Path) -> None:
    first, second = net.desk(), net.desk()
    gone = _registered(first)
    assert_settled(net, first, second)
    old = first.copy(tmp_path / "old disk")
    first.reopen()
    _erase(net, gone.person)
    assert_settled(net, first, second)
    assert _places(net, old) != []
    old.amend(gone.person, mother_name=f"Rabia {CANARY}")
    old.sync()
    old.sync()
    assert _places(net, first, second, old) == []


def test_desks_bring_a_lost_list_back_with_the_pages_they_hand_back(net: TrialNetwork) -> None:
    first, second = net.desk(), net.desk()
    gone = _registered(first)
    assert_settled(net, first, second)
    office = net.trial.head_office
    with reading(office.engine) as connection:
        old = {
            table: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for table in metadata.sorted_tables
        }
    _erase(net, gone.person)
    assert_settled(net, first, second)
    with writing(office.engine) as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
        for table, rows in old.items():
            if rows:
                connection.execute(table.insert(), rows)
        erasures.list_file(office).unlink()
    assert _places(net) != []
    assert_settled(net, first, second)
    assert _places(net, first, second) == []
    Worker(office.engine, duties_of(office)).run_round()
    assert len(_list(net)) == 2  # the person and the return, each as the page told it


def test_a_list_that_is_further_than_the_database_is_carried_out_and_a_forged_line_is_not(net: TrialNetwork) -> None:
    desk = net.desk()
    gone, stays = _registered(desk), desk.register("Amina Bibi")
    assert_settled(net, desk)
    office = net.trial.head_office
    file = erasures.list_file(office)
    with office.engine.connect() as connection:  # killed after the list was on the disk, before the database was
        erasures.erase_person(connection, office, gone.person, reason=WHY, who="test")
        connection.rollback()
    assert _places(net, desk) != []
    Worker(office.engine, duties_of(office)).run_round()
    assert_settled(net, desk)
    assert _places(net, desk) == []
    genuine = file.read_bytes()
    forged = genuine.replace(gone.person.encode(), stays.person.encode())
    for bad in (forged, genuine[len(genuine) // 2 :], genuine + genuine):
        file.write_bytes(bad)
        with pytest.raises(ProblemError) as refused:
            read_list(file, office.receipt_public_key)
        assert refused.value.problem.code == "erasure.list_damaged"
    file.write_bytes(genuine + b"half a li")
    assert len(read_list(file, office.receipt_public_key)) == 1


def test_an_open_wage_claim_stands_in_the_way_until_it_ends(any_net: TrialNetwork) -> None:
    net = any_net
    desk = net.desk()
    made = desk.register(NAME)
    assert_settled(net, desk)
    office = net.trial.head_office
    one = services.find(desk.desk, made.person)
    assert one is not None
    my_data.withdraw(desk.desk, one, my_data.ERASE, my_data.CARD)
    assert_settled(net, desk)
    path = "episode.claims.0AAxx1"
    filed = {f"{path}.type": "WAGE", f"{path}.status": "FILED"}
    with writing(office.engine) as connection:
        append_change(connection, office, HeadOfficeEdit(made.episode, "edit", filed, (), "reviewer"))
    with reading(office.engine) as connection:
        (asked,) = erasures.requests(connection, office)
    assert (asked.person, asked.number, asked.office, asked.claim_open) == (made.person, made.number, "LHE", True)
    with pytest.raises(ProblemError) as refused:
        _erase(net, made.person)
    assert refused.value.problem.code == "my_data.claim_open"
    paid = {f"{path}.status": "PAID"}
    with writing(office.engine) as connection:
        newest = sa.select(change_log.c.change_id).order_by(change_log.c.position.desc()).limit(1)
        base = (connection.execute(newest).scalar_one(),)
        append_change(connection, office, HeadOfficeEdit(made.episode, "edit", paid, base, "reviewer"))
    _erase(net, made.person)
    with reading(office.engine) as connection:
        assert erasures.requests(connection, office) == []
    assert_settled(net, desk)
    assert _places(net, desk) == []


def test_the_commands_say_who_waits_and_where_it_is_not_done_yet(net: TrialNetwork) -> None:
    desk = net.desk()
    made = _registered(desk)
    assert_settled(net, desk)
    one = services.find(desk.desk, made.person)
    assert one is not None
    my_data.withdraw(desk.desk, one, my_data.ERASE, my_data.CARD)
    desk.sync()
    folder, code = str(net.trial.head_office.configuration.data), net.device(desk).code

    def said(*words: str) -> Result:
        return CliRunner().invoke(main, ["erasure", *words, "--data", folder])

    assert f"waits\t{made.number}\tLHE" in said("list").stdout
    short = said("run", made.number, "--reason", "x")
    assert (short.exit_code, "5 to 300 letters" in short.stderr) == (1, True)
    unknown = said("run", "LHE-26-XXX-00000-0", "--reason", WHY)
    assert (unknown.exit_code, "Traceback" in unknown.stderr) == (1, False)
    done = said("run", made.number, "--reason", WHY)
    assert (done.exit_code, "Backups made before still hold the person" in done.stdout) == (0, True)
    assert f"not erased yet at: {code}" in said("list").stdout
    assert_settled(net, desk)
    assert "erased everywhere" in said("list").stdout
    document = msgspec.json.decode(said("list", "--json").stdout)
    assert (document["waiting"], document["erased"][0]["person"]) == ([], made.person)
    assert CANARY not in said("list", "--json").stdout
