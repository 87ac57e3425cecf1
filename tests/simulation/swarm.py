"""What happens in a play: each uses only some of the deeds, or a small alphabet, for chains of exact steps are rare by chance."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from tests.simulation.actions import Action, Fault, Option, Play, parse_action, parse_actions, write_faults

WEIGHTS: Mapping[str, int] = {
    "register": 6,
    "amend": 14,
    "look": 3,
    "save": 4,
    "row": 6,
    "wrong": 2,
    "lie": 2,
    "head_office_edit": 2,
    "review": 2,
    "decide": 3,
    "sync": 26,
    "seal": 3,
    "stick": 3,
    "stick_arrives": 4,
    "return_file": 4,
    "stick_lost": 1,
    "late_page": 3,
    "arrive": 3,
    "duties": 3,
    "crash": 2,
    "reopen": 2,
    "head_office_crash": 2,
    "copy": 1,
    "put_by": 2,
    "restore": 2,
    "revoke": 1,
    "release": 1,
    "clock": 2,
    "back_up": 2,
    "put_back": 1,
    "transfer": 2,
    "head_office_transfer": 2,
    "withdraw": 1,
    "publish": 1,
    "days": 2,
    "burn": 1,
    "erase": 1,
    "attach": 2,
    "fetch_picture": 1,
    "pack": 2,
    "bring": 3,
    "bring_home": 3,
    "twin": 1,
    "refer": 2,
    "answer": 3,
    "renew_key": 1,
    "stay_behind": 1,
    "catch_up": 1,
}
ALWAYS = ("register", "amend", "sync")
ALPHABETS = (
    ("amend", "look", "save", "amend", "sync", "sync", "row", "review"),
    ("amend", "amend", "sync", "sync", "copy", "put_by", "restore", "seal", "stick", "stick_arrives", "return_file"),
    ("amend", "row", "sync", "review", "decide", "head_office_edit", "wrong"),
    ("amend", "sync", "late_page", "arrive", "return_file", "stick", "stick_arrives"),
    ("amend", "amend", "sync", "sync", "sync", "back_up", "back_up", "put_back", "head_office_edit", "register"),
    ("amend", "row", "sync", "sync", "back_up", "put_back", "stick", "stick_arrives", "return_file", "late_page"),
    ("row", "row", "sync", "sync", "crash", "head_office_crash", "duties"),
    ("amend", "amend", "register", "sync", "sync", "sync", "transfer", "head_office_transfer", "withdraw", "late_page"),
    ("amend", "sync", "sync", "transfer", "head_office_transfer", "back_up", "put_back"),
    ("amend", "sync", "sync", "sync", "days", "days", "back_up", "back_up", "put_back", "stick", "stick_arrives"),
    (
        "amend",
        "amend",
        "refer",
        "refer",
        "answer",
        "answer",
        "sync",
        "sync",
        "sync",
        "head_office_transfer",
        "transfer",
        "row",
    ),
    (
        "amend",
        "refer",
        "answer",
        "sync",
        "sync",
        "sync",
        "back_up",
        "put_back",
        "erase",
        "attach",
        "fetch_picture",
        "duties",
    ),
    (
        "amend",
        "sync",
        "sync",
        "renew_key",
        "renew_key",
        "put_by",
        "restore",
        "copy",
        "crash",
        "pack",
        "bring",
        "bring_home",
    ),
    (
        "amend",
        "amend",
        "publish",
        "reopen",
        "stay_behind",
        "catch_up",
        "sync",
        "sync",
        "sync",
        "transfer",
        "back_up",
        "put_back",
    ),
    ("amend", "withdraw", "sync", "sync", "publish", "reopen", "reopen", "back_up", "put_back", "review", "decide"),
    ("amend", "amend", "sync", "sync", "pack", "pack", "bring", "bring_home", "bring_home", "back_up", "put_back"),
    ("register", "attach", "sync", "sync", "fetch_picture", "erase", "head_office_transfer", "revoke", "pack", "bring"),
    ("amend", "register", "sync", "sync", "erase", "put_by", "restore", "back_up", "put_back", "pack", "bring"),
    ("amend", "amend", "sync", "sync", "twin", "stick_arrives", "stick_arrives", "duties", "back_up", "put_back"),
)
KINDS = ("drop", "lost", "lost", "cut_up", "cut_up", "cut_down", "cut_down", "twice", "twice_first", "late", "overtake",
         "busy", "busy", "down", "down", "die", "die_after", "before", "meanwhile", "meanwhile", "after")  # fmt: skip


HAND = 0.3  # of the times at which head office is put back
MOMENTS: Mapping[str, int] = {
    "sync": 30,
    "amend": 2,
    "register": 2,
    "row": 2,
    "seal": 2,
    "refer": 3,
    "answer": 3,
    "attach": 4,
    "pack": 6,
    "bring_home": 12,
    "renew_key": 24,
}
"""The deeds at a machine that it may die in, and at how many moments of each."""


def make_play(seed: int, steps: int, desks: int | None = None) -> Play:
    """The play of a seed."""
    chance = random.Random(f"play {seed}")
    count = desks or chance.choice((2, 3, 3, 3, 4, 5, 10))
    if seed % 3 == 0:
        count, names = min(count, 3), list(chance.choice(ALPHABETS))
        weights = [1] * len(names)
    else:
        names = [name for name in WEIGHTS if name in ALWAYS or chance.random() < 0.6]
        weights = [WEIGHTS[name] for name in names]
    broken = chance.choice((0.0, 0.2, 0.5))
    actions = [Action("register", 0, chance.getrandbits(24)), Action("sync", 0)]
    while len(actions) < steps:
        name = chance.choices(names, weights)[0]
        # Most of the work is done by few, so that people meet on the same records.
        desk = chance.randrange(count) if chance.random() < 0.5 else chance.randrange(min(count, 2))
        given: dict[str, Option] = {}
        if name == "sync":
            given |= _line_of(chance, broken)
        if chance.random() < broken / 4 and name in MOMENTS:
            given["kill"] = chance.randint(1, MOMENTS[name])
        if name == "erase" and chance.random() < broken:
            given["moment"] = chance.randint(1, 4)
        if name == "put_back" and chance.random() < HAND:
            given["by"] = "hand"
        if name == "head_office_crash":
            given["moment"] = chance.randint(0, 12)
        if name == "clock" and chance.random() < 0.4:
            given["whose"] = "head_office"
        actions.append(Action(name, desk, chance.getrandbits(24), given))
    return Play(seed, count, tuple(actions))


SHORT_BEGINNING = "register 0; sync 0; sync 1"
SHORT_ALPHABETS: Mapping[str, tuple[str, ...]] = {
    "restored": ("amend 0 field=father value=Bashir", "amend 1 field=father value=Chand", "sync 0", "sync 1", "back_up 0",
                 "put_back 0 backup=0", "put_back 0 backup=0 by=hand", "head_office_edit 0 value=Dawood"),
    "copied": ("amend 0 field=father value=Bashir", "amend 3 field=father value=Chand", "copy 0", "sync 0", "sync 3",
               "put_by 0", "restore 0"),
    "on sticks": ("amend 0 field=father value=Bashir", "stick 0 last=1", "stick_arrives 0 stick=0", "return_file 0",
                  "sync 0", "duties 0", "stick_lost 0 stick=0"),
    "two answers": ("amend 0 field=father value=Bashir", "amend 1 field=father value=Chand", "sync 0", "sync 1",
                    "review 0", "decide 0", "look 0", "save 0 field=father value=Dawood"),
    "refused": ("wrong 0", "amend 0 field=father value=Bashir", "amend 1 field=father value=Chand", "sync 0 fault=lost@0",
                "sync 0 fault=busy@0,busy@1", "sync 1", "duties 0"),
    "moved": ("transfer 0 office=1", "head_office_transfer 0 to=LHE", "amend 0 field=father value=Bashir",
              "amend 2 field=father value=Chand", "sync 0", "sync 2", "back_up 0", "put_back 0 backup=0"),
    "cleared": ("amend 0 field=father value=Bashir", "sync 0", "sync 1", "back_up 0", "days 0 days=61", "days 0 days=31",
                "put_back 0 backup=0"),
    "withdrawn": ("withdraw 0 kind=person", "amend 1 field=father value=Chand", "sync 0", "sync 1", "review 0", "decide 0",
                  "amend 0 field=name value=Bashir"),
    "erased": ("erase 0 record=0", "amend 1 field=father value=Chand record=0", "sync 0", "sync 1", "back_up 0",
               "put_back 0 backup=0", "put_by 1", "restore 1"),
    "shown": ("refer 0 office=1", "answer 2 step=decline", "answer 0 step=take_back", "amend 1 field=father value=Chand",
              "sync 0", "sync 1", "sync 2", "back_up 0", "put_back 0 backup=0"),
    "behind": ("stay_behind 0", "catch_up 0", "publish 0", "reopen 0", "reopen 1", "amend 1 field=newest_field value=Chand",
               "amend 0 field=father value=Bashir", "sync 0", "sync 1"),
    "by hand": ("amend 0 field=father value=Bashir", "pack 0", "bring 0 file=0", "bring_home 0 answer=0", "sync 0",
                "amend 1 field=father value=Chand", "sync 1"),
    "rows": ("row 0 what=void row=0", "row 1 what=change row=0", "row 0 what=add", "sync 0", "sync 1", "crash 0"),
}  # fmt: skip


def short_plays(seed: int, length: int) -> Iterator[Play]:
    """Every sequence of so many actions over each small alphabet; in an order by the seed, so that runs see others."""
    begun = parse_actions(SHORT_BEGINNING)
    chance = random.Random(f"short {seed}")
    streams = [
        (alphabet, [len(alphabet) ** length, chance.randrange(len(alphabet) ** length)])
        for alphabet in SHORT_ALPHABETS.values()
    ]
    for turn in range(max(count for _, (count, _) in streams)):
        for letters, (count, first) in streams:
            if turn < count:
                # A step that shares no factor with any alphabet's size visits every number once.
                number = (first + turn * 1_000_003) % count
                yield Play(turn, 3, (*begun, *map(parse_action, _spelled(number, letters, length))))


def _spelled(number: int, letters: tuple[str, ...], length: int) -> Iterator[str]:
    for _ in range(length):
        number, letter = divmod(number, len(letters))
        yield letters[letter]


def _line_of(chance: random.Random, broken: float) -> dict[str, Option]:
    given: dict[str, Option] = {}
    if chance.random() < 0.3:
        given["page"] = chance.choice((1, 2, 5))
    if chance.random() < 0.1:
        given["bytes"] = chance.choice((500, 2000))
    if chance.random() < broken:
        kinds = [chance.choice(KINDS) for _ in range(chance.choice((1, 1, 2, 3)))]
        if chance.random() < 0.05:
            kinds.append("revoke")
        faults = [(number, _fault(chance, kind)) for number, kind in enumerate(kinds, chance.choice((0, 0, 0, 1)))]
        given["fault"] = write_faults(faults)
    return given


def _fault(chance: random.Random, kind: str) -> Fault:
    if kind in {"down", "meanwhile"}:
        return Fault(kind, float(chance.randint(1, 14)))
    return Fault(kind, round(chance.random(), 3) if kind == "cut_up" else 0.0)
