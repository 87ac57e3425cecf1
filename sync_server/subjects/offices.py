"""Which offices exist: the reference data says it, nobody else."""

from dataclasses import dataclass

from shared_models.catalogue import load_catalogue
from shared_models.catalogue.problems import Problem, ProblemError

OFFICE_LIST = "OFFICE"


@dataclass(frozen=True, slots=True)
class Office:
    """An office with its name in both languages."""

    code: str
    name_en: str
    name_ur: str


def offices() -> list[Office]:
    """Every office of the reference data, in its order."""
    listed = load_catalogue().lists[OFFICE_LIST]
    return [Office(row.code, listed.label(row.code, "en"), listed.label(row.code, "ur")) for row in listed.rows]


def require_office(code: str) -> Office:
    """The office with this code. Raises ProblemError `enrolment.office_unknown`."""
    for office in offices():
        if office.code == code.upper():
            return office
    raise ProblemError(Problem("enrolment.office_unknown", "", {"office": code[:20]}))
