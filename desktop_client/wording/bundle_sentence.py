"""What a person is told about a file on a stick: what is in it, what to do with it, what it brought."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_client.wording.language import _, fill


@dataclass(frozen=True, slots=True)
class FileWritten:
    """A file for head office is whole on its stick; `more` when one file did not take everything."""

    file: str
    records: int
    kilobytes: int
    photos: int = 0  # with papers
    more: bool = False


@dataclass(frozen=True, slots=True)
class FileRead:
    """An answer was read: whether it said anything new, what is still to go, what came, whether more is to be fetched."""

    news: bool
    still_to_go: int
    received: int = 0
    more: bool = False
    closed: bool = False


def written_words(written: FileWritten) -> str:
    """After writing: how much is in the file and what becomes of it."""
    if written.records:
        template = _(
            "{records} records are in the file {file} ({kilobytes} KB), sealed for Islamabad. They stay here, too, until its "
            "answer is read."
        )
    else:
        template = _(
            "The file {file} is written ({kilobytes} KB). Nothing waits here; it asks Islamabad what is new there."
        )
    text = fill(template, records=written.records, kilobytes=written.kilobytes, file=written.file)
    if written.photos:
        text += " " + fill(_("{count} photos and papers go along."), count=written.photos)
    if written.more:
        text += " " + _("One file did not take everything: write the next one when the answer is here.")
    return text


def read_words(read: FileRead) -> str:
    """After reading: what is in Islamabad now and what came from there."""
    if read.closed:
        return _(
            "Head office has closed this desk. What it still had was handed over and is kept there; call head office."
        )
    if not read.news:
        text = _("Nothing in this answer is new: this desk has heard all of it.")
    elif read.still_to_go:
        text = fill(_("The answer is read. {left} records are still to go."), left=read.still_to_go)
    else:
        text = _("The answer is read: everything is in Islamabad, with its receipt.")
    if read.received:
        text += " " + fill(_("{received} changes of others came with it."), received=read.received)
    if read.more:
        text += " " + _("Islamabad has more for this desk, or waits for more: write a new file and take it there.")
    return text
