"""People who may be registered twice: find them, list them, and hold them against pairs that are known."""

from pathlib import Path

import click
import msgspec

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.matching import load_model
from sync_server.cli.frame import actor, opened, show
from sync_server.storage.audit import append_audit
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects import elsewhere, linkage
from sync_server.subjects.linkage.candidates import begin_anew
from sync_server.subjects.linkage.challenger import Challenge, queue_disagreements, splink_opinion
from sync_server.subjects.linkage.refit import read_model_file, refit
from sync_server.subjects.linkage.truth import Measure
from sync_server.subjects.linkage.truth import evaluate as held_against


@click.group()
def duplicates() -> None:
    """People who may be registered twice."""


@duplicates.command("find")
@click.option("--anew", is_flag=True, help="Compare everybody again; what people said of pairs stays.")
@click.option(
    "--engine",
    type=click.Choice(["own", "splink"]),
    default="own",
    show_default=True,
    help="splink: a second opinion as well; what it alone is sure of waits behind all other pairs.",
)
@click.option("--json", "as_json", is_flag=True)
@opened
def find(head_office: HeadOffice, anew: bool, engine: str, as_json: bool) -> None:
    """Compare everybody who came or changed since the last look, as the worker does by itself."""
    if anew:
        with writing(head_office.engine) as connection:
            begin_anew(connection)
            linkage.count_names(connection, head_office)
            append_audit(connection, head_office.clock(), actor(), "duplicates.anew", "")
    compared = 0
    while True:
        with writing(head_office.engine) as connection:
            if not linkage.match_due(connection):
                break
            compared += linkage.match_some(connection, head_office)
    _take_answers(head_office)
    found = _second_opinion(head_office) if engine == "splink" else None
    with reading(head_office.engine) as connection:
        counts = linkage.counts(connection)
    document = {"compared": compared, "pairs": counts} | ({} if found is None else {"splink": found})
    shown = ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none"
    text = f"{compared} people compared. Pairs: {shown}."
    if found is not None:
        text += (
            f"\nSplink agrees on {found.both} pairs and is sure of {found.splink_alone} more; {found.queued} of those wait "
            f"behind all others. Of the pairs that may be accepted at once it does not find {found.ours_alone}."
        )
    show(document, as_json=as_json, text=text)


def _take_answers(head_office: HeadOffice) -> None:
    """What desks and reviewers answered, as the worker takes it."""
    while True:
        with writing(head_office.engine) as connection:
            if not linkage.answers_due(connection):
                return
            linkage.take_answers(connection, head_office)


def _second_opinion(head_office: HeadOffice) -> Challenge:
    """Splink takes minutes, so nobody waits in a transaction for it."""
    with reading(head_office.engine) as connection:
        opinion = splink_opinion(connection, head_office, load_model())
    with writing(head_office.engine) as connection:
        found = queue_disagreements(connection, head_office, load_model(), opinion)
        append_audit(connection, head_office.clock(), actor(), "duplicates.splink", str(found.queued))
    return found


@duplicates.command("refit")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--model", "origin", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Begin with this model."
)
@click.option("--json", "as_json", is_flag=True)
@opened
def refit_model(head_office: HeadOffice, target: Path, origin: Path | None, as_json: bool) -> None:
    """Learn from what people judged and write a new model to TARGET; the model in use stays as it is."""
    if target.exists():
        raise ProblemError(Problem("duplicates.model_exists", "", {"file": target.name}))
    model = load_model() if origin is None else read_model_file(origin.read_bytes())
    with reading(head_office.engine) as connection:
        made = refit(connection, model)
    target.write_bytes(made.content)
    worths = {"before": made.before, "after": made.after}
    document = {"version": made.version, "learnt_from": made.learnt_from, "held_out": made.held_out} | worths
    lines = [f"Model {made.version}, learnt from {made.learnt_from} answers. On {made.held_out} others:"]
    lines += [
        f"{name}: F1 {worth.f1:.4f}, surprise {worth.surprise:.3f} bits an answer, "
        f"{worth.accepted_same} of {worth.accepted} that could be accepted at once are one person"
        for name, worth in worths.items()
    ]
    show(msgspec.to_builtins(document), as_json=as_json, text="\n".join(lines))


@duplicates.command("list")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True)
@opened
def list_open(head_office: HeadOffice, limit: int, as_json: bool) -> None:
    """Show the pairs that wait for a person's answer, the surest first, with what speaks for and against."""
    with reading(head_office.engine) as connection:
        pairs = linkage.list_pairs(connection, limit=limit)
    blocks = []
    for pair in pairs:
        named = [
            pair.numbers[side] or pair.legacy_refs[side] or name for side, name in enumerate((pair.one, pair.other))
        ]
        lines = [f"{named[0]}\t{named[1]}\t{pair.score:+.1f} bits\t{pair.zone}"]
        lines += [f"    {here.text}\n    {there.text}" for here, there in zip(*pair.reasons.values(), strict=True)]
        blocks.append("\n".join(lines))
    show(msgspec.to_builtins(pairs), as_json=as_json, text="\n".join(blocks) or "No pair waits.")


@duplicates.command("publish")
@click.option("--anew", is_flag=True, help="Under another secret: after a desk was stolen while it was open.")
@click.option("--json", "as_json", is_flag=True)
@opened
def publish(head_office: HeadOffice, anew: bool, as_json: bool) -> None:
    """Tell desks at once by which keys they recognise people of other offices, as the worker does once a day."""
    if anew:
        with writing(head_office.engine) as connection:
            append_audit(connection, head_office.clock(), actor(), "duplicates.published_anew", "")
    made = elsewhere.tell_now(head_office, anew=anew)
    files = [
        {
            "office": one.office,
            "whole": not one.follows,
            "entries": one.entries,
            "people": one.people,
            "bytes": len(one.raw),
        }
        for one in made.files
        if one.office
    ]
    lines = [
        f"{one['office']}: {'the whole list' if one['whole'] else 'what changed'}, {one['entries']} keys, "
        f"{one['people']} people elsewhere, {one['bytes']} bytes"
        for one in files
    ]
    document = {"generation": made.generation, "number": made.number, "files": files}
    show(document, as_json=as_json, text="\n".join(lines) or "Nothing changed since the list was last published.")


@duplicates.command("evaluate")
@click.argument("truth", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True)
@opened
def evaluate(head_office: HeadOffice, truth: Path, as_json: bool) -> None:
    """Hold the found pairs against TRUTH, a CSV of pairs (one,other) or of people (record,person)."""
    with reading(head_office.engine) as connection:
        made = held_against(connection, truth)
    document = {
        "queued": _figures(made.queued),
        "accepted": _figures(made.accepted),
        "unknown": list(made.unknown),
    }
    lines = [
        f"{name}: precision {measure.precision:.3f}, recall {measure.recall:.3f}, F1 {measure.f1:.3f} "
        f"({measure.true_found} of {measure.found} found are true, {measure.true} are)"
        for name, measure in (("queued or better", made.queued), ("accepted at once", made.accepted))
    ]
    if made.unknown:
        named = ", ".join(made.unknown[:5])
        lines.append(f"{len(made.unknown)} names of the file are no record here and were left out: {named} …")
    show(document, as_json=as_json, text="\n".join(lines))


def _figures(measure: Measure) -> dict[str, float]:
    return {
        "found": measure.found,
        "true_found": measure.true_found,
        "true": measure.true,
        "precision": measure.precision,
        "recall": measure.recall,
        "f1": measure.f1,
    }
