"""The slip as it will come out of the printer, small, on the page; the words of its two forms."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop_client.ui.person_port import SlipForm
from desktop_client.ui.style import colour
from desktop_client.wording.language import _

# Width by height of each form, for the empty sheet while it is being drawn.
_SHAPES = {"a5": (148, 210), "roll": (72, 140)}


def form_words(form: SlipForm) -> str:
    """The name of a form of slip."""
    return _("80 mm roll") if form == "roll" else _("half a sheet (A5)")


class SlipPreview(QWidget):
    """A sheet in the middle of its room, as large as fits."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        self._form: SlipForm = "a5"
        self._shown = b""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, picture: bytes, form: SlipForm) -> None:
        """Show a PNG; an empty sheet without one."""
        if picture != self._shown:
            self._picture = QPixmap()
            if picture:
                self._picture.loadFromData(picture, "PNG")
            self._shown = picture
        self._form = form
        self.setAccessibleName(_("The slip as it is printed"))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, 520)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        shape = QSize(*_SHAPES[self._form]) if self._picture.isNull() else self._picture.size()
        room = self.size() - QSize(2, 2)
        size = shape.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        if not self._picture.isNull():
            size = size.boundedTo(self._picture.size())
        sheet = QRect(
            (self.width() - size.width()) // 2, (self.height() - size.height()) // 2, size.width(), size.height()
        )
        painter = QPainter(self)
        painter.fillRect(sheet, QColor(colour("card")))
        painter.setPen(QColor(colour("line")))
        painter.drawRect(sheet.adjusted(-1, -1, 0, 0))
        if not self._picture.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(sheet, self._picture)
        painter.end()
