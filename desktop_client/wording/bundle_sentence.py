"""What a person is told about a file on a stick: what is in it, what to do with it, what it brought."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_client.wording.language import _, fill


@dataclass(frozen=True, slots=True)
class FileWritten:
    """Files for head office are whole on their stick (mostly one); `more` when one trip does not take everything."""

    names: tuple[str, ...]
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
    pictures: int = 0
    reference: str = ""  # the version of the reference data that came


def written_words(written: FileWritten) -> str:
    """After writing: how much is in the file and what becomes of it."""
    if len(written.names) > 1:
        template = _(
            "{count} files that belong together are written, {file} to {last} ({kilobytes} KB): {records} records, sealed for "
            "Islamabad. Carry all of them. Everything stays here, too, until the answer is read."
        )
    elif written.records:
        template = _(
            "{records} records are in the file {file} ({kilobytes} KB), sealed for Islamabad. They stay here, too, until its "
            "answer is read."
        )
    else:
        template = _(
            "The file {file} is written ({kilobytes} KB). Nothing waits here; it asks Islamabad what is new there."
        )
    first, last = written.names[0], written.names[-1]
    counted = {"records": written.records, "kilobytes": written.kilobytes, "count": len(written.names)}
    text = fill(template, file=first, last=last, **counted)
    if written.photos:
        text += " " + fill(_("{count} photos and papers go along."), count=written.photos)
    if written.more:
        text += " " + _("One trip does not take everything: write the rest when the answer is here.")
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
    if read.pictures:
        text += " " + fill(_("{count} small pictures came with it."), count=read.pictures)
    if read.reference:
        text += " " + fill(
            _("Lists and fields of version {version} came, too; they count from the next start on."),
            version=read.reference,
        )
    if read.more:
        text += " " + _("Islamabad has more for this desk, or waits for more: write a new file and take it there.")
    return text
