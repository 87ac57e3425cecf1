"""Same person? One pair at a time in front of a reviewer, answered with one key; what was decided, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from shared_models.catalogue.problems import Problem, ProblemError, sentence
from sync_server.storage.audit import append_audit
from sync_server.storage.engine import reading, writing
from sync_server.subjects.linkage import deciding, queue
from sync_server.subjects.linkage.answers import in_order
from sync_server.subjects.linkage.together import Between
from sync_server.subjects.people.beside import Side, side_by_side, sides_of
from sync_server.web.console import pair_words
from sync_server.web.console.blueprint import console, show, this_person, this_reader
from sync_server.web.console.language import language
from sync_server.web.context import this_office

REST_AFTER_PAIRS = 100
REST_AFTER_MS = 50 * 60 * 1000
REFUSED = 409
ACTS = frozenset({"SAME", "DIFFERENT", "NOT_SURE", "ASK", "LATER"})


@console.get("/pairs")
def pairs() -> ResponseReturnValue:
    """The pair that this reviewer looks at next."""
    return _next()


@console.post("/pairs")
def answer_pair() -> ResponseReturnValue:
    """Does what was asked with a pair and leads to the next one; a screen that is no longer true decides nothing."""
    office, form = this_office(), request.form
    act, _, reason = form.get("act", "").partition(":")
    asked = deciding.Act(
        form.get("one", ""), form.get("other", ""), act, reason, form.get("shown", ""), this_person().name
    )
    if act not in ACTS:
        raise ProblemError(Problem("server.body_wrong"))
    try:
        with writing(office.engine) as connection:
            between = deciding.decide(connection, office, asked)
    except ProblemError as failure:
        return _next(REFUSED, _said(failure))
    if between is not None:
        return _next(REFUSED, between=between)
    return redirect(url_for("console.pairs"))


@console.post("/pairs/back")
def take_back_pair() -> ResponseReturnValue:
    """Takes back the last thing this reviewer did; the pair is on the screen again."""
    office = this_office()
    try:
        with writing(office.engine) as connection:
            deciding.take_back_last(connection, office, this_person().name)
    except ProblemError as failure:
        return _next(REFUSED, _said(failure))
    flash("pair_taken_back")
    return redirect(url_for("console.pairs"))


@console.get("/pairs/decided")
def decided_pairs() -> ResponseReturnValue:
    """What head office decided, the newest first."""
    return _decided()


@console.post("/pairs/decided")
def take_back_decided() -> ResponseReturnValue:
    """Takes back a decision of any time; the reason typed here is kept in the audit."""
    office, form = this_office(), request.form
    pair = in_order(form.get("one", ""), form.get("other", ""))
    try:
        with writing(office.engine) as connection:
            deciding.take_back(connection, office, pair, reason=form.get("reason", ""), who=this_person().name)
    except ProblemError as failure:
        return _decided(400, _said(failure))
    flash("pair_waits_again")
    return redirect(url_for("console.decided_pairs"))


def _next(status: int = 200, said: str = "", between: Between | None = None) -> ResponseReturnValue:
    office, who, reader = this_office(), this_person().name, this_reader()
    now = office.clock()
    with writing(office.engine) as connection:
        waiting = queue.take_next(connection, who, now, language())
        if waiting is not None and waiting.fresh:
            append_audit(connection, now, who, "pair.read", waiting.one, {"other": waiting.other})
    with reading(office.engine) as connection:
        beside = side_by_side(connection, office, reader, waiting.one, waiting.other) if waiting else None
        told: dict[str, object] = {
            "waiting": waiting,
            "beside": beside,
            "pace": (pace := queue.pace_of(connection, who, now)),
            "asked": queue.count_asked(connection),
            "last": queue.last_act(connection, who, now),
            "chain": _chain(sides_of(connection, office, reader, between.chain), between) if between else (),
            "joined": sides_of(connection, office, reader, waiting.together) if waiting else {},
        }
    tired = pace.answered and (pace.answered % REST_AFTER_PAIRS == 0 or now - pace.since >= REST_AFTER_MS)
    evidence = None
    if waiting and beside:
        rows = [row.comparison for row in beside.rows]
        evidence = pair_words.evidence_of(waiting.start, waiting.reasons, rows)
    return show(
        "pair.html", status, said=said, between=between, evidence=evidence, tired=tired,
        reasons=pair_words.reason_choices(), words=pair_words, **told,
    )  # fmt: skip


def _chain(known: dict[str, Side], between: Between) -> Sequence[Side | None]:
    """The people of a chain; None for one who is not here any more."""
    return [known.get(name) for name in between.chain]


def _decided(status: int = 200, said: str = "") -> ResponseReturnValue:
    office, reader = this_office(), this_reader()
    before = request.args.get("before", "")
    with reading(office.engine) as connection:
        lines, more = queue.list_decided(connection, before)
        known = sides_of(connection, office, reader, {name for line in lines for name in (line.one, line.other)})
    return show("pairs_decided.html", status, lines=lines, more=more, known=known, said=said, words=pair_words)


def _said(failure: ProblemError) -> str:
    """The sentence of a refusal that belongs on this page; others go where refusals go."""
    if not failure.problem.code.startswith("duplicates."):
        raise failure
    return sentence(failure.problem, language())
