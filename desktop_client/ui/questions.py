"""The short questions before a form, each one page: no papers, whose relative, the papers of a death, tokens, visits."""

from collections.abc import Callable
from functools import partial

from desktop_client.ui.forms.arrangement import DEATH_PAPERS
from desktop_client.ui.pages.choose import Choice, ChoosePage, Question, Toggle
from desktop_client.wording.language import _, current_language, fill
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.codes import Code, CodeList
from shared_models.catalogue.fields import Field

Back = Callable[[], object]
NO_PAPER_REASONS = ("LOST", "SEIZED", "EMPLOYER", "AGENT", "NEVER", "HOME")
PAPERS = "QWERTYUIOP"


def _label(code: Code) -> str:
    return code.label(current_language())


def no_papers_question(catalogue: Catalogue, answer: Callable[[str, set[str]], object]) -> Callable[[], ChoosePage]:
    """Why there is no paper today, and what is needed tonight."""
    rows = [row for reason in NO_PAPER_REASONS if (row := catalogue.lists["MISSING_REASON"].get(reason)) is not None]

    def pick(reason: str) -> None:
        answer(reason, page.chosen)

    question = Question(
        title=lambda: _("No papers today"),
        say=lambda: _("First: what does the person need tonight? Then choose where the papers are."),
        toggle_title=lambda: _("For tonight (mark all that is needed)"),
        toggles=(
            Toggle("B", "bed", lambda: _("a bed")),
            Toggle("F", "food", lambda: _("food")),
            Toggle("H", "way_home", lambda: _("the way home")),
        ),
        choices=[
            Choice(str(at), partial(_label, row), partial(pick, row.code)) for at, row in enumerate(rows, start=1)
        ],
    )
    page = ChoosePage(question, lambda: pick("NV"))
    return lambda: page


def deceased_question(catalogue: Catalogue, answer: Callable[[str], object]) -> ChoosePage:
    """Who the person who came is to the one who died."""
    rows = [row for row in catalogue.lists["RESPONDENT"].rows if row.code != "SELF"]
    question = Question(
        title=lambda: _("Who are you to the late person?"),
        say=lambda: _("The relative who came is served and gets the slip; a relative may speak for a widow."),
        choices=[
            Choice(str(at), partial(_label, row), partial(answer, row.code)) for at, row in enumerate(rows, start=1)
        ],
    )
    return ChoosePage(question, lambda: answer("OTHER_REL"))


def papers_question(catalogue: Catalogue, answer: Callable[[set[str]], object], back: Back) -> ChoosePage:
    """Which papers of a death are here, one line for each field of the checklist, with who issues it."""
    papers = catalogue.fields_of(*DEATH_PAPERS.split(".", 1))[: len(PAPERS)]

    def words(field: Field) -> str:
        language = current_language()
        return fill(_("{paper}   {issuer}"), paper=field.label(language), issuer=field.help(language))

    question = Question(
        title=lambda: _("Papers of the late person"),
        say=lambda: _("Mark what the family has today. What is missing is noted; nothing waits for it."),
        toggle_title=lambda: _("Here today"),
        toggles=[Toggle(sign, field.path, partial(words, field)) for sign, field in zip(PAPERS, papers, strict=False)],
        choices=(),
        go_on=lambda: answer(page.chosen),
    )
    page = ChoosePage(question, back)
    return page


def token_question(make: Callable[[str, set[str]], object], back: Back) -> ChoosePage:
    """Why somebody came; the number is given at once."""

    def pick(kind: str) -> None:
        make(kind, page.chosen)

    question = Question(
        title=lambda: _("A number for somebody who waits"),
        say=lambda: _("Choose why the person came. No name is asked: only the number is called."),
        toggle_title=lambda: _("Before that, if it holds"),
        toggles=(
            Toggle("U", "urgent", lambda: _("urgent: needs a bed, food or a doctor")),
            Toggle("W", "woman", lambda: _("asks for a woman officer")),
        ),
        choices=[
            Choice(str(at), partial(kind_words, kind), partial(pick, kind))
            for at, kind in enumerate(("REGISTER", "GROUP", "DEATH", "PAPER", "QUESTION"), start=1)
        ],
        rail="home",
    )
    page = ChoosePage(question, back)
    return page


def kind_words(kind: str) -> str:
    """Why somebody waits."""
    words = {
        "REGISTER": _("registration"),
        "GROUP": _("a group"),
        "DEATH": _("death dues"),
        "PAPER": _("brings a paper or a slip"),
        "QUESTION": _("a question only"),
    }
    return words.get(kind, kind)


def visit_purpose(
    answer: Callable[[str], object], choose_district: Back, back: Back, districts: CodeList, district: str
) -> ChoosePage:
    """First key of a counted visit."""

    def note() -> str:
        name = districts.label(district, current_language()) if district in districts else _("not asked")
        return fill(_("District: {district}. F changes it."), district=name)

    question = Question(
        title=lambda: _("Count a visit"),
        say=lambda: _("A visit is not always a registration. It is counted without a name, here only."),
        choices=[
            *(
                Choice(str(at), partial(_purpose_words, purpose), partial(answer, purpose))
                for at, purpose in enumerate(PURPOSES, start=1)
            ),
            Choice("F", lambda: _("another district"), choose_district),
        ],
        note=note,
        rail="home",
    )
    return ChoosePage(question, back)


PURPOSES = ("ASK", "GO_ABROAD", "DUES", "COMPLAINT", "MEMBERSHIP", "LEAFLET", "REFUSED", "OTHER")
AGE_BANDS = ("0-17", "18-29", "30-44", "45+")


def _purpose_words(purpose: str) -> str:
    words = {
        "ASK": _("a question only"),
        "GO_ABROAD": _("wants to go abroad"),
        "DUES": _("dues, a cheque"),
        "COMPLAINT": _("a complaint"),
        "MEMBERSHIP": _("membership card"),
        "LEAFLET": _("advice and a leaflet"),
        "REFUSED": _("did not give permission"),
        "OTHER": _("something else"),
    }
    return words[purpose]


def visitor_question(answer: Callable[[str, str], object], back: Back) -> ChoosePage:
    """Second key: man or woman, and about how old."""

    def words(gender: str, band: str) -> str:
        who = _("man") if gender == "M" else _("woman")
        if band == AGE_BANDS[-1]:
            return fill(_("{who}, 45 years and older"), who=who)
        return fill(_("{who}, {band} years"), who=who, band=band)

    people = [(gender, band) for gender in "MF" for band in AGE_BANDS]
    question = Question(
        title=lambda: _("Who was it?"),
        say=lambda: _("About how old, by the look; nobody is asked."),
        choices=[
            *(
                Choice(str(at), partial(words, gender, band), partial(answer, gender, band))
                for at, (gender, band) in enumerate(people, start=1)
            ),
            Choice("9", lambda: _("cannot say"), partial(answer, "U", "")),
        ],
        columns=2,
        rail="home",
    )
    return ChoosePage(question, back)
