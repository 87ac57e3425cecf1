"""The rail's pictures, drawn as lines in the colour they are asked in; no file, sharp at every scale."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

GRID = 24  # every picture is drawn on a 24 x 24 grid
TICK = 16


def icon(name: str, ink: str, size: int = GRID) -> QIcon:
    """The picture `name` (home, find, forms, line, settings) in one colour."""
    scale = 3
    pixmap = QPixmap(QSize(size * scale, size * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size * scale / GRID, size * scale / GRID)
        pen = QPen(QColor(ink), 1.7)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(_PICTURES[name]())
    finally:
        painter.end()
    pixmap.setDevicePixelRatio(scale)
    return QIcon(pixmap)


def ticked(ink: str, edge: str) -> QIcon:
    """A tick for what is chosen, an open ring for what is not: nothing is said by colour alone, and nothing moves."""
    made = QIcon()
    for name, state, pen in (("tick", QIcon.State.On, ink), ("ring", QIcon.State.Off, edge)):
        drawn = icon(name, pen, TICK)
        made.addPixmap(drawn.pixmap(drawn.availableSizes()[0]), QIcon.Mode.Normal, state)
    return made


def _lines(*strokes: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for stroke in strokes:
        path.moveTo(QPointF(*stroke[0]))
        for point in stroke[1:]:
            path.lineTo(QPointF(*point))
    return path


def _tick() -> QPainterPath:
    return _lines(((4, 13), (9.5, 18.5), (20, 6)))


def _ring() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(12, 12), 7, 7)
    return path


def _home() -> QPainterPath:
    roof, walls = ((3, 11), (12, 4), (21, 11)), ((6, 9.5), (6, 20), (18, 20), (18, 9.5))
    return _lines(roof, walls, ((10, 20), (10, 14), (14, 14), (14, 20)))


def _new() -> QPainterPath:
    path = _lines(((17, 7), (17, 13)), ((14, 10), (20, 10)), ((3, 20), (3, 19)))
    path.addEllipse(QPointF(9, 8), 3.6, 3.6)
    path.moveTo(2.5, 20)
    path.cubicTo(2.5, 15, 5.5, 14, 9, 14)
    path.cubicTo(12.5, 14, 15.5, 15, 15.5, 20)
    path.closeSubpath()
    return path


def _find() -> QPainterPath:
    path = _lines(((15.5, 15.5), (20.5, 20.5)))
    path.addEllipse(QPointF(10.5, 10.5), 6.5, 6.5)
    return path


def _forms() -> QPainterPath:
    path = _lines(((9, 9), (15, 9)), ((9, 13), (15, 13)), ((9, 17), (12, 17)))
    path.addRoundedRect(QRectF(5, 3.5, 14, 17.5), 2, 2)
    return path


def _line() -> QPainterPath:
    return _lines(((8, 20), (8, 5)), ((4, 9), (8, 4.5), (12, 9)), ((16, 4), (16, 19)), ((12, 15), (16, 19.5), (20, 15)))


def _office() -> QPainterPath:
    path = _lines(((3, 20.5), (21, 20.5)), ((10, 20), (10, 16), (14, 16), (14, 20)))
    path.addRect(QRectF(5, 4, 14, 16.5))
    for left in (8.0, 13.5):
        for top in (7.0, 11.0):
            path.addRect(QRectF(left, top, 2.5, 2))
    return path


_PICTURES: dict[str, Callable[[], QPainterPath]] = {
    "home": _home,
    "new": _new,
    "find": _find,
    "forms": _forms,
    "line": _line,
    "office": _office,
    "tick": _tick,
    "ring": _ring,
}
