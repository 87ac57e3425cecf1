"""One small network in which somebody typed every hostile string into every field of words, for all who only look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop_client.services import intake
from desktop_client.services.intake import NotRegisteredError, Registered
from desktop_client.storage.engine import writing
from installers.trial_postgres import fresh_database
from shared_models.catalogue import Problem, load_catalogue
from shared_models.catalogue.leaves import leaf_path
from shared_models.records.changes import Value
from tests.hostile_strings import every_string, printable
from tests.networks import TrialDesk, TrialNetwork, running

WORDS = frozenset({"text", "name_latin", "name_urdu", "document_number", "phone", "email"})
ALSO_TYPED = frozenset({"partial_date", "date", "time_stamp", "decimal", "money", "code", "yes_no", "integer"})
OWN = frozenset({"episode.registration_no", "person.legacy_ref"})
SOMEBODY: dict[str, Value] = {"person.name_latin": "Amina Bibi"}  # nobody is registered without a name
SAMPLE = 20  # every so many strings go to PostgreSQL
MEGABYTE = 100_000


def leaves_of(kinds: frozenset[str]) -> tuple[str, ...]:
    """The paths of all ordinary fields of these kinds, in the first row where they live in rows."""
    fields = (one for kind in ("person", "episode") for one in load_catalogue().fields_of(kind))
    return tuple(leaf_path(one, "1") for one in fields if one.kind in kinds and one.path not in OWN)


@dataclass
class Written:
    """What was registered of each string: the answers by record, and what the desk refused."""

    net: TrialNetwork
    first: TrialDesk
    second: TrialDesk
    answers: dict[str, dict[str, Value]] = field(default_factory=dict)
    of_text: dict[str, str] = field(default_factory=dict)
    refused: dict[str, dict[str, Problem]] = field(default_factory=dict)


def write(made: Written, texts: tuple[str, ...]) -> None:
    """Register each string in every field at once; what the desk refuses is left out, the rest must be taken."""
    paths = leaves_of(WORDS | ALSO_TYPED)
    with writing(made.first.desk.engine) as connection:
        for text in texts:
            # The unit tests put a megabyte into every field; here one of the kind is enough.
            given: dict[str, Value] = dict.fromkeys(paths if len(text) < MEGABYTE else paths[::SAMPLE], text)
            refused = made.refused.setdefault(text, {})
            while isinstance(done := _register(connection, made.first, given), NotRegisteredError):
                assert str(done) == ", ".join(sorted({one.code for one in done.problems}))  # nothing of anybody in it
                found = {one.path: one for one in done.problems}
                assert not found.keys().isdisjoint(given), (printable(text), done.problems)
                refused.update(found)
                given = {**SOMEBODY, **{path: value for path, value in given.items() if path not in found}}
            person, episode = (_of(kind, given) for kind in ("person", "episode"))
            told = {"episode.person": done.person, "episode.registration_no": done.number}
            made.answers |= {done.person: person, done.episode: {**_of_the_desk(episode, made.first), **told}}
            made.of_text[text] = done.person


def _register(
    connection: sa.Connection, desk: TrialDesk, given: Mapping[str, Value]
) -> Registered | NotRegisteredError:
    try:
        return intake.register_in(connection, desk.desk, _of("person", given), _of("episode", given), origin="import")
    except NotRegisteredError as refusal:
        return refusal


def _of(kind: str, given: Mapping[str, Value]) -> dict[str, Value]:
    return {path: value for path, value in given.items() if path.startswith(kind + ".")}


def _of_the_desk(episode: Mapping[str, Value], desk: TrialDesk) -> dict[str, Value]:
    return {"episode.registered_on": desk.desk.today().isoformat(), **episode}


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    with running(tmp_path_factory.mktemp("hostile")) as net:
        made = Written(net, net.desk(), net.desk())
        write(made, every_string())
        made.first.sync()
        made.second.sync()
        yield made


@pytest.fixture(scope="session")
def written_in_postgresql(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Written]:
    folder = tmp_path_factory.mktemp("hostile")
    with fresh_database(postgres_url) as url, running(folder, url) as net:
        made = Written(net, net.desk(), net.desk())
        write(made, every_string()[::SAMPLE])
        made.first.sync()
        made.second.sync()
        yield made


@pytest.fixture
def net(tmp_path: Path) -> Iterator[TrialNetwork]:
    with running(tmp_path) as made:
        yield made


@pytest.fixture(params=["embedded", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_net(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TrialNetwork]:
    url = None if request.param == "embedded" else str(request.getfixturevalue("postgres_database"))
    with running(tmp_path, url) as made:
        yield made
