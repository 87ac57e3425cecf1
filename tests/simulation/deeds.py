"""What people do in the mill: register, change, withdraw, look twice, decide at head office; each through the product's door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from unittest import mock

import msgspec
import sqlalchemy as sa

from desktop_client.services import intake
from desktop_client.services.intake import NotRegisteredError
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.journal import Edit
from desktop_client.storage.view import ShownRecord
from shared_models.records.changes import Value
from shared_models.records.reconcile import unpack_writers
from shared_models.records.refusals import is_refusal
from shared_models.records.rows import rows_in
from sync_server.storage.engine import reading, writing
from sync_server.storage.tables.people import conflict, record
from sync_server.subjects.intake import HeadOfficeEdit, append_change
from sync_server.subjects.people.answers import read_answer, resolve_answer
from sync_server.subjects.people.reader import Reader
from tests.networks import EPISODE
from tests.simulation.editions import NEW_FIELD, NEWEST_FIELD
from tests.simulation.ledger import Screen
from tests.simulation.machines import Machine
from tests.simulation.world import World

Deed = Callable[[World, Machine], str]
NAMES = ("Amina", "Bashir", "Chand", "Dawood")
FIELDS: Mapping[str, tuple[str, tuple[Value, ...]]] = {
    "father": ("person.father_name_latin", (*NAMES, None)),
    "name": ("person.name_latin", NAMES),
    "birth": ("person.birth", ("1980", "1981-05", "1990-02-03", None)),
    "place": ("person.address_permanent.locality_latin", (*NAMES, None)),
    "note": ("episode.interviewer_note", (*NAMES, None)),
    "district": ("person.address_permanent.district", ("PB-LHR", "SD-KHE", None)),
    "province": ("person.address_permanent.province", ("PK-PB", "PK-SD", None)),
    "reason": ("episode.return_reasons.R02", (True, None)),
    "other_reason": ("episode.return_reasons.R03", (True, None)),
    "new_field": (NEW_FIELD, NAMES),  # only who has taken the next version knows it
    "newest_field": (NEWEST_FIELD, NAMES),  # and this one only who has taken the fourth
}
REVIEWER = Reader("HO_REV", "en")


def choose(world: World, option: str, among: list[Any] | tuple[Any, ...]) -> Any:
    """The given one of these, or one by chance; None of nothing."""
    if not among:
        return None
    number = world.chance.randrange(len(among))
    return among[int(world.given.get(option, number)) % len(among)]


def _wanted(world: World, machine: Machine) -> tuple[str, Value]:
    """A field and a new value for it."""
    known = [name for name in sorted(FIELDS) if machine.desk.catalogue.field_of(FIELDS[name][0]) is not None]
    name = str(world.given.get("field", "")) or world.chance.choice(known)
    path, values = FIELDS[name]
    chosen = world.chance.choice(values)
    if "value" in world.given:
        said = world.given["value"]
        chosen = {"none": None, "yes": True}.get(str(said), str(said))
    return path, chosen


def shown_now(world: World, machine: Machine, kind: str) -> ShownRecord | None:
    """A record on the screen, as it is drawn now."""
    found = choose(world, "record", machine.shown(kind))
    return None if found is None else machine.screen(found)


def amend_shown(world: World, machine: Machine, screen: ShownRecord, values: Mapping[str, Value]) -> str:
    """Save these values over what a screen showed."""
    world.screens[screen.id] = Screen(screen.values, screen.writers)
    with writing_desk(machine.desk.engine) as connection:
        changed = intake.amend_in(connection, machine.desk, screen.id, values, screen)
    return f"{screen.kind} {screen.number}: " + ", ".join(sorted(changed))


def register(world: World, machine: Machine) -> str:
    name = f"{world.chance.choice(NAMES)} {world.chance.choice(NAMES)}"
    papers = {"person.documents.1.type": "PASSPORT", "person.documents.1.number": "AB1234567"}
    person = {"person.name_latin": name, "person.gender": "F", **papers}
    try:
        intake.register(machine.desk, person, EPISODE, origin="import")
    except NotRegisteredError as questions:
        return f"not registered: {questions}"
    return name


def amend(world: World, machine: Machine) -> str:
    path, value = _wanted(world, machine)
    screen = shown_now(world, machine, path.partition(".")[0])
    return "nobody" if screen is None else amend_shown(world, machine, screen, {path: value})


def look(world: World, machine: Machine) -> str:
    """A second window over a record: what it shows grows old."""
    screen = shown_now(world, machine, "person")
    if screen is None:
        return "nobody"
    machine.screens.append(screen)
    return f"person {screen.number}"


def save(world: World, machine: Machine) -> str:
    """Save in a window that was opened some time ago."""
    old = choose(world, "screen", machine.screens)
    if old is None:
        return "no window"
    name = str(world.given.get("field", "")) or world.chance.choice(("father", "name", "birth"))
    path, values = FIELDS[name]
    return amend_shown(world, machine, old, {path: world.given.get("value", world.chance.choice(values))})


def row(world: World, machine: Machine) -> str:
    """Add a paper, change one, or take one away."""
    screen = shown_now(world, machine, "person")
    if screen is None:
        return "nobody"
    there = rows_in(screen.values).get("person.documents", [])
    what = str(world.given.get("what", world.chance.choice(("add", "change", "void"))))
    number = len(there) + 1 if what == "add" or not there else there.index(choose(world, "row", there)) + 1
    prefix = f"person.documents.{number}"
    if what == "void" and there:
        return amend_shown(world, machine, screen, {f"{prefix}.void": "DUPLICATE"})
    if what == "change" and there:
        return amend_shown(
            world, machine, screen, {f"{prefix}.status": world.chance.choice(("EXPIRED", "LOST", "VALID"))}
        )
    number_in = f"CD{world.chance.randrange(10**7):07}"
    return amend_shown(world, machine, screen, {f"{prefix}.type": "PASSPORT", f"{prefix}.number": number_in})


def wrong(world: World, machine: Machine) -> str:
    """A desk that knows other rules saves what head office will not take."""
    screen = shown_now(world, machine, "person")
    if screen is None:
        return "nobody"
    world.wrong = True
    with mock.patch.object(intake, "check_leaf", return_value=None):
        return amend_shown(world, machine, screen, {"person.gender": world.chance.choice(("ZZ", "QQ"))})


def lie(world: World, machine: Machine) -> str:
    """A desk writes into a record of another office."""
    homes = world.watch.homes
    victim = choose(world, "record", sorted(name for name in homes.stays if not homes.had(name, machine.office)))
    if victim is None:
        return "nobody"
    everything = (said.change for said in world.ledger.said.values())
    kinds = {change.record: change.kind for change in everything if not is_refusal(change)}
    values = {f"{kinds[victim]}.{'name_latin' if kinds[victim] == 'person' else 'interviewer_note'}": "Lies"}
    desk = machine.desk
    with writing_desk(desk.engine) as connection:
        edit = Edit(victim, kinds[victim], "edit", values)
        made = desk.journal.append(connection, [edit], desk.typist, at=desk.clock(), reference=desk.catalogue.version)
        desk.view.apply_own(connection, made)
    world.watch.lies.add((machine.office, victim))
    return kinds[victim]


def head_office_edit(world: World, _machine: Machine) -> str:
    """Somebody at head office changes a field over what the console shows."""
    office = world.office.office
    with reading(office.engine) as connection:
        rows = connection.execute(sa.select(record).order_by(record.c.created_position, record.c.id)).all()
    rows = [one for one in rows if one.kind == "person"]
    found = choose(world, "record", rows)
    if found is None:
        return "nobody"
    path, value = FIELDS["father"][0], world.given.get("value", world.chance.choice(NAMES))
    values = msgspec.json.decode(office.cipher.reveal("record", "field_values", found.id, found.field_values))
    base = unpack_writers(msgspec.json.decode(found.writers), values).get(path, ())
    world.watch.console = frozenset(base)
    with writing(office.engine) as connection:
        append_change(connection, office, HeadOfficeEdit(found.id, "edit", {path: value}, base, "reviewer"))
    return str(value)


def review(world: World, _machine: Machine) -> str:
    """A reviewer opens a question; it is decided later, perhaps when it has changed meanwhile."""
    office = world.office.office
    still = sa.select(conflict.c.id).where(conflict.c.closed_position.is_(None))
    with reading(office.engine) as connection:
        names = list(connection.execute(still.order_by(conflict.c.opened_position, conflict.c.id)).scalars())
        chosen = choose(world, "question", names)
        if chosen is None:
            return "no question"
        page = read_answer(connection, office, REVIEWER, chosen)
    world.looked.append((chosen, page.heads))
    return f"{page.field}: {len(page.heads)} answers"


def decide(world: World, machine: Machine) -> str:
    """The reviewer lets one of the answers stand that the page showed."""
    if not world.looked:
        review(world, machine)
    if not world.looked:
        return "no question"
    name, shown = world.looked.pop(0)
    office = world.office.office
    world.watch.console = frozenset(shown)
    with writing(office.engine) as connection:
        stale = resolve_answer(
            connection, office, REVIEWER, name, shown=shown, chosen=choose(world, "answer", shown), who="reviewer"
        )
    return "decided" if stale is None else "the answers have changed"


PEOPLE: dict[str, Deed] = {
    "register": register,
    "amend": amend,
    "look": look,
    "save": save,
    "row": row,
    "wrong": wrong,
    "lie": lie,
    "head_office_edit": head_office_edit,
    "review": review,
    "decide": decide,
}
