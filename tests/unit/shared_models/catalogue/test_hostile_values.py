"""Every field answers every hostile string: with a value it can keep for ever, or with a sentence in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from shared_models.catalogue import ProblemError, check_value, load_catalogue, parse_value, sentence, show_value
from shared_models.catalogue.context import Context
from shared_models.catalogue.fields import Field
from shared_models.catalogue.problems import Problem
from shared_models.catalogue.rules import check_record, rules_of
from shared_models.catalogue.rules.rule import Rule
from shared_models.catalogue.rules.whole import MAX_JUDGED_LETTERS
from shared_models.text.normalise import clean_text, has_forbidden_marks
from tests.head_offices import NOW
from tests.hostile_strings import FAMILIES, corpus, every_string, printable

LONGEST_SENTENCE, MUCH = 500, 100_000
TODAY = Context.at(lambda: NOW, "form")
# Of these the stored text is made of one keyboard's signs, whoever sent it.
IN_ASCII = frozenset({"date", "partial_date", "time_stamp", "phone", "decimal", "link", "attachment", "code"})


def _fields() -> tuple[Field, ...]:
    """Every field that is written, and of those that are chosen one for each list."""
    found: dict[object, Field] = {}
    for field in load_catalogue().fields.values():
        name = (field.kind, field.code_list, field.ranked) if field.code_list or field.kind == "yes_no" else field.path
        found.setdefault(name, field)
    return tuple(found.values())


FIELDS = _fields()


def _said(problem: Problem, field: Field, text: str) -> None:
    """The problem names the field and has a sentence of readable length in each language."""
    assert problem.path == field.path, printable(text)
    for lang in ("en", "ur"):
        told = sentence(problem, lang)
        assert told != problem.code
        assert len(told) <= LONGEST_SENTENCE, (problem.code, printable(text))
        assert not has_forbidden_marks(told), (problem.code, printable(text))
        told.encode()


def test_there_are_more_than_three_hundred_strings_in_every_family_that_was_asked_for() -> None:
    assert len(every_string()) > 300
    assert all(corpus().values())
    assert max(map(len, every_string())) >= 2**20


@pytest.mark.parametrize("family", FAMILIES)
def test_typed_into_any_field_it_becomes_a_value_or_a_sentence(family: str) -> None:
    catalogue = load_catalogue()
    for text in corpus()[family]:
        for field in FIELDS:
            try:
                value = parse_value(field, text, catalogue, context=TODAY)
            except ProblemError as refusal:
                _said(refusal.problem, field, text)
                continue
            assert check_value(field, value, catalogue, context=TODAY) is None, (field.path, printable(text))
            assert all(isinstance(show_value(field, value, lang, catalogue), str) for lang in ("en", "ur"))
            if isinstance(value, str):
                assert parse_value(field, value, catalogue, context=TODAY) == value, (field.path, printable(text))
            if field.kind == "text":
                assert value == clean_text(text, keep_lines=field.has_lines)


@pytest.mark.parametrize("family", FAMILIES)
def test_sent_as_it_is_it_is_taken_as_it_is_or_refused_with_a_sentence(family: str) -> None:
    catalogue = load_catalogue()
    for text in corpus()[family]:
        for field in FIELDS:
            found = check_value(field, text, catalogue, context=TODAY)
            if found is not None:
                _said(found, field, text)
                continue
            assert not has_forbidden_marks(text), (field.path, printable(text))
            assert text.isascii() or field.kind not in IN_ASCII, (field.path, printable(text))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_cleaned_text_is_clean(family: str) -> None:
    for text in (whole[:MUCH] for whole in corpus()[family]):
        for keep_lines in (False, True):
            cleaned = clean_text(text, keep_lines=keep_lines)
            assert clean_text(cleaned, keep_lines=keep_lines) == cleaned, printable(text)
            assert not has_forbidden_marks(cleaned), printable(text)


def test_rules_look_at_the_beginning_only_of_an_endless_text(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue, looked_at = load_catalogue(), list[int]()
    rule, _judge = rules_of("person", catalogue)[0]

    def judge(_rule: Rule, values: Mapping[str, object], _context: Context) -> Iterator[Problem]:
        looked_at.append(len(str(values["person.name_latin"])))
        return iter(())

    monkeypatch.setitem(catalogue.derived, ("rules", "person"), ((rule, judge),))
    found = check_record("person", {"person.name_latin": "a " * 2**19}, TODAY)
    assert [one.code for one in found] == ["field.too_long"]
    assert looked_at == [MAX_JUDGED_LETTERS]
