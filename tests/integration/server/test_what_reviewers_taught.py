"""What reviewers answered becomes a new model, what Splink is sure of reaches them, and what cannot be used is said so."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
import zstandard
from click.testing import CliRunner, Result

from shared_models.catalogue.problems import ProblemError
from shared_models.matching import Frequencies, comparable_of, load_model, read_model, score
from shared_models.matching.model import MODEL_FILE
from shared_models.matching.packed import packed
from sync_server.cli import main
from sync_server.storage.bulk import insert_rows
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.storage.tables.linkage import candidate_pair, match_person
from sync_server.subjects.linkage import challenger
from sync_server.subjects.linkage.candidates import pair_row
from sync_server.subjects.linkage.challenger import queue_disagreements, splink_opinion

VECTORS = Path(__file__).parents[2] / "unit/shared_models/matching/vectors.json.zst"
ANSWERED = 900
MODEL = load_model()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("taught") / "ho"
    assert _run(folder, "init", "--json").exit_code == 0
    return folder


@pytest.fixture
def office(data: Path) -> Iterator[HeadOffice]:
    opened = open_head_office(ServerConfiguration(data=data))
    with writing(opened.engine) as connection:
        connection.execute(candidate_pair.delete())
        connection.execute(match_person.delete())
    yield opened
    opened.close()


def _run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--data", str(data)])


def _answer(office: HeadOffice, pairs: int) -> None:
    """Reviewers who hold that whoever shares a phone is no one person, and judge all else as the model does."""
    stored = msgspec.json.decode(zstandard.decompress(VECTORS.read_bytes(), max_output_size=1 << 24))
    people = [comparable_of(values) for values in stored["people"]]
    frequencies = Frequencies(stored["names"], frozenset(stored["crowded"]))
    rows = []
    for place, (one, other, *_) in enumerate(stored["pairs"][:pairs]):
        made = score(MODEL, people[one], people[other], frequencies, stored["rows"])
        same = made.score >= 0 and made.levels["phone"] != "same"
        rows.append(pair_row((f"a{place:05}", f"b{place:05}"), made, 1) | {"state": "same" if same else "different"})
    with writing(office.engine) as connection:
        insert_rows(connection, candidate_pair, rows)


def test_answers_move_the_weight_they_speak_of_and_the_new_model_is_held_against_the_old_one(
    data: Path, office: HeadOffice, tmp_path: Path
) -> None:
    _answer(office, ANSWERED)
    file = tmp_path / "taught.json"
    answer = _run(data, "duplicates", "refit", str(file), "--json")
    assert answer.exit_code == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["learnt_from"] + told["held_out"] == ANSWERED
    assert told["after"]["surprise"] < told["before"]["surprise"]
    new = read_model(file.read_bytes())
    assert new.version == told["version"] != MODEL.version
    assert new.thresholds == MODEL.thresholds
    assert new.comparisons["phone"]["same"].weight < MODEL.comparisons["phone"]["same"].weight - 1_000
    assert new.comparisons["email"] == MODEL.comparisons["email"]  # nobody's answer showed one
    again = _run(data, "duplicates", "refit", str(file))
    assert (again.exit_code, "already" in again.stderr) == (1, True)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b'{"format": 2}', "format 2"),
        (MODEL_FILE.read_bytes()[:5_000], "cannot be read"),
        (MODEL_FILE.read_bytes().replace(b'"same_rare"', b'"same_often"'), "levels"),
    ],
)
def test_a_model_that_is_none_for_this_program_is_refused_with_a_sentence(
    data: Path, tmp_path: Path, file: bytes, words: str
) -> None:
    (tmp_path / "model.json").write_bytes(file)
    refused = _run(data, "duplicates", "refit", str(tmp_path / "new.json"), "--model", str(tmp_path / "model.json"))
    assert refused.exit_code == 1
    assert words in refused.stderr


def test_a_handful_of_answers_makes_no_model(data: Path, office: HeadOffice, tmp_path: Path) -> None:
    _answer(office, 100)
    refused = _run(data, "duplicates", "refit", str(tmp_path / "new.json"))
    assert refused.exit_code == 1
    assert "300 answers" in refused.stderr
    assert not (tmp_path / "new.json").exists()


def test_what_splink_alone_is_sure_of_waits_behind_all_others(office: HeadOffice) -> None:
    """Its own finding is not tried here: it is no part of an installation."""
    people = [
        comparable_of({"person.name_latin": name, "person.birth": "1980-02-03"})
        for name in ("Ali Raza", "Zubair", "Amna")
    ]
    kept = [
        {"number": number, "record": f"r{number}", "generation": 1, "packed_keys": b"", "folded": packed(person)}
        for number, person in enumerate(people, start=1)
    ]
    with writing(office.engine) as connection:
        insert_rows(connection, match_person, kept)
        made = score(MODEL, people[0], people[2], Frequencies(), 2_000)
        connection.execute(candidate_pair.insert(), pair_row(("r1", "r3"), made, 1))
        found = queue_disagreements(connection, office, MODEL, {(1, 2): 0.99, (1, 3): 0.98})
        query = sa.select(candidate_pair.c.source, candidate_pair.c.turn).where(candidate_pair.c.other == "r2")
        assert [tuple(row) for row in connection.execute(query)] == [("splink", 1)]
    assert (found.both, found.splink_alone, found.queued) == (1, 1, 1)


def test_without_splink_its_opinion_is_refused_with_a_sentence(
    data: Path, office: HeadOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(challenger, "find_spec", lambda _name: None)
    refused = _run(data, "duplicates", "find", "--engine", "splink")
    assert refused.exit_code == 1
    assert "Splink" in refused.stderr
    with reading(office.engine) as connection, pytest.raises(ProblemError) as raised:
        splink_opinion(connection, office, MODEL)
    assert raised.value.problem.code == "duplicates.splink_missing"
