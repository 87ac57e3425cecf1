"""What was written down, turned to the person: the whole screen in Urdu, as large as the screen allows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout

from desktop_client.ui import fonts
from desktop_client.ui.forms.spoken_lines import ReadLine
from desktop_client.ui.keys import Command, key
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import clear_layout, hairline
from desktop_client.ui.style import tokens
from desktop_client.wording.language import _, translations


def _n_(text: str) -> str:
    """Marks a text for translation without translating it here."""
    return text


FOR_THE_PERSON = _n_("Please look at this. Is everything right?")
# Of the screen's width and height; wide margins are a luxury of large screens.
EDGE, LEAST_EDGE, MOST_EDGE = 0.05, 12, 64
LARGEST = 40  # it is read from the other side of a table
LONGEST_LABEL = 0.45  # of the width; a longer one wraps
INK_ROOM = 4


@dataclass(frozen=True, slots=True)
class _Fit:
    """How large everything is drawn: the size of an answer, the width of each column, the height of every line."""

    size: int
    title_height: int
    columns: tuple[int, int]
    gap: int
    line_heights: tuple[int, ...]

    @property
    def height(self) -> int:
        return self.title_height + sum(self.line_heights) + self.gap * (len(self.line_heights) + 2)


class ShownToPersonPage(Page):
    """Only who it is, the phone, the district and the month of coming back. The letters are chosen so that all of it is
    in sight at once; only where even small ones have no room does the page scroll.
    """

    rail_entry = "new"
    whole_screen = True

    def __init__(self, lines: Sequence[ReadLine], back: Callable[[], object]) -> None:
        super().__init__()
        self.lines = tuple(line for line in lines if line.for_the_person)
        self._back = back
        self._drawn: _Fit | None = None
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._outer = QVBoxLayout(self)
        self._title = QLabel(translations("ur").gettext(FOR_THE_PERSON))
        self._title.setWordWrap(True)
        self._outer.addWidget(self._title)
        self._outer.addWidget(hairline())
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._outer.addLayout(self._grid)
        self._outer.addStretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # The place around the page, not the page: one that scrolls is higher than what is in sight of it.
        around = self.parentWidget()
        room = around.size() if around is not None else self.size()
        across, down = _edge(room.width()), _edge(room.height())
        inner = QSize(room.width() - 2 * across, room.height() - 2 * down)
        sizes = range(LARGEST, tokens().type["body"] - 1, -1)
        fits = (self._fit_at(size, inner.width()) for size in sizes)
        fit = next((fit for fit in fits if fit.height <= inner.height() and self._is_in_one_line(fit)), None)
        self._outer.setContentsMargins(across, down, across, down)
        self._draw(fit or self._fit_at(sizes[-1], inner.width()))

    def _fit_at(self, size: int, width: int) -> _Fit:
        label_font, gap = _label_font(size), size // 3
        widest = max((_wide(line.label_ur, label_font) for line in self.lines), default=0)
        label = min(widest, int(width * LONGEST_LABEL))
        value = width - label - 2 * gap
        lines = tuple(
            max(_tall(line.label_ur, label_font, label), _tall(_text(line), _value_font(line, size), value))
            for line in self.lines
        )
        title = self._title.text()
        return _Fit(size, _tall(title, _title_font(size), width), (label, value), gap, lines)

    def _is_in_one_line(self, fit: _Fit) -> bool:
        """A number that wraps is read wrongly, a name badly; both rather smaller."""
        return all(_wide(_text(line), _value_font(line, fit.size)) <= fit.columns[1] for line in self.lines)

    def _draw(self, fit: _Fit) -> None:
        if fit == self._drawn:
            return
        self._drawn = fit
        self._title.setFont(_title_font(fit.size))
        self._title.setFixedHeight(fit.title_height)
        self._outer.setSpacing(fit.gap)
        self._grid.setHorizontalSpacing(2 * fit.gap)
        self._grid.setVerticalSpacing(fit.gap)
        clear_layout(self._grid)
        for at, (line, height) in enumerate(zip(self.lines, fit.line_heights, strict=True)):
            label, value = (
                _words(line.label_ur, _label_font(fit.size)),
                _words(_text(line), _value_font(line, fit.size)),
            )
            label.setProperty("look", "muted")
            label.setFixedSize(fit.columns[0], height)
            value.setFixedHeight(height)
            self._grid.addWidget(label, at, 0)
            self._grid.addWidget(value, at, 1)

    def take_focus(self) -> None:
        self.setFocus()

    def commands(self) -> list[Command]:
        return [
            Command(key(Qt.Key.Key_F11), self._back, lambda: _("back")),
            Command(key(Qt.Key.Key_Escape), self._back),
            Command(key(Qt.Key.Key_Return), self._back),
        ]


def _edge(length: int) -> int:
    return min(max(int(length * EDGE), LEAST_EDGE), MOST_EDGE)


def _text(line: ReadLine) -> str:
    return line.latin if line.is_number else line.urdu


def _value_font(line: ReadLine, size: int) -> QFont:
    return fonts.font(size, urdu=not line.is_number, bold=True)


def _label_font(size: int) -> QFont:
    return fonts.font(max(min(tokens().type["section"], size), size // 2), urdu=True)


def _title_font(size: int) -> QFont:
    return fonts.font(max(min(tokens().type["section"] + 4, size), size // 2), urdu=True)


def _wide(text: str, font: QFont) -> int:
    """In one line, with the ink that reaches outside it."""
    metrics = QFontMetrics(font)
    return max(metrics.horizontalAdvance(text), metrics.boundingRect(text).width()) + INK_ROOM


def _tall(text: str, font: QFont, width: int) -> int:
    wrapped = QFontMetrics(font).boundingRect(QRect(0, 0, max(width, 1), 0), Qt.TextFlag.TextWordWrap, text)
    return max(wrapped.height(), fonts.line_height(font)) + INK_ROOM


def _words(text: str, font: QFont) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(font)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    return label
