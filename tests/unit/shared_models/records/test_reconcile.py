"""The fold: whatever order and however often changes come, the same answers stand and no answer is lost."""

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.records.changes import Change, ChangeId
from shared_models.records.reconcile import (
    Applied,
    Folded,
    advance,
    covered_by,
    fold,
    is_void_path,
    pack_writers,
    shown_base,
    unpack_writers,
)

ROW = "person.documents.0AAa1-1"
PATHS = ("person.a", "person.b", f"{ROW}.number", f"{ROW}.void", "person.$void")


@st.composite
def histories(draw: st.DrawFn, *, voids: bool = True) -> list[Applied]:
    """Changes of one record by several desks; each stands on any writes made before it, seen or not."""
    made: list[Applied] = []
    paths = PATHS if voids else PATHS[:3]
    for number in range(draw(st.integers(1, 9))):
        name = ChangeId(draw(st.sampled_from("xyz")), "i", number + 1)
        earlier = [str(applied.change.id) for applied in made]
        some = st.lists(st.sampled_from(earlier), max_size=3, unique=True) if earlier else st.just([])
        values = st.sampled_from(["p", "q", None])
        change = Change(
            name,
            "r",
            "person",
            "edit",
            draw(st.dictionaries(st.sampled_from(paths), values, min_size=1, max_size=3)),
            0,
            base=tuple(draw(some)),
            bases={draw(st.sampled_from(paths)): tuple(draw(some))} if draw(st.booleans()) else {},
            covers=tuple(draw(some)),
        )
        made.append(Applied(change, refused=draw(st.integers(0, 5)) == 0))
    return made


def _heads(history: Sequence[Applied]) -> dict[str, set[str]]:
    """The heads by the words of the design, without any cleverness: what the fold must agree with."""
    by_id = {str(applied.change.id): applied for applied in history}
    found: dict[str, set[str]] = {}
    for path in {path for applied in history for path in applied.change.set}:
        writes = {name: applied for name, applied in by_id.items() if path in applied.change.set}
        under: set[str] = set()
        for applied in writes.values():
            todo = [] if applied.refused else list(applied.change.base_of(path))
            while todo:
                name = todo.pop()
                if name not in under:
                    under.add(name)
                    todo += writes[name].change.base_of(path) if name in writes else ()
        heads = {name for name, applied in writes.items() if not applied.refused and name not in under}
        if heads:
            found[path] = heads
    return found


def _answers(history: Sequence[Applied], path: str, folded: Folded) -> set[str]:
    """The writes that stand or agree, or are in the open question at a path."""
    return {*folded.writers.get(path, ()), *(head.write for head in folded.conflicts.get(path, ()))}


@given(histories())
def test_every_head_stands_agrees_or_is_in_an_open_question(history: list[Applied]) -> None:
    folded = fold(history)
    heads = _heads(history)
    assert folded.writers.keys() == heads.keys()
    for path, expected in heads.items():
        assert expected <= _answers(history, path, folded)
        values = {repr(applied.change.set[path]) for applied in history if str(applied.change.id) in expected}
        if not is_void_path(path):
            assert (path in folded.conflicts) == (len(values) > 1)
        standing = next(applied for applied in history if str(applied.change.id) == folded.writers[path][0])
        assert folded.values.get(path) == standing.change.set[path]
        assert not standing.refused


@given(histories(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_changes_what_the_heads_are(history: list[Applied], chance: random.Random) -> None:
    shuffled = [*history, *chance.choices(history, k=3)]
    chance.shuffle(shuffled)
    one, other = fold(history), fold(shuffled)
    assert one.writers.keys() == other.writers.keys()
    assert {path: set(heads) for path, heads in one.conflicts.items()} == {
        path: set(heads) for path, heads in other.conflicts.items()
    }
    for path in one.writers.keys() - one.conflicts.keys():
        assert one.values.get(path) == other.values.get(path)
        assert set(one.writers[path]) == set(other.writers[path])


@given(histories())
def test_the_short_way_says_what_the_long_way_says(history: list[Applied]) -> None:
    *before, last = history
    advanced = None if last.refused else advance(fold(before), last.change)
    if advanced is not None:
        whole = fold(history)
        assert (advanced.values, advanced.conflicts) == (whole.values, whole.conflicts)
        assert {path: set(ids) for path, ids in advanced.writers.items()} == {
            path: set(ids) for path, ids in whole.writers.items()
        }


@given(histories(voids=False))
def test_an_edit_on_what_the_screen_showed_closes_nothing_but_what_it_saw(history: list[Applied]) -> None:
    folded = fold(history)
    paths = sorted(folded.writers)
    base, bases = shown_base(folded.writers, paths)
    edit = Change(
        ChangeId("me", "i", 1), "r", "person", "edit", dict.fromkeys(paths, "mine"), 0, base=base, bases=bases
    )
    after = fold([*history, Applied(edit)])
    for path in paths:
        assert after.values[path] == "mine"
        rivals = {head.write for head in folded.conflicts.get(path, ())} - set(folded.writers[path])
        assert rivals <= {head.write for head in after.conflicts.get(path, ())} | _same(history, path, "mine")


def _same(history: Sequence[Applied], path: str, value: str) -> set[str]:
    return {str(one.change.id) for one in history if one.change.set.get(path) == value}


@given(histories())
def test_writers_come_back_from_the_disk_as_they_went(history: list[Applied]) -> None:
    folded = fold(history)
    assert unpack_writers(pack_writers(folded.writers, folded.values), folded.values) == folded.writers


def _change(name: str, values: Mapping[str, object], base: Sequence[str] = (), covers: Sequence[str] = ()) -> Change:
    device, _, seq = name.partition("-")
    return Change(
        ChangeId(device, "i", int(seq)), "r", "person", "edit", values, 0, base=tuple(base), covers=tuple(covers)
    )


A1, B1, B2, C1 = "a.i.1", "b.i.1", "b.i.2", "c.i.1"
CASES: dict[str, tuple[list[Applied], object, set[str]]] = {
    "the first answer stands": (
        [Applied(_change("a-1", {"person.a": "p"})), Applied(_change("b-1", {"person.a": "q"}))],
        "p",
        {A1, B1},
    ),
    "equal answers are no question": (
        [Applied(_change("a-1", {"person.a": "p"})), Applied(_change("b-1", {"person.a": "p"}))],
        "p",
        set(),
    ),
    "who saw it replaces it": (
        [Applied(_change("a-1", {"person.a": "p"})), Applied(_change("b-1", {"person.a": "q"}, [A1]))],
        "q",
        set(),
    ),
    "a refused answer is no answer": (
        [Applied(_change("a-1", {"person.a": "p"})), Applied(_change("b-1", {"person.a": "q"}, [A1]), refused=True)],
        "p",
        set(),
    ),
    "a refused answer bridges": (
        [
            Applied(_change("a-1", {"person.a": "p"})),
            Applied(_change("b-1", {"person.a": "q"}, [A1]), refused=True),
            Applied(_change("b-2", {"person.a": "z"}, [B1])),
        ],
        "z",
        set(),
    ),
    "a resolution leaves what came meanwhile open": (
        [
            Applied(_change("a-1", {"person.a": "p"})),
            Applied(_change("b-1", {"person.a": "q"})),
            Applied(_change("c-1", {"person.a": "z"})),
            Applied(_change("b-2", {"person.a": "p"}, [A1, B1])),
        ],
        "p",
        {C1, B2},
    ),
    "clearing against setting is a question": (
        [
            Applied(_change("a-1", {"person.a": "p"})),
            Applied(_change("b-1", {"person.a": None}, [A1])),
            Applied(_change("c-1", {"person.a": "q"}, [A1])),
        ],
        None,
        {B1, C1},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_stands_and_what_is_asked(name: str) -> None:
    history, stands, asked = CASES[name]
    folded = fold(history)
    assert folded.values.get("person.a") == stands
    assert {head.write for head in folded.conflicts.get("person.a", ())} == asked


def test_a_withdrawal_covers_exactly_what_its_screen_showed() -> None:
    create = _change("a-1", {f"{ROW}.number": "1", f"{ROW}.type": "x", "person.a": "p"})
    shown = fold([Applied(create)])
    gone = {f"{ROW}.void": "DUPLICATE"}
    covers = covered_by(shown.writers, gone)
    assert covers == (A1,)
    void = _change("b-1", gone, (), covers)
    unseen = _change("c-1", {f"{ROW}.number": "2"}, [A1])
    assert fold([Applied(create), Applied(void)]).conflicts == {}
    for order in ([create, void, unseen], [create, unseen, void]):
        conflicts = fold([Applied(change) for change in order]).conflicts
        assert {head.write for head in conflicts[f"{ROW}.void"]} == {B1, C1}
