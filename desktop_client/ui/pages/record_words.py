"""What a record's page says in sentences: where the record is, who is next, what became of a correction, whose field it is."""

from desktop_client.ui.pages.different_answers import answers_sentence
from desktop_client.ui.pages.referral import referral_sentence
from desktop_client.ui.ports import Corrected, PersonView, Source
from desktop_client.ui.referral_port import ReferralView
from desktop_client.ui.visits import visit_sentence
from desktop_client.wording.language import _, _n, current_language, fill, in_language
from desktop_client.wording.times import when
from shared_models.catalogue.catalogue import Catalogue


def source_words(source: Source) -> str:
    """Where a value comes from, in one or two words."""
    words = {
        "told": _("told"),
        "paper": _("paper seen"),
        "scanned": _("scanned"),
        "partner": _("from a partner"),
        "register": _("from the old register"),
    }
    return words.get(source, "")


def record_sentence(view: PersonView, now: int) -> tuple[str, str]:
    """Where the record is, why, who is next; and how loud the sentence is."""
    if view.owner_en and view.referral is not None:
        return _shown_here(view, view.referral, now), "wait"
    if view.moved_en:
        office = in_language(view.moved_en, view.moved_ur)
        if not view.moved_since:
            return fill(_("Goes to the office in {office} at the next contact. It can be read, not changed."),
                        office=office), "wait"  # fmt: skip
        template = _("Has moved to the office in {office} since {since}. This copy can be read, not changed.")
        return fill(template, office=office, since=when(view.moved_since, now)), "wait"
    if view.place == "question":
        question = in_language(view.question_en, view.question_ur)
        return fill(_("Islamabad could not take this record yet: {question}"), question=question), "wait"
    saved = when(view.saved_at, now)
    if view.place == "in_islamabad" and view.received_at is not None:
        template = _("Registered {saved}; in Islamabad since {received}.")
        first = fill(template, saved=saved, received=when(view.received_at, now))
    elif view.place == "in_islamabad":
        first = fill(_("Registered {saved} at another desk; it is in Islamabad."), saved=saved)
    else:
        first = fill(_("On this desk since {saved}; it goes to Islamabad by itself at the next contact."), saved=saved)
    second = _("All questions are answered.") if view.complete else _("You can complete the quick form at any time.")
    if view.next_visit is not None:
        second = f"{second} {visit_sentence(view.next_visit)}"
    if view.referral is not None and view.referral.is_open:
        second = f"{second} {referral_sentence(view.referral, now)}"
    if disputed := count_disputed(view):
        return f"{first} {answers_sentence(disputed)}", "wait"
    return f"{first} {second}", "done" if view.place == "in_islamabad" else "info"


def _shown_here(view: PersonView, referral: ReferralView, now: int) -> str:
    office = in_language(view.owner_en, view.owner_ur)
    if not referral.is_open:
        return fill(_("The office in {office} showed this record here; that has ended. This copy can be read, not changed."),
                    office=office)  # fmt: skip
    told = fill(
        _("This person belongs to the office in {office}; the record can be read here, not changed."), office=office
    )
    return f"{told} {referral_sentence(referral, now)}"


def corrected_sentence(corrected: Corrected) -> tuple[str, str]:
    """What became of a correction, and how loud it is."""
    if not corrected.changed:
        return _("Nothing was changed."), "info"
    saved = fill(_n("Saved: {count} answer changed.", "Saved: {count} answers changed.", corrected.changed),
                 count=corrected.changed)  # fmt: skip
    if not corrected.two_answers:
        return saved, "done"
    meanwhile = _("While the form was open, somebody else answered the same question: both answers are kept.")
    return f"{saved} {meanwhile}", "wait"


def count_disputed(view: PersonView) -> int:
    """How many fields have two different answers."""
    return sum(bool(fact.answers) for section in view.sections for fact in section.facts)


def fact_label(catalogue: Catalogue, path: str) -> str:
    """What a leaf is about: its field, with the member of a set, or the row that somebody removed."""
    leaf = catalogue.leaf_of(path)
    if leaf is None:
        return path
    label = leaf.field.label(current_language())
    if leaf.part == "void":
        return _("Row removed?")
    codes = catalogue.codes_of(leaf.field)
    if not leaf.member or codes is None:
        return label
    return fill(_("{field}: {choice}"), field=label, choice=codes.label(leaf.member, current_language()))
