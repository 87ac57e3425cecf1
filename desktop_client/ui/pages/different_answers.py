"""Two different answers to one question, side by side: what was said, who said it, at which desk, when; and who decides."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop_client.ui.flowing import Beside
from desktop_client.ui.pieces import quiet
from desktop_client.ui.ports import GivenAnswer
from desktop_client.ui.style import body_font, label_font
from desktop_client.wording.language import _, _n, fill, in_language, is_right_to_left, isolate
from desktop_client.wording.times import when


def who_decides() -> str:
    """The sentence that says who acts next."""
    return _("A reviewer at head office decides; until then the one marked is in use.")


def answers_sentence(fields: int) -> str:
    """How many fields of a record have two different answers, and who acts next."""
    counted = fill(
        _n("There are two different answers in {count} field.", "There are two different answers in {count} fields.",
           fields), count=fields,
    )  # fmt: skip
    return f"{counted} {who_decides()}"


def answer_words(answer: GivenAnswer) -> str:
    """What one of them said."""
    shown = in_language(answer.shown_en, answer.shown_ur)
    if answer.removed:
        return fill(_("This row was removed: {reason}"), reason=shown)
    return shown or _("No answer any more")


class DifferentAnswers(QWidget):
    """As many cells as there are answers, the one in use first."""

    def __init__(self, answers: tuple[GivenAnswer, ...], now: int) -> None:
        super().__init__()
        self.answers = answers
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 4)
        column.setSpacing(4)
        across = Beside(((150, 1),) * len(answers), gap=8)
        for answer in answers:
            across.addWidget(_cell(answer, now))
        column.addLayout(across)
        decides = quiet(who_decides())
        decides.setFont(label_font())
        column.addWidget(decides)


def _cell(answer: GivenAnswer, now: int) -> QFrame:
    cell = QFrame()
    cell.setProperty("look", "answer-used" if answer.stands else "answer")
    inside = QVBoxLayout(cell)
    inside.setContentsMargins(10, 6, 10, 6)
    inside.setSpacing(2)
    side = Qt.AlignmentFlag.AlignRight if is_right_to_left() else Qt.AlignmentFlag.AlignLeft
    said = QLabel(answer_words(answer))
    said.setTextFormat(Qt.TextFormat.PlainText)
    said.setWordWrap(True)
    said.setFont(body_font(bold=True))
    said.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    inside.addWidget(said)
    about = [answer.who, fill(_("desk {desk}"), desk=answer.desk) if answer.desk else ""]
    about.append(when(answer.at, now) if answer.at else "")
    told = quiet(" · ".join(isolate(part) for part in about if part))
    told.setFont(label_font())
    inside.addWidget(told)
    if answer.stands:
        mark = QLabel(_("in use until then"))
        mark.setFont(label_font(bold=True))
        mark.setProperty("look", "note-done")
        mark.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        inside.addWidget(mark)
    inside.addStretch()
    return cell
