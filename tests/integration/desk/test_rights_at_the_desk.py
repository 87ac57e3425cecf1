"""Who writes, sees and asks for what at a desk: the table of rights is asked by every service, command and file."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from desktop_client.cli.entry import desk as command
from desktop_client.services import intake, opening, people, revealing
from desktop_client.services.desk import OpenDesk
from desktop_client.services.intake import NotRegisteredError, Registered
from desktop_client.services.registrar import DeskRegistrar
from desktop_client.storage import audit
from desktop_client.storage.engine import reading
from desktop_client.storage.home import DeskHome
from desktop_client.storage.tables import desk as tables
from shared_models.catalogue import ProblemError, sentence
from shared_models.records.changes import Value
from tests.networks import EPISODE, LOGIN, PASSWORD

CARD = "person.documents.1.number"
AMINA: Mapping[str, Value] = {
    "person.name_latin": "Amina Bibi",
    "person.gender": "F",
    "person.documents.1.type": "CNIC",
    CARD: "0362012345672",
    "person.phones.1.number": "+923001234567",
}
MASKED = "*****-****567-2"


def _as(desk: OpenDesk, role: str) -> OpenDesk:
    return replace(desk, person=replace(desk.person, role=role))


def _register(desk: OpenDesk) -> Registered:
    return intake.register(desk, AMINA, {**EPISODE, "episode.needs.N01": 1}, origin="import")


def _fields(desk: OpenDesk, *, revealing: bool = False) -> dict[str, Any]:
    return {path: value for line in people.export(desk, revealing=revealing) for path, value in line["fields"].items()}


def _told(act: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(ProblemError) as refused:
        act()
    return refused.value.problem.code, sentence(refused.value.problem, "en")


def _chain(desk: OpenDesk) -> list[tuple[str, str, str, str]]:
    with reading(desk.engine) as connection:
        assert audit.first_bad_line(connection) is None
        return [(one.login, one.action, one.subject, one.detail) for one in connection.execute(sa.select(tables.audit))]


def test_who_may_not_register_is_told_who_may(desk: OpenDesk) -> None:
    with pytest.raises(NotRegisteredError) as refused:
        _register(_as(desk, "SUPV"))
    sentences = {problem.path: sentence(problem, "en") for problem in refused.value.problems}
    assert CARD in sentences
    assert "person.name_latin" not in sentences
    assert "intake clerk, case worker" in sentences["episode.return_date"]
    registrar = DeskRegistrar(_as(desk, "PROT"))
    with pytest.raises(ProblemError, match=r"access\.may_not_write"):
        registrar.register({"person.legacy_ref": "1", **AMINA}, EPISODE, source="x")
    registrar.abandon()


def test_a_number_is_written_once_and_corrected_by_taking_its_row_away(desk: OpenDesk) -> None:
    made = _register(desk)
    code, said = _told(lambda: intake.amend(desk, made.person, {CARD: "0362012345674"}))
    assert code == "access.nobody_rewrites"
    assert "another row" in said
    assert _told(lambda: intake.amend(desk, made.person, {CARD: None}))[0] == "access.nobody_rewrites"
    assert _told(lambda: intake.amend(desk, made.person, {f"{CARD}!": "NV"}))[0] == "access.nobody_rewrites"
    again = {"person.documents.1.void": "TYPED_WRONG", "person.documents.2.type": "CNIC"}
    assert intake.amend(desk, made.person, {**again, "person.documents.2.number": "0362012345674"}) == 3
    assert intake.amend(desk, made.person, {"person.documents.1.status": "VALID", CARD: "0362012345674"}) == 1
    code, said = _told(
        lambda: intake.amend(_as(desk, "SUPV"), made.person, {"person.phones.1.number": "+923001234568"})
    )
    assert (code, "intake clerk, case worker" in said) == ("access.may_not_write", True)


def test_a_missing_number_may_still_be_filled_in(desk: OpenDesk) -> None:
    unknown = {path: value for path, value in AMINA.items() if path != CARD} | {f"{CARD}!": "NV"}
    made = intake.register(desk, unknown, EPISODE, origin="import")
    assert intake.amend(_as(desk, "CASEW"), made.person, {CARD: "0362012345672"}) == 2


def test_a_masked_number_is_shown_to_who_may_ask_with_a_reason_and_the_asking_stays(desk: OpenDesk) -> None:
    made = _register(desk)
    found = people.find(desk, made.person)
    assert found is not None
    assert people.visible_values(desk, found.values)[CARD] == MASKED
    asking = _as(desk, "CASEW")
    assert revealing.reveal(asking, made.person, CARD, "she stands here with the card") == "0362012345672"
    (line,) = [line for line in _chain(desk) if line[1] == "revealed"]
    assert line[:3] == (LOGIN, "revealed", made.person)
    assert line[3].startswith("person.documents.")
    assert line[3].endswith(": she stands here with the card")
    assert "0362012345672" not in str(_chain(desk))
    for reason in ("", "  ", "12345", "..!"):
        assert _told(partial(revealing.reveal, asking, made.person, CARD, reason))[0] == "access.reason_needed"
    assert _told(lambda: revealing.reveal(asking, made.person, CARD, "x" * 201))[0] == "access.reason_long"
    code, said = _told(lambda: revealing.reveal(desk, made.person, CARD, "curious"))
    assert (code, "case worker, office supervisor" in said) == ("access.may_not_reveal", True)
    for path in ("person.name_latin", "person.documents.2.number"):
        assert _told(partial(revealing.reveal, asking, made.person, path, "why not"))[0] == "access.nothing_to_reveal"
    assert _told(lambda: revealing.reveal(asking, made.person, "person.nonsense", "why"))[0] == "field.unknown"
    assert [line[1] for line in _chain(desk)].count("revealed") == 1


@pytest.mark.parametrize(
    ("role", "card", "need"), [("CLERK", "0362012345672", 1), ("SUPV", MASKED, 1), ("PROT", MASKED, 1)]
)
def test_a_file_holds_what_its_writer_writes_and_of_the_rest_what_is_seen(
    desk: OpenDesk, role: str, card: str, need: int
) -> None:
    _register(desk)
    fields = _fields(_as(desk, role))
    assert (fields[CARD], fields["episode.needs.N01"]) == (card, need)
    revealed = _fields(_as(desk, role), revealing=True)[CARD]
    assert revealed == ("0362012345672" if role == "SUPV" else card)


@pytest.fixture
def run(home: DeskHome) -> Callable[..., Result]:
    def run(*words: str, more: str = "") -> Result:
        where = ["--home", str(home.folder), "--user", LOGIN, "--password-stdin"]
        return CliRunner().invoke(command, [*where, *words], input=f"{PASSWORD}\n{more}")

    return run


def test_the_commands_ask_the_same_table(home: DeskHome, desk: OpenDesk, run: Callable[..., Result]) -> None:
    made = _register(desk)
    opening.close(desk)
    shown = json.loads(run("records", "show", made.number, "--json").stdout)
    assert shown["fields"][CARD] == MASKED
    assert [write["set"][CARD] for write in shown["history"] if CARD in write["set"]] == [MASKED]
    refused = run("records", "reveal", made.number, CARD, "--reason", "curious")
    assert refused.exit_code == 1
    assert "case worker" in refused.stderr
    assert run("records", "reveal", made.number, CARD).exit_code == 2, "without a reason nobody asks"
    again = run("records", "amend", made.number, f"{CARD}=0362012345674")
    assert (again.exit_code, "another row" in again.stderr) == (1, True)
    sealed = run("records", "seal", made.number, more='{"sealed.risk": "HIGH"}')
    assert (sealed.exit_code, "protection key" in sealed.stderr) == (1, True)
    assert run("records", "seal", made.number, more="[]").exit_code == 1
    file = home.folder / "out.jsonl"
    assert run("records", "export", str(file)).exit_code == 0
    assert '"0362012345672"' in Path(file).read_text("utf-8")
