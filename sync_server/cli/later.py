"""Commands that are promised and not there yet say so, instead of being unknown."""

import click

from shared_models.catalogue.problems import Problem, ProblemError

NAMES = ("duplicates",)


def _later(name: str) -> click.Command:
    @click.command(name, context_settings={"ignore_unknown_options": True}, short_help="Comes with a later release.")
    @click.argument("words", nargs=-1, type=click.UNPROCESSED)
    def command(words: tuple[str, ...]) -> None:
        del words
        raise ProblemError(Problem("server.later", "", {"command": name}))

    return command


LATER = tuple(_later(name) for name in NAMES)
