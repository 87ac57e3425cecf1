"""Invented pictures for the pages of photos and papers: drawn, so that nobody is in them."""

from functools import cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from desktop_client.ui.attaching_port import PictureRow
from desktop_client.ui.samples import at


@cache
def drawn(width: int, height: int, lines: int, tint: str) -> bytes:
    """A JPEG that looks like a page with so many lines, or like a head and shoulders when it has none."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#EFEDE6"))
    painter = QPainter(image)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tint))
    if lines:
        painter.drawRect(width // 12, height // 14, width // 4, height // 7)
        for line in range(lines):
            top = height // 3 + line * height * 3 // (5 * lines)
            painter.drawRect(width // 12, top, width * (9 - line % 4) // 12, max(2, height // 90))
    else:
        painter.drawEllipse(width // 3, height // 6, width // 3, height // 3)
        painter.drawEllipse(width // 6, height * 11 // 20, width * 2 // 3, height * 2 // 3)
    painter.end()
    raw, buffer = QByteArray(), QBuffer()
    buffer.setBuffer(raw)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setQuality(80)
    writer.write(image)
    return bytes(raw.data())


def face() -> bytes:
    """The small photo of an invented person."""
    return drawn(120, 150, 0, "#7C8781")


def pictures() -> tuple[PictureRow, ...]:
    """A photo, a card on both sides, a paper of two pages; the last one is in Islamabad only."""
    photo, page = face(), drawn(106, 150, 9, "#56605B")
    card = drawn(120, 76, 4, "#0B5D42")
    front, back = ("identity card, front", "شناختی کارڈ، سامنے کا رخ"), ("identity card, back", "شناختی کارڈ، پچھلا رخ")
    paper = ("emergency travel document (out-pass)", "ہنگامی سفری دستاویز (آؤٹ پاس)")
    today, before = at(24, 10, 43), at(23, 15, 2)
    return (
        PictureRow("a1", "photo of the person", "فرد کی تصویر", 1, today, 48_200, here=True, held=False, small=photo),
        PictureRow("a2", *front, 1, today, 91_000, here=True, held=True, small=card),
        PictureRow("a3", *back, 1, today, 88_000, here=True, held=True, small=card),
        PictureRow("a4", *paper, 1, before, 143_000, here=True, held=True, small=page),
        PictureRow("a5", *paper, 2, before, 131_000, here=False, held=True),
    )
