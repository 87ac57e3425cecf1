"""What the line has to carry and what a day may have of it, in words and as a picture."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_client.ui.style import colour
from desktop_client.wording.language import _, fill, is_right_to_left
from desktop_client.wording.line_sentence import LineLoad, kilobytes

LIMITS = (0, 500_000, 2_000_000, 10_000_000, 50_000_000)  # bytes a day, 0 = as many as there are


def limit_words(load: LineLoad) -> str:
    """What the button says about the bound."""
    if not load.limit:
        return _("No limit a day (M)")
    return fill(_("At most {size} a day (M)"), size=kilobytes(load.limit))


def day_words(load: LineLoad) -> str:
    """What went over the line today, and whether the rest still fits."""
    spent = fill(_("Today {spent} went over the line."), spent=kilobytes(load.spent))
    if not load.limit:
        return spent
    left = max(0, load.limit - load.spent)
    if load.to_go + load.files_to_go <= left:
        fits = _("What is still to go fits today.")
    else:
        fits = fill(_("{left} more go today, the rest goes on tomorrow."), left=kilobytes(left))
    return f"{spent} {fits}"


class DayBox(QWidget):
    """The bytes of a day as a box: what went, what still goes today, what is free; what does not fit stands outside."""

    def __init__(self, load: LineLoad) -> None:
        super().__init__()
        whole = max(load.limit, load.spent + load.to_go + load.files_to_go, 1)
        self._spent = load.spent / whole
        self._going = (load.to_go + load.files_to_go) / whole
        self._box = load.limit / whole
        self.setFixedHeight(22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        spent, going, box = (round(self.width() * share) for share in (self._spent, self._going, self._box))
        fits = max(0, min(going, box - spent))
        self._fill(painter, 0, box, "line")
        self._fill(painter, 0, min(spent, box), "muted")
        self._fill(painter, min(spent, box), fits, "accent")
        painter.setPen(QPen(QColor(colour("accent")), 1, Qt.PenStyle.DashLine))
        outside = going - fits
        if outside > 0:
            painter.drawRect(self._place(max(box, spent), outside - 1))
        painter.end()

    def _fill(self, painter: QPainter, start: int, width: int, token: str) -> None:
        painter.fillRect(self._place(start, width), QColor(colour(token)))

    def _place(self, start: int, width: int) -> QRect:
        """Read from where reading starts."""
        left = self.width() - start - width if is_right_to_left() else start
        return QRect(left, 2, width, self.height() - 5)
