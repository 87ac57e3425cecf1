"""What two sides can move: each appends steps, and the state follows from them by one function, the same on both sides.

A step that the state does not allow is kept and shown, and changes nothing until a person decides (design notes, 4). Which
steps there are, which side writes each, and in which states it is one, is reference data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared_models.catalogue.codes import CodeList
from shared_models.records.changes import Value
from shared_models.records.paths import RECORD_VOID, VOID, row_leaf

REFERRAL = "referral"
REFERRAL_STEPS = "REFERRAL_STEP"
STEPS = f"{REFERRAL}.steps"
SENT = "SNT"
ASKING, ASKED = "asking", "asked"
_PERSON, _FROM, _TO = f"{REFERRAL}.person", f"{REFERRAL}.from_office", f"{REFERRAL}.to_office"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its row, its code, why and the remark; `counts` when the state before it allowed it."""

    row: str
    code: str
    reason: str
    note: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Referral:
    """A person shown by one office to another one: where it stands, and every step that was written."""

    person: str
    from_office: str
    to_office: str
    reason: str
    note: str
    state: str
    steps: tuple[Step, ...]
    is_open: bool

    def allows(self, side: str, known: CodeList) -> list[str]:
        """The steps that a side may write now."""
        return [row.code for row in known.rows if row.extra.get("side") == side and self.state in after(row.extra)]


def after(extra: Mapping[str, str]) -> list[str]:
    """The states in which a step is one."""
    return extra.get("after", "").split()


def side_of(code: str, known: CodeList) -> str:
    """The side that writes a step; "" for a step that this version does not know."""
    row = known.get(code)
    return "" if row is None else str(row.extra.get("side", ""))


def read_referral(values: Mapping[str, Value], known: CodeList) -> Referral:
    """The referral that a record of this kind is, by the steps in the order in which head office took them.

    It is open, and the other office may read, as long as a further step of that office is possible.
    """
    state, steps = SENT, []
    for row, said in _rows(values).items():
        code = str(said.get("step") or "")
        found = known.get(code)
        counts = found is not None and state in after(found.extra)
        state = code if counts else state
        steps.append(Step(row, code, str(said.get("reason") or ""), str(said.get("note") or ""), counts))
    could = any(state in after(row.extra) for row in known.rows if row.extra.get("side") == ASKED)
    withdrawn = f"{REFERRAL}.{RECORD_VOID}" in values
    return Referral(
        _text(values, _PERSON), _text(values, _FROM), _text(values, _TO), _text(values, f"{REFERRAL}.reason"),
        _text(values, f"{REFERRAL}.note"), state, tuple(steps), could and not withdrawn,
    )  # fmt: skip


def _rows(values: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
    rows: dict[str, dict[str, Value]] = {}
    for path, value in values.items():
        leaf = row_leaf(path)
        if leaf is not None and path.startswith(STEPS + "."):
            rows.setdefault(leaf.row, {})[leaf.name] = value
    return {row: said for row, said in rows.items() if VOID not in said}


def _text(values: Mapping[str, Value], path: str) -> str:
    value = values.get(path)
    return value if isinstance(value, str) else ""
