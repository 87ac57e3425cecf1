"""Five thousand stored pairs get the scores they were stored with: desk and head office can't come apart unseen.

Head office keeps people packed and ends early what nobody will be shown; both must not change a score.
"""

from pathlib import Path

import msgspec
import zstandard

from shared_models.matching import Frequencies, Zone, comparable_of, load_model, score
from shared_models.matching.packed import packed, unpacked
from shared_models.matching.scoring import score_if_kept

FILE = Path(__file__).parent / "vectors.json.zst"
LARGEST = 1 << 24


class Vectors(msgspec.Struct):
    version: str
    rows: int
    names: dict[str, int]
    crowded: list[str]
    people: list[dict[str, object]]
    pairs: list[tuple[int, int, int, str]]


def test_five_thousand_pairs_get_the_stored_scores() -> None:
    model = load_model()
    content = zstandard.decompress(FILE.read_bytes(), max_output_size=LARGEST)
    stored = msgspec.json.decode(content, type=Vectors)
    assert (stored.version, len(stored.pairs)) == (model.version, 5_000)
    people = [unpacked(packed(comparable_of(values))) for values in stored.people]
    assert people[:500] == [comparable_of(values) for values in stored.people[:500]]
    frequencies = Frequencies(stored.names, frozenset(stored.crowded))
    found = []
    for one, other, _score, _conflict in stored.pairs:
        scored = score(model, people[one], people[other], frequencies, stored.rows)
        found.append((one, other, scored.score, scored.conflict))
        kept = score_if_kept(model, people[one], people[other], frequencies, stored.rows)
        assert kept == (scored if scored.warns or scored.zone is not Zone.NONE else None)
    assert found == stored.pairs
