"""How long it takes two processes, and how much memory, to compare a whole register anew after a new model."""

from __future__ import annotations

import resource
import time
from array import array
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.pool import Pool

from benchmarks.matching.labelled import SECRET
from benchmarks.matching.rates import USUAL
from benchmarks.matching.register import register_of
from shared_models.matching import Comparable, Frequencies, comparable_of, counted, load_model, match_keys
from shared_models.matching.bulk import PARTS, KeyParts, blocks, key_parts, pair_of, pairs_within
from shared_models.matching.frequencies import CROWD
from shared_models.matching.packed import packed, unpacked
from shared_models.matching.scoring import score_if_kept

__all__ = ["rescore"]

KIB_IN_MIB = 1024
INVENTED_AT_ONCE = 25_000
PROCESSES = 2
COUNTED = 20_000  # people whose names are counted, as head office does
MOST_WITH_A_NUMBER = 1_000_000
UNPACKED_AT_ONCE = 100_000


class _Register:
    """Everybody packed one behind the other, so that processes can read them without copying."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.ends = array("Q", [0])
        self.keys: dict[str, list[array[int]]] = {}
        self.pairs = [array("Q") for _ in range(PARTS)]
        self.frequencies = Frequencies()

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, row: int) -> Comparable:
        return unpacked(memoryview(self.content)[self.ends[row] : self.ends[row + 1]])

    def add(self, folded: list[bytes], keys: KeyParts) -> None:
        for one in folded:
            self.content += one
            self.ends.append(len(self.content))
        for recipe, parts in keys.items():
            held = self.keys.setdefault(recipe, [array("Q") for _ in range(PARTS)])
            for mine, more in zip(held, parts, strict=True):
                mine.extend(more)


_HELD: list[_Register] = []  # what a forked process finds


def rescore(rows: int) -> str:
    """One line with the seconds of each step and the largest memory of the processes."""
    register = _Register()
    _HELD[:] = [register]
    taken: dict[str, float] = {}
    began = time.perf_counter()
    starts = range(0, rows, INVENTED_AT_ONCE)
    work = [(900 + place, start, min(INVENTED_AT_ONCE, rows - start)) for place, start in enumerate(starts)]
    with _pool() as pool:
        for folded, keys, seconds in pool.imap(_folded, work):
            register.add(folded, keys)
            taken["folding and keys"] = taken.get("folding and keys", 0.0) + seconds
    invented = time.perf_counter() - began
    began, used = time.perf_counter(), time.process_time()
    register.frequencies = Frequencies(_shares(register), frozenset(_crowded(register)))
    taken["counting"] = time.process_time() - used
    taken["blocks"] = _found(register)
    register.keys.clear()
    pairs, worth, taken["scores"] = _scores()
    clock = time.perf_counter() - began
    own, child = (
        resource.getrusage(who).ru_maxrss / KIB_IN_MIB for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    steps = ", ".join(f"{step} {seconds:.0f} s" for step, seconds in taken.items())
    return (
        f"{rows:,} records: {steps} ({sum(taken.values()) / 60:.1f} minutes of one processor); by the clock {invented:.0f} s "
        f"with inventing them, then {clock:.0f} s; {pairs:,} pairs, {worth:,} worth showing; {own:.0f} MiB, "
        f"and {PROCESSES} processes of at most {child:.0f} MiB, which share most of it"
    )


def _pool() -> Pool:
    return get_context("fork").Pool(PROCESSES)


def _folded(part: tuple[int, int, int]) -> tuple[list[bytes], KeyParts, float]:
    seed, first_row, rows = part
    model = load_model()
    records = register_of(rows, seed, USUAL)
    began = time.process_time()
    people = [comparable_of(record.values) for record in records]
    keys = key_parts((match_keys(person, model, SECRET) for person in people), model, first_row)
    return [packed(person) for person in people], keys, time.process_time() - began


def _shares(register: _Register) -> dict[str, int]:
    sample = range(0, len(register), len(register) // COUNTED + 1)
    return dict(counted((register[row] for row in sample), load_model().names).names)


def _crowded(register: _Register) -> Iterator[str]:
    """The cards and phones that more than four people gave whose names begin with different sounds."""
    for recipe in ("card", "phone"):
        for part in register.keys[recipe]:
            for block in blocks(part, MOST_WITH_A_NUMBER):
                if len(block) > CROWD:
                    yield from counted((register[row] for row in block), {}).crowded


def _found(register: _Register) -> float:
    """The pairs of all blocks, in parts; CPU seconds."""
    work = [(recipe.name, part, recipe.cap) for recipe in load_model().blocking for part in range(PARTS)]
    used = time.process_time()
    spent = 0.0
    with _pool() as pool:
        for found, seconds in pool.imap_unordered(_within, work):
            spent += seconds
            for mine, more in zip(register.pairs, found, strict=True):
                mine.frombytes(more)
    return spent + time.process_time() - used


def _within(work: tuple[str, int, int]) -> tuple[list[bytes], float]:
    recipe, part, cap = work
    began = time.process_time()
    register = _HELD[0]
    found = pairs_within(register.keys[recipe][part], cap, len(register))
    return [pairs.tobytes() for pairs in found], time.process_time() - began


def _scores() -> tuple[int, int, float]:
    pairs = worth = 0
    spent = 0.0
    with _pool() as pool:
        for many, kept, seconds in pool.imap_unordered(_scored, range(PARTS)):
            pairs, worth, spent = pairs + many, worth + kept, spent + seconds
    return pairs, worth, spent


def _scored(part: int) -> tuple[int, int, float]:
    began = time.process_time()
    register, model = _HELD[0], load_model()
    rows, frequencies = len(register), register.frequencies
    people: dict[int, Comparable] = {}
    pairs = worth = 0
    for one, other in map(pair_of, sorted(set(register.pairs[part]))):
        if len(people) > UNPACKED_AT_ONCE:
            people.clear()
        for row in (one, other):
            if row not in people:
                people[row] = register[row]
        pairs += 1
        worth += score_if_kept(model, people[one], people[other], frequencies, rows) is not None
    return pairs, worth, time.process_time() - began
