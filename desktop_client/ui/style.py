"""Turns the design tokens into the window's style sheet, fonts and measured heights; nothing else knows a colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from desktop_client.ui import fonts
from desktop_client.wording.language import is_right_to_left
from shared_models.catalogue.tokens import load_tokens


@dataclass(frozen=True, slots=True)
class DeskTokens:
    """The tokens the desk uses: colours as #RRGGBB, sizes in pixels, `pair` with its sides ink and on."""

    colour: Mapping[str, str]
    pair: Mapping[str, Mapping[str, str]]
    space: Mapping[str, int]
    type: Mapping[str, int]
    size: Mapping[str, int]


class _Look:
    """Which of the two looks the window has now; one window, one look."""

    strong = False


def use_strong_look(strong: bool) -> None:
    """Draw with the colours of high contrast from now on, or with the quiet ones; `apply_style` dresses what is there."""
    _Look.strong = strong


def is_strong_look() -> bool:
    return _Look.strong


def tokens() -> DeskTokens:
    """Those of the look the window has now."""
    return _tokens(_Look.strong)


@cache
def _tokens(strong: bool) -> DeskTokens:
    table = load_tokens()
    look = _table(table["strong"]) if strong else table
    pairs = _table(look["pair"])
    return DeskTokens(
        colour={name: str(value) for name, value in _table(look["colour"]).items()},
        pair={name: {side: str(ink) for side, ink in _table(sides).items()} for name, sides in pairs.items()},
        space=_sizes(table["space"]),
        type=_sizes(table["type"]),
        size=_sizes(table["size"]),
    )


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _sizes(value: object) -> dict[str, int]:
    return {name: size for name, size in _table(value).items() if isinstance(size, int)}


def colour(name: str) -> str:
    """A plain colour by name, or one side of a pair as `wait.ink` / `wait.on`."""
    if "." in name:
        pair, side = name.split(".")
        return str(tokens().pair[pair][side])
    return str(tokens().colour[name])


@dataclass(frozen=True, slots=True)
class Heights:
    """Measured from the fonts, so that neither script is cut."""

    label: int
    field: int
    note: int
    table_row: int

    @property
    def field_row(self) -> int:
        """Label, field and the reserved line below it."""
        return self.label + self.field + self.note


def body_font(*, bold: bool = False) -> QFont:
    """The window's own text in the language it speaks."""
    kind = tokens().type
    urdu = is_right_to_left()
    return fonts.font(kind["urdu_field"] - 1 if urdu else kind["body"], urdu=urdu, bold=bold)


def label_font(*, bold: bool = False) -> QFont:
    kind = tokens().type
    return fonts.font(kind["label"], urdu=is_right_to_left(), bold=bold)


def field_font(*, urdu: bool) -> QFont:
    kind = tokens().type
    return fonts.font(kind["urdu_field"] if urdu else kind["body"], urdu=urdu)


def section_font() -> QFont:
    return fonts.font(tokens().type["section"], urdu=is_right_to_left(), bold=True)


def heights() -> Heights:
    """Heights for the language the window speaks now."""
    return _measured(is_right_to_left())


@cache
def _measured(_right_to_left: bool) -> Heights:
    label = fonts.line_height(label_font())
    field = max(tokens().size["target"], fonts.line_height(field_font(urdu=is_right_to_left())) + 8)
    return Heights(label=label, field=field, note=label + 1, table_row=max(36, field))


def apply_style(application: QApplication) -> None:
    """Dress the whole application; called at start and after a change of language or look."""
    fonts.load_fonts()
    application.setStyle("Fusion")
    application.setFont(body_font())
    application.setPalette(_palette())
    application.setStyleSheet(style_sheet())


def _palette() -> QPalette:
    palette = QPalette()
    for role, name in (
        (QPalette.ColorRole.Window, "paper"),
        (QPalette.ColorRole.Base, "card"),
        (QPalette.ColorRole.AlternateBase, "paper"),
        (QPalette.ColorRole.Button, "card"),
        (QPalette.ColorRole.Text, "ink"),
        (QPalette.ColorRole.WindowText, "ink"),
        (QPalette.ColorRole.ButtonText, "ink"),
        (QPalette.ColorRole.PlaceholderText, "muted"),
        (QPalette.ColorRole.Highlight, "accent"),
        (QPalette.ColorRole.HighlightedText, "card"),
    ):
        palette.setColor(role, QColor(colour(name)))
    return palette


def style_sheet() -> str:
    """The Qt style sheet; every value comes from the tokens."""
    return _style_sheet(_Look.strong)


@cache
def _style_sheet(_strong: bool) -> str:
    space = tokens().space
    size = tokens().size
    values = {name: str(value) for name, value in tokens().colour.items()}
    for pair, sides in tokens().pair.items():
        values |= {f"{pair}_{side}": str(value) for side, value in sides.items()}
    values |= rail_colours()
    values |= {"corner": f"{space['corner']}px", "ring": f"{space['focus_ring']}px", "target": f"{size['target']}px"}
    return _named(_SHEET, values)


def rail_colours() -> dict[str, str]:
    """The rail's ground by itself, under the pointer and where the window is."""
    rail = QColor(colour("rail"))
    hover, lit = (rail.lighter(125), rail.lighter(150)) if rail.value() else (QColor("#2A2A2A"), QColor("#444444"))
    return {"rail": rail.name(), "rail_hover": hover.name(), "rail_lit": lit.name()}


def _named(sheet: str, values: dict[str, str]) -> str:
    # Longest names first: @rail_ink must not be read as @rail.
    for name in sorted(values, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", values[name])
    return sheet


_SHEET = """
QMainWindow, QWidget#content, QWidget#page { background: @paper; color: @ink; }
QLabel { background: transparent; }
QLabel[look="muted"], QLabel[look="note"] { color: @muted; }
QLabel[look="note-warn"] { color: @wait_ink; }
QLabel[look="note-ask"] { color: @act_ink; }
QLabel[look="note-done"], QLabel[look="tick"] { color: @done_ink; }
QLabel[look="link"] { color: @accent; }
QFrame#card { background: @card; border: 1px solid @line; border-radius: @corner; }
QFrame#card[look="chosen"] { border: @ring solid @accent; }
QFrame[look="band-done"] { background: @done_on; border: none; border-radius: @corner; }
/* What somebody typed is never markup: only the classes and the look that make documents of their own escape it. */
.QLabel { qproperty-textFormat: PlainText; }
.QLabel[look="document"] { qproperty-textFormat: RichText; }
QFrame[look="band-done"] QLabel { color: @done_ink; }
QFrame[look="band-wait"] { background: @wait_on; border: none; border-radius: @corner; }
QFrame[look="band-wait"] QLabel { color: @wait_ink; }
QFrame[look="band-act"] { background: @act_on; border: none; border-radius: @corner; }
QFrame[look="band-act"] QLabel { color: @act_ink; }
QFrame[look="band-info"] { background: @info_on; border: none; border-radius: @corner; }
QFrame[look="band-info"] QLabel { color: @info_ink; }
QFrame[look="answer"] { background: @card; border: 1px solid @line; border-radius: @corner; }
QFrame[look="answer-used"] { background: @done_on; border: 1px solid @done_ink; border-radius: @corner; }
QFrame#hairline { background: @line; border: none; max-height: 1px; min-height: 1px; }
QFrame#standline { background: @line; border: none; max-width: 1px; min-width: 1px; }

QLineEdit, QPlainTextEdit { background: @card; color: @ink; border: 1px solid @field_border; border-radius: @corner;
    padding: 0 8px; selection-background-color: @accent; selection-color: @card; }
QPlainTextEdit { padding: 4px 4px; }
QLineEdit:focus, QPlainTextEdit:focus { border: @ring solid @accent; padding: 0 7px; }
QLineEdit { placeholder-text-color: @muted; }
QLineEdit[chosen="true"] { placeholder-text-color: @ink; }
QLineEdit:read-only { background: @paper; border-color: @line; }

QPushButton { background: @card; color: @ink; border: 1px solid @field_border; border-radius: @corner;
    padding: 0 16px; min-height: @target; }
QPushButton:hover { border-color: @accent; }
QPushButton:focus { border: @ring solid @accent; padding: 0 15px; outline: none; }
QPushButton:disabled { color: @muted; border-color: @line; }
QPushButton[look="main"] { background: @accent; color: @card; border-color: @accent; }
QPushButton[look="main"]:focus { border: @ring solid @ink; }
QPushButton[look="main"]:disabled { background: @line; color: @muted; border-color: @line; }
QPushButton[look="choice"] { padding: 0 5px; border: 1px solid transparent; border-radius: 3px; min-height: 18px;
    background: transparent; }
QPushButton[look="choice"]:hover { background: @paper; }
QPushButton[look="choice"]:checked { background: @done_on; color: @done_ink; border-color: @done_ink; }
QFrame#choice { background: @card; border: 1px solid @field_border; border-radius: @corner; padding: 1px; }
QFrame#choice:focus { border: @ring solid @accent; padding: 0; }
QPushButton[look="toggle-line"] { padding: 0 12px; text-align: left; }
QPushButton[look="toggle-line"]:focus { padding: 0 11px; }
QPushButton[look="toggle"]:checked, QPushButton[look="toggle-line"]:checked { background: @done_on; color: @done_ink;
    border-color: @accent; }
QPushButton[look="plain"] { border: 1px solid transparent; background: transparent; color: @accent; padding: 0 8px; }
QPushButton[look="plain"]:focus { border: @ring solid @accent; }
QPushButton[look="row"] { border: 1px solid transparent; background: transparent; padding: 0 8px; text-align: left; }
QPushButton[look="row"]:hover { background: @paper; }
QPushButton[look="row"]:focus { border: @ring solid @accent; padding: 0 7px; }
QPushButton[look="alike"] { border: 1px solid @line; background: @card; color: @muted; padding: 4px 0; min-height: 44px; }
QPushButton[look="alike"]:hover { border-color: @accent; }
QPushButton[look="row-line"] { background: @card; border: 1px solid @line; padding: 0 12px; text-align: left; }
QPushButton[look="row-line"]:hover { border-color: @accent; }
QPushButton[look="row-line"]:focus { border: @ring solid @accent; padding: 0 11px; }
QPushButton[look="section"] { border: 1px solid transparent; border-radius: @corner; background: transparent;
    padding: 0 8px; text-align: left; }
QPushButton[look="section"]:checked { background: @done_on; color: @done_ink; }
QPushButton[look="section"]:focus { border: @ring solid @accent; padding: 0 7px; }

QWidget#rail { background: @rail; }
QToolButton#rail-entry { background: transparent; color: @rail_ink; border: none; border-radius: @corner; padding: 4px 0; }
QToolButton#rail-entry:checked { background: @rail_lit; }
QToolButton#rail-entry:hover { background: @rail_hover; }
QToolButton#rail-entry:focus { border: @ring solid @rail_ink; }
QWidget#header { background: @paper; border-bottom: 1px solid @line; }
QWidget#key-strip { background: @paper; border-top: 1px solid @line; }
QPushButton#status-strip { background: @card; color: @ink; border: none; border-top: 1px solid @line; border-radius: 0;
    min-height: 26px; padding: 0 16px; text-align: left; }
QPushButton#status-strip[look="wait"] { background: @wait_on; color: @wait_ink; }
QPushButton#status-strip[look="act"] { background: @act_on; color: @act_ink; }
QPushButton#status-strip[look="training"] { background: @training_on; color: @training_ink; }

QListView, QTableView { background: @card; color: @ink; border: 1px solid @line; border-radius: @corner; outline: none;
    selection-background-color: @done_on; selection-color: @ink; }
QListView#suggestions { border: 1px solid @field_border; }
QListView#suggestions::item { padding: 0 8px; min-height: 28px; }
QListView#suggestions::item:selected { background: @done_on; color: @done_ink; }
QTableView { gridline-color: transparent; }
QTableView:focus { border: @ring solid @accent; }
QTableView::item { border-bottom: 1px solid @line; padding: 0 8px; }
QTableView::item:selected { background: @done_on; color: @ink; }
QHeaderView { background: @paper; }
QHeaderView::section { background: @paper; color: @muted; border: none; border-bottom: 1px solid @line; padding: 4px 8px; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: @line; border-radius: 5px; min-height: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: @card; color: @ink; border: 1px solid @line; padding: 4px; }
"""
