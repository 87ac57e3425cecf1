"""What happened to a person as a narrow list, the newest on top: when, what, who."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_client.ui.flowing import OpenArea
from desktop_client.ui.person_port import TimelineEntry
from desktop_client.ui.pieces import clear_layout, hairline, heading, quiet, sentence_label, small
from desktop_client.ui.visits import visit_words
from desktop_client.wording.language import _, _n, fill, in_language, is_right_to_left, isolate
from desktop_client.wording.times import partial_date, when


def happened_words(entry: TimelineEntry) -> str:
    """What happened, in a few words."""
    if entry.what == "corrected":
        return fill(_n("{count} answer corrected", "{count} answers corrected", entry.count), count=entry.count)
    if entry.what in {"data_paper", "complaint"}:
        words = _("own data printed") if entry.what == "data_paper" else _("complaint")
        return f"{words} · {isolate(entry.about_en)}"
    if entry.what == "withdrawal":
        return fill(_("permission taken back: {scope}"), scope=in_language(entry.about_en, entry.about_ur))
    if entry.what == "referred":
        return fill(_("shown to the office in {office}"), office=in_language(entry.about_en, entry.about_ur))
    if entry.what == "referral_step":
        return fill(_("referral: {state}"), state=in_language(entry.about_en, entry.about_ur))
    if entry.what == "registered" and entry.about_en:
        return f"{_('registered')} · {isolate(entry.about_en)}"
    if entry.visit is not None:
        words = _("appointment") if entry.what == "appointment" else _("appointment called off")
        return f"{words}: {visit_words(entry.visit)}"
    return {
        "return": _("came back to Pakistan"),
        "registered": _("registered"),
        "arrived": _("arrived in Islamabad"),
        "came_back": _("came back with a question"),
        "slip": _("slip printed"),
        "leaflet": _("leaflet printed"),
    }[entry.what]


class Happenings(OpenArea):
    """The left side of a record."""

    def __init__(self) -> None:
        super().__init__()
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(4)
        self.setWidget(inside)

    def show_entries(self, entries: tuple[TimelineEntry, ...], now: int) -> None:
        """Draw the list again."""
        clear_layout(self._column)
        self._column.addWidget(heading(_("What happened")))
        if not entries:
            self._column.addWidget(quiet(_("Nothing yet.")))
        for entry in entries:
            self._column.addWidget(hairline())
            time = when(entry.at, now) if entry.at else partial_date(entry.day)
            about = [time, *(part for part in (entry.who, entry.desk) if part)]
            said = sentence_label(happened_words(entry))
            line = small(" · ".join(isolate(part) for part in about))
            line.setWordWrap(True)
            # Times and names are Latin; the line still begins where reading begins.
            side = Qt.AlignmentFlag.AlignRight if is_right_to_left() else Qt.AlignmentFlag.AlignLeft
            line.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
            self._column.addWidget(said)
            self._column.addWidget(line)
        self._column.addStretch()


def empty_line(names: list[str]) -> QLabel:
    """The sections in which nothing stands yet, folded into one line."""
    return quiet(fill(_("Nothing written yet: {sections}"), sections=" · ".join(names)))
