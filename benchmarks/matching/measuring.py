"""The figures of matching on one labelled register: found, wrongly linked, accepted unseen, shown to reviewers, warned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from benchmarks.matching.labelled import Labelled, Pair
from benchmarks.matching.register import Record
from shared_models.matching import Zone

__all__ = ["STRATA", "Figures", "alone_rows", "f1", "measured", "stratum_of"]

STRATA = ("easy", "medium", "hard")
HARD_KINDS = ("married_name", "many_errors", "no_id_dob_approx", "urdu_only")
FIRST = 5  # cards at most on the desk's panel


@dataclass(slots=True)
class Figures:
    """Shares between 0 and 1 by the name of their row, and how many cases each one rests on."""

    shares: dict[str, tuple[float, int]]

    def share(self, name: str) -> float:
        return self.shares[name][0]


def f1(hits: float, said: float, true: float) -> float:
    return 2 * hits / (said + true) if said + true else 1.0


def stratum_of(one: Record, other: Record) -> str:
    """That of the harder of two records; empty for two first ones."""
    return max(one.stratum, other.stratum, key=("", *STRATA).index)


def measured(found: Labelled) -> Figures:
    """Every figure of one register; a pair counts as linked from a score of 0 on."""
    shares: dict[str, tuple[float, int]] = {}
    linked = {(pair.one, pair.other) for pair in found.pairs if pair.scored.score >= 0}
    hits = linked & found.truth
    shares["F1"] = f1(len(hits), len(linked), len(found.truth)), len(found.truth)
    shares["precision"] = _part(len(hits), len(linked))
    shares["recall"] = _part(len(hits), len(found.truth))
    shares["blocking recall"] = _part(
        len(found.truth & {(pair.one, pair.other) for pair in found.pairs}), len(found.truth)
    )
    _by_stratum(found, linked, shares)
    for kind in HARD_KINDS:
        true = {pair for pair in found.truth if any(found.records[row].kind == kind for row in pair)}
        shares[f"recall {kind}"] = _part(len(true & hits), len(true))
    _look_alikes(found, linked, shares)
    _zones(found, shares)
    _at_the_desk(found, shares)
    return Figures(shares)


def alone_rows(found: Labelled) -> set[int]:
    """The rows of people who are there once and have no relative there."""
    families: dict[int, list[int]] = defaultdict(list)
    for row, record in enumerate(found.records):
        families[record.person.family].append(row)
    return {rows[0] for rows in families.values() if len(rows) == 1}


def _part(part: int, whole: int) -> tuple[float, int]:
    return (part / whole if whole else 0.0), whole


def _by_stratum(found: Labelled, linked: set[tuple[int, int]], shares: dict[str, tuple[float, int]]) -> None:
    """False links between two first registrations are shared out by the number of true pairs."""
    true, hit, false = (dict.fromkeys(("", *STRATA), 0.0) for _ in range(3))
    for pair in found.truth | linked:
        stratum = stratum_of(*(found.records[row] for row in pair))
        true[stratum] += pair in found.truth
        hit[stratum] += pair in found.truth and pair in linked
        false[stratum] += pair not in found.truth
    for stratum in STRATA:
        wrong = false[stratum] + false[""] * true[stratum] / (sum(true.values()) or 1)
        shares[f"F1 {stratum}"] = f1(hit[stratum], hit[stratum] + wrong, true[stratum]), round(true[stratum])


def _look_alikes(found: Labelled, linked: set[tuple[int, int]], shares: dict[str, tuple[float, int]]) -> None:
    """Brothers and sisters, twins, and people of one name: how many of their pairs were linked."""
    families: dict[int, list[int]] = defaultdict(list)
    namesakes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, record in enumerate(found.records):
        families[record.person.family].append(row)
        namesakes[record.person.name[0], record.person.father[0].split(" ")[-1]].append(row)

    def wrong(groups: Iterable[Sequence[int]], counts: Callable[[Record, Record], bool]) -> tuple[float, int]:
        pairs = {
            pair
            for group in groups
            for pair in combinations(group[:400], 2)
            if counts(found.records[pair[0]], found.records[pair[1]])
        }
        return _part(len(pairs & linked), len(pairs))

    shares["linked siblings"] = wrong(
        families.values(), lambda a, b: a.person.number != b.person.number and a.person.birth != b.person.birth
    )
    shares["linked twins"] = wrong(
        families.values(), lambda a, b: a.person.number != b.person.number and a.person.birth == b.person.birth
    )
    shares["linked namesakes"] = wrong(namesakes.values(), lambda a, b: a.person.family != b.person.family)


def _zones(found: Labelled, shares: dict[str, tuple[float, int]]) -> None:
    accepted = [pair for pair in found.pairs if pair.scored.zone is Zone.ACCEPT]
    good = sum(pair.same for pair in accepted)
    borrowed = sum(
        not pair.same and (found.records[pair.one].borrowed or found.records[pair.other].borrowed) for pair in accepted
    )
    shares["accept precision"] = _part(good, len(accepted))
    shares["accept recall"] = _part(good, len(found.truth))
    shares["borrowed accepted"] = borrowed / (len(accepted) or 1), borrowed
    shown = [pair for pair in found.pairs if pair.scored.zone in {Zone.ACCEPT, Zone.REVIEW}]
    right = sum(pair.same for pair in shown)
    shares["shown per match"] = len(shown) / (right or 1), len(shown)
    shares["recall after review"] = _part(right, len(found.truth))


def _at_the_desk(found: Labelled, shares: dict[str, tuple[float, int]]) -> None:
    """Every record typed as a whole form against all others: is its person among the first five, is anybody warned of?"""
    candidates: dict[int, list[Pair]] = defaultdict(list)
    for pair in found.pairs:
        if pair.scored.warns:
            candidates[pair.one].append(pair)
            candidates[pair.other].append(pair)
    people: dict[int, int] = defaultdict(int)
    relatives: dict[int, set[int]] = defaultdict(set)
    for record in found.records:
        people[record.person.number] += 1
        relatives[record.person.family].add(record.person.number)
    counts = {name: [0, 0] for name in ("first five", "false warning new", "false warning relative")}
    for row, record in enumerate(found.records):
        ranked = sorted(candidates[row], key=lambda pair: -pair.scored.score)[:FIRST]
        if people[record.person.number] > 1:
            name, hit = "first five", any(pair.same for pair in ranked)
        else:
            alone = len(relatives[record.person.family]) == 1
            name, hit = ("false warning new" if alone else "false warning relative"), bool(ranked)
        counts[name][0] += hit
        counts[name][1] += 1
    shares.update({name: _part(*count) for name, count in counts.items()})
