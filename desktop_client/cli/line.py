"""The line to head office and the state of the desk, for people without the window and for programs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from desktop_client.cli.session import Session, answered, language, print_json, say, shared_options
from desktop_client.services import line as service
from desktop_client.services.reference import refused_version
from desktop_client.services.status import read_status
from desktop_client.sync.transport import LineDown
from desktop_client.wording.language import use_language
from desktop_client.wording.line_sentence import erased_words, line_sentence, put_back_words
from shared_models.catalogue import ProblemError, problem, sentence


@click.command()
@shared_options
@click.option("--max-bytes", type=click.IntRange(min=1), metavar="N", help="Stop after about this many bytes.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def sync(home: Path | None, user: str | None, password_stdin: bool, max_bytes: int | None, as_json: bool) -> None:
    """Send to head office and fetch from it, until neither side has more."""
    session = Session(home, user, password_stdin=password_stdin)
    with session.desk() as desk:
        try:
            result = service.run_sync(desk, session.home, most_bytes=max_bytes)
        except LineDown:
            raise ProblemError(problem("line.down_safe", left=read_status(desk).today.to_go)) from None
        finally:
            facts = service.line_facts(desk)
            sentence_now = line_sentence(facts, desk.clock())
            receipt = service.newest_receipt(desk)
        refused = refused_version(desk)
    if result.closed:
        say(sentence(problem("line.closed"), language()))
    if refused is not None:
        say(sentence(refused, language()))
    if facts.put_back is not None:
        say(put_back_words(facts.put_back))
    if facts.erased_here:
        say(erased_words(facts.erased_here))
    if as_json:
        print_json({**asdict(result), "receipt": receipt})
    else:
        say(sentence_now.text)


@click.command("line-limit")
@shared_options
@click.argument("kilobytes", type=click.IntRange(min=0))
@answered
def line_limit(home: Path | None, user: str | None, password_stdin: bool, kilobytes: int) -> None:
    """Let at most KILOBYTES a day go over the line, both ways together; 0 = no limit."""
    session = Session(home, user, password_stdin=password_stdin)
    with session.desk() as desk:
        service.limit_day(desk, kilobytes * 1000)


@click.command()
@shared_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def status(home: Path | None, user: str | None, password_stdin: bool, as_json: bool) -> None:
    """What is safe here, what is in Islamabad, when it was last heard."""
    use_language("ur" if language() == "ur" else "en")
    session = Session(home, user, password_stdin=password_stdin)
    with session.desk() as desk:
        found = read_status(desk)
        spoken = line_sentence(service.line_facts(desk), desk.clock()).text
    if as_json:
        print_json({**asdict(found), "sentence": spoken})
    else:
        click.echo(spoken)
