"""The paper a person takes home: made from the registration, and remembered as printed or still to print."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_client.papers.slip import A5, FORMS, Coming, SlipFacts
from desktop_client.services import appointments, people, printed
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.tables.slips import slip
from desktop_client.sync import desk_keys
from shared_models.catalogue import Field, ProblemError, living_rows, problem
from shared_models.catalogue.identifiers.keyboards import readings_of
from shared_models.catalogue.kinds.identity import CARD_TYPES
from shared_models.protocol import slip_code
from shared_models.protocol.problems import ProtocolError
from shared_models.security import signing
from shared_models.text.normalise import is_arabic

_CENTRE_EN, _CENTRE_UR = "OPF Reintegration Centre", "او پی ایف مرکزِ بحالی"
_DIED_ABROAD = "DCE"
_DEATH_PAPERS, _MISSING = "death_papers", "MISSING"
_ISO_DAY = len("2026-11-24")
_FORM = "slip.form"
MOST_TO_COME = 2


def slip_facts(desk: OpenDesk, one: Registration) -> SlipFacts:
    """What stands on the paper of this registration. Nothing tells how the person came back or what was asked for."""
    latin, urdu = _bearer(one)
    values, (office_en, office_ur) = one.values, office_names(desk)
    return SlipFacts(
        number=one.registration_no,
        code=slip_code.make(one.person.id, desk.identity.device, desk.identity.key),
        name_latin=latin,
        name_urdu=urdu,
        office_en=office_en,
        office_ur=office_ur,
        desk=desk.identity.code,
        date=_day(str(values.get("episode.registered_on") or desk.today().isoformat())),
        bring=tuple(_to_bring(desk, one)),
        come=tuple(_to_come(desk, one)),
        late=_late(one),
        late_gender=str(values.get("person.gender") or ""),
    )


def office_names(desk: OpenDesk) -> tuple[str, str]:
    """The centre and its town as papers name them, in English and Urdu."""
    office = desk.catalogue.lists["OFFICE"].get(desk.identity.office)
    place_en, place_ur = (office.en, office.ur) if office else (desk.identity.office, desk.identity.office)
    return f"{_CENTRE_EN}, {place_en}", f"{_CENTRE_UR}، {place_ur}"


def _bearer(one: Registration) -> tuple[str, str]:
    """Whose paper it is, in Latin and Urdu letters: after a death the relative is served and named (ux.md §2.4)."""
    values = one.values
    relative = str(values.get("episode.respondent_name") or "")
    if died_abroad(one) and relative:
        return ("", relative) if is_arabic(relative) else (relative, "")
    return str(values.get("person.name_latin") or ""), str(values.get("person.name_urdu") or "")


def _to_come(desk: OpenDesk, one: Registration) -> Iterator[Coming]:
    """When the person comes again or is called; what for stands on no paper."""
    for visit in appointments.upcoming(desk, one.person.id)[:MOST_TO_COME]:
        when = f"{_day(visit.day)}, {visit.time}" if visit.time else _day(visit.day)
        yield Coming("come_call" if visit.is_call else "come_again", when, visit.with_whom)


def _late(one: Registration) -> tuple[str, str]:
    """Who died, in Latin and Urdu letters, where a relative bears the paper."""
    values = one.person.values
    if not died_abroad(one) or not one.values.get("episode.respondent_name"):
        return "", ""
    return str(values.get("person.name_latin") or ""), str(values.get("person.name_urdu") or "")


def died_abroad(one: Registration) -> bool:
    """Whether the family is served because the person died abroad."""
    return one.values.get("episode.return_type") == _DIED_ABROAD


def missing_papers(desk: OpenDesk, one: Registration) -> list[Field]:
    """The papers of the checklist after a death that nobody has brought yet; all of them where nothing is written."""
    papers = desk.catalogue.fields_of("episode", _DEATH_PAPERS)
    return [field for field in papers if one.values.get(field.path, _MISSING) == _MISSING]


def _to_bring(desk: OpenDesk, one: Registration) -> Iterator[str]:
    if died_abroad(one):
        # The late person's papers are not those of the relative who comes back.
        yield "bring_card"
        if missing_papers(desk, one):
            yield "bring_papers"
        return
    values = one.person.values
    kinds = {values.get(f"person.documents.{row}.type") for row in living_rows("person.documents", values)}
    if kinds.isdisjoint(CARD_TYPES):
        yield "bring_card"
    if "PASSPORT" not in kinds:
        yield "bring_passport"


def _day(iso: str) -> str:
    """24-11-2026, as on cards and in fields (ux.md §4)."""
    return "-".join(reversed(iso[:_ISO_DAY].split("-")))


def note_printed(desk: OpenDesk, one: Registration) -> None:
    """Remember that the paper was handed to the printer."""
    printed.note(desk, slip, one, desk.clock(), "slip_printed")


def note_waiting(desk: OpenDesk, one: Registration) -> None:
    """No printer answered: the slip stands under "slips still to print" until it was printed."""
    printed.note(desk, slip, one, None, "slip_printed")


def slips_to_print(desk: OpenDesk) -> list[Registration]:
    """The registrations whose paper waits for a printer, the oldest first."""
    return printed.still_to_print(desk, slip)


def record_of(desk: OpenDesk, scanned: str) -> str:
    """The id of the record that a scanned paper names, once it is sure that a desk of this office printed it.

    Raises ProblemError `slip.not_a_slip`, `slip.not_genuine`, `slip.desk_unknown`, `record.unknown`.
    """
    read = _read(scanned)
    mine = desk.identity
    with reading(desk.engine) as connection:
        keys = {**desk_keys.known(connection, desk.head_office), mine.device: signing.public_bytes(mine.key)}
    public = keys.get(read.device)
    if public is None:
        raise ProblemError(problem("slip.desk_unknown"))
    try:
        read.check(public)
    except ProtocolError as failure:
        raise ProblemError(problem(failure.code)) from None
    if people.find(desk, read.record) is None:
        raise ProblemError(problem("record.unknown", record=""))
    return read.record


def _read(scanned: str) -> slip_code.SlipCode:
    """A slip's code, also as a scanner types it under an Urdu keyboard."""
    for typed in readings_of(scanned):
        try:
            return slip_code.read(typed)
        except ProtocolError:
            continue
    raise ProblemError(problem("slip.not_a_slip"))


def form_of_desk(desk: OpenDesk) -> str:
    """The form of slip that this desk prints: half a sheet until somebody chose the roll."""
    with reading(desk.engine) as connection:
        chosen = settings.get(connection, _FORM, A5)
    return chosen if chosen in FORMS else A5


def choose_form(desk: OpenDesk, form: str) -> None:
    """Print this form from now on."""
    with writing(desk.engine) as connection:
        settings.put(connection, _FORM, form)
