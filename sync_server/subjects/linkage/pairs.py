"""Pairs that may be one person, as people and other programs read them, and what a list of true pairs says of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.matching import Model, Reason, Scored, Zone, load_model, reasons
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.linkage import candidate_pair
from sync_server.storage.tables.people import record

MILLIBITS = 1000
SHOWN = ("open", "unsure")
_ONE, _OTHER, _EPISODE = record.alias(), record.alias(), record.alias()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people and what speaks for their being one. `score` is log2 of the odds in bits."""

    one: str
    other: str
    numbers: tuple[str, str]
    offices: tuple[str, str]
    legacy_refs: tuple[str, str]
    score: float
    zone: str
    state: str
    conflict: str
    reasons: dict[str, tuple[Reason, ...]]


def list_pairs(connection: sa.Connection, *, states: Sequence[str] = SHOWN, limit: int = 50) -> list[Pair]:
    """The pairs of these states, the surest first."""
    column = candidate_pair.c
    query = _joined().where(column.state.in_(states)).order_by(column.score.desc(), column.one, column.other)
    model = load_model()
    return [_pair(row, model) for row in connection.execute(query.limit(limit))]


def counts(connection: sa.Connection) -> dict[str, int]:
    """How many pairs are in each state."""
    state = candidate_pair.c.state
    return {
        str(name): int(many) for name, many in connection.execute(sa.select(state, sa.func.count()).group_by(state))
    }


def pair_rows(connection: sa.Connection, _head_office: HeadOffice) -> Iterator[dict[str, Any]]:
    """Every pair that was found, for other programs: both records, both old numbers, score in bits, status."""
    model = load_model()
    order = candidate_pair.c.one, candidate_pair.c.other
    for row in connection.execute(_joined().order_by(*order).execution_options(yield_per=500)):
        pair = _pair(row, model)
        yield {
            "record_one": pair.one,
            "record_other": pair.other,
            "registration_no_one": pair.numbers[0],
            "registration_no_other": pair.numbers[1],
            "legacy_ref_one": pair.legacy_refs[0],
            "legacy_ref_other": pair.legacy_refs[1],
            "office_one": pair.offices[0],
            "office_other": pair.offices[1],
            "score": pair.score,
            "zone": pair.zone,
            "status": pair.state,
            "conflict": pair.conflict,
            "reasons": "; ".join(reason.text for reason in pair.reasons["en"]),
            "model_version": row.model_version,
        }


def _joined() -> sa.Select[Any]:
    column = candidate_pair.c
    return (
        sa.select(candidate_pair)
        .add_columns(*(part.c[name].label(f"{name}_{which}") for which, part in _SIDES for name in _SHOWN_OF_A_RECORD))
        .add_columns(_first_number(column.one).label("number_one"), _first_number(column.other).label("number_other"))
        .outerjoin(_ONE, _ONE.c.id == column.one)
        .outerjoin(_OTHER, _OTHER.c.id == column.other)
    )


_SIDES = (("one", _ONE), ("other", _OTHER))
_SHOWN_OF_A_RECORD = ("legacy_ref", "office")


def _first_number(person: sa.Column[Any]) -> sa.ScalarSelect[Any]:
    """The number of the first registration of a person."""
    first = sa.func.min(_EPISODE.c.registration_no)
    return sa.select(first).where(_EPISODE.c.person == person).scalar_subquery()


def _pair(row: sa.Row[Any], model: Model) -> Pair:
    levels = msgspec.json.decode(row.levels, type=dict[str, str])
    scored = Scored(row.score, levels, Zone(row.zone), row.conflict, row.model_version, warns=False)
    known = all(level in model.comparisons.get(name, {}) for name, level in levels.items())
    return Pair(
        one=row.one,
        other=row.other,
        numbers=(row.number_one or "", row.number_other or ""),
        offices=(row.office_one or "", row.office_other or ""),
        legacy_refs=(row.legacy_ref_one or "", row.legacy_ref_other or ""),
        score=row.score / MILLIBITS,
        zone=row.zone,
        state=row.state,
        conflict=row.conflict,
        # Levels of an older program that this one does not know explain nothing; the score stands until it is made anew.
        reasons={language: reasons(model, scored, language) if known else () for language in ("en", "ur")},
    )
