"""What the special ways in already answer, so that nobody is asked it again."""

from collections.abc import Collection

from desktop_client.ui.forms.arrangement import DEATH_PAPERS, DIED_ABROAD
from desktop_client.ui.ports import Answer, Missing
from shared_models.catalogue.catalogue import Catalogue

# What somebody without papers may need tonight: the need, the question it answers, the flag that the queue shows.
TONIGHT = {
    "bed": ("N12", "episode.place_to_sleep_tonight", "BED"),
    "food": ("N11", "episode.food_last_week", "FOOD"),
    "way_home": ("N13", "episode.money_for_transport", ""),
}
_NOT_ASKED = ("person.skills", "person.certificates", "person.licences", "person.languages")


def without_papers(reason: str, needs: Collection[str]) -> dict[str, Answer]:
    """No paper today, and why; the needs for tonight in their order of urgency."""
    found: dict[str, Answer] = {"person.documents": Missing(reason)}
    for name, (need, question, flag) in TONIGHT.items():
        if name not in needs:
            continue
        found[f"episode.needs.{need}"] = sum(path.startswith("episode.needs.") for path in found) + 1
        found[question] = False
        if flag:
            found[f"episode.urgent_flags.{flag}"] = True
    return found


def after_a_death(catalogue: Catalogue, respondent: str, papers: Collection[str]) -> dict[str, Answer]:
    """Somebody died abroad: a relative speaks, the dues are claimed, and what only the living are asked is left out.

    `papers` names the fields of the checklist whose paper is here today; all others are missing.
    """
    found: dict[str, Answer] = {
        "episode.respondent": respondent,
        "episode.return_type": DIED_ABROAD,
        "episode.claims.1.type": "DEATH",
        "episode.claims.1.status": "NEW",
        "episode.needs": Missing("NA"),
        "episode.plan": Missing("NA"),
    }
    found |= {path: Missing("NA") for path in _NOT_ASKED if "NA" in catalogue.sections[path].missing_reasons}
    for field in catalogue.fields_of(*DEATH_PAPERS.split(".", 1)):
        found[field.path] = "HERE" if field.path in papers else "MISSING"
    return found
