"""What a person is told about a file on a stick: what is in it, what to do with it, what it brought."""

from __future__ import annotations

from desktop_client.wording.language import _, fill


def written_words(*, records: int, kilobytes: int, more: bool) -> str:
    """After writing: how much is in the file and where it goes."""
    if records:
        template = _(
            "{records} records are in the file ({kilobytes} KB), sealed for Islamabad. They stay here, too, until its answer "
            "is read."
        )
    else:
        template = _(
            "The file is written ({kilobytes} KB). Nothing waits here; it asks Islamabad for what is new there."
        )
    text = fill(template, records=records, kilobytes=kilobytes)
    if more:
        text += " " + _("One file did not take everything: write the next one when the answer is here.")
    return text


def read_words(*, news: bool, still_to_go: int, received: int, more: bool) -> str:
    """After reading: what is in Islamabad now and what came from there."""
    if not news:
        text = _("Nothing in this answer is new: this desk has heard all of it.")
    elif still_to_go:
        text = fill(_("The answer is read. {left} records are still to go."), left=still_to_go)
    else:
        text = _("The answer is read: everything it could know of is in Islamabad.")
    if received:
        text += " " + fill(_("{received} changes of others came with it."), received=received)
    if more:
        text += " " + _("Islamabad has more for this desk, or waits for more: write a new file and take it there.")
    return text
