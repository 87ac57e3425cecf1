"""Layouts for every size of text: pages wrap, stack and scroll downward, never sideways, and nothing is cut."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QLayoutItem, QScrollArea, QWidget
from typing_extensions import override

from desktop_client.wording.language import is_right_to_left

FOLLOWED_MARGIN = 12


def _height(item: QLayoutItem, width: int, *, least: bool) -> int:
    """How tall an item is at this width; `least` is what it can do with."""
    layout, widget = item.layout(), item.widget()
    if item.hasHeightForWidth():
        inner = layout or (widget.layout() if widget is not None else None)
        if least and inner is not None:
            return max(inner.totalMinimumHeightForWidth(width), item.minimumSize().height() if widget is None else 0)
        return item.heightForWidth(width)
    return item.minimumSize().height() if least else item.sizeHint().height()


class _Flowing(QLayout):
    """What both layouts share: a list of items, and heights that follow from the width."""

    def __init__(self, gap: int) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self._items: list[QLayoutItem] = []
        self._gap = gap

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def add_layout(self, layout: QLayout) -> None:
        """A layout stands in it like a widget."""
        self.addChildLayout(layout)
        self.addItem(layout)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._tall(width, least=False)

    @override
    def minimumHeightForWidth(self, width: int) -> int:
        return self._tall(width, least=True)

    @override
    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        inner = area.marginsRemoved(self.contentsMargins())
        for item, place in self._places(inner):
            if is_right_to_left():
                place.moveLeft(inner.left() + inner.right() - place.right())
            item.setGeometry(place)

    @property
    def _seen(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _tall(self, width: int, *, least: bool) -> int:
        margins = self.contentsMargins()
        inner = QRect(QPoint(0, 0), QSize(width, 0)).marginsRemoved(QMargins(margins.left(), 0, margins.right(), 0))
        bottoms = [place.y() + place.height() for _item, place in self._places(inner, least=least)]
        return max(bottoms, default=0) + margins.top() + margins.bottom()

    def _places(self, area: QRect, *, least: bool = False) -> list[tuple[QLayoutItem, QRect]]:
        """Where everything stands in a left-to-right window."""
        raise NotImplementedError


class Flow(_Flowing):
    """Buttons and short texts one after the other; what does not fit goes to the next line."""

    def __init__(self, gap: int = 8, *, middle: bool = False) -> None:
        super().__init__(gap)
        self._middle = middle

    @override
    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._seen]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    @override
    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._seen]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    @override
    def _places(self, area: QRect, *, least: bool = False) -> list[tuple[QLayoutItem, QRect]]:
        found: list[tuple[QLayoutItem, QRect]] = []
        line: list[tuple[QLayoutItem, QSize]] = []
        left, top = 0, area.top()
        for item in self._seen:
            hint = item.sizeHint()
            width = min(max(hint.width(), item.minimumSize().width()), max(area.width(), 1))
            height = item.heightForWidth(width) if item.hasHeightForWidth() else hint.height()
            if line and left + width > area.width():
                top += self._end_line(found, line, area, top) + self._gap
                line, left = [], 0
            line.append((item, QSize(width, height)))
            left += width + self._gap
        self._end_line(found, line, area, top)
        return found

    def _end_line(
        self, found: list[tuple[QLayoutItem, QRect]], line: Sequence[tuple[QLayoutItem, QSize]], area: QRect, top: int
    ) -> int:
        tall = max((size.height() for _item, size in line), default=0)
        used = sum(size.width() + self._gap for _item, size in line) - self._gap
        left = area.left() + (max(0, area.width() - used) // 2 if self._middle else 0)
        for item, size in line:
            found.append((item, QRect(QPoint(left, top + (tall - size.height()) // 2), size)))
            left += size.width() + self._gap
        return tall


class Beside(_Flowing):
    """Columns beside each other where the window is wide enough for them, else one below the other.

    A column is (least width, share); a share of 0 keeps to its least width while columns stand beside each other.
    `below` is the order in which they follow each other where they do not.
    """

    def __init__(self, columns: Sequence[tuple[int, int]], gap: int = 16, *, below: Sequence[int] = ()) -> None:
        super().__init__(gap)
        self._columns = columns
        self._below = below

    def stands_beside(self, width: int) -> bool:
        """Whether the columns have room beside each other."""
        return width >= sum(least for least, _share in self._shown) + self._gap * (len(self._shown) - 1)

    @property
    def _shown(self) -> list[tuple[int, int]]:
        """The columns in sight; none is narrower than what stands in it must be."""
        return [
            (max(least, item.minimumSize().width()), share)
            for item, (least, share) in zip(self._items, self._columns, strict=False)
            if not item.isEmpty()
        ]

    @override
    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._seen]
        wide = sum(max(size.width(), column[0]) for size, column in zip(sizes, self._shown, strict=True))
        return QSize(wide + self._gap * len(sizes), max((size.height() for size in sizes), default=0))

    @override
    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._seen]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    @override
    def _places(self, area: QRect, *, least: bool = False) -> list[tuple[QLayoutItem, QRect]]:
        items = self._seen
        if not items:
            return []
        if not self.stands_beside(area.width()):
            items, found, top = self._stacked(), [], area.top()
            if area.height():
                # Where not everything has what it would like, it has what it can do with.
                liked = sum(_height(item, area.width(), least=False) for item in items)
                least = liked + self._gap * (len(items) - 1) > area.height()
            for item in items:
                tall = _height(item, area.width(), least=least)
                found.append((item, QRect(area.left(), top, area.width(), tall)))
                top += tall + self._gap
            return found
        widths = self._widths(area.width())
        needed = [_height(item, width, least=least) for item, width in zip(items, widths, strict=True)]
        tall = area.height() if area.height() > 0 else max(needed)
        found, left = [], area.left()
        for item, width in zip(items, widths, strict=True):
            found.append((item, QRect(left, area.top(), width, tall)))
            left += width + self._gap
        return found

    def _stacked(self) -> list[QLayoutItem]:
        items = [self._items[at] for at in self._below] if len(self._below) == len(self._items) else self._items
        return [item for item in items if not item.isEmpty()]

    def _widths(self, width: int) -> list[int]:
        columns = self._shown
        over = width - sum(least for least, _share in columns) - self._gap * (len(columns) - 1)
        shares = sum(share for _least, share in columns) or 1
        return [least + over * share // shares for least, share in columns]


class PageShell(QScrollArea):
    """Shows one page as wide as the window is, and scrolls downward where it needs more height."""

    def __init__(self, page: QWidget, least_height: int = 0) -> None:
        super().__init__()
        self._page, self._least = page, least_height
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        room, layout = self.viewport().size(), self._page.layout()
        needed = self._least
        if not needed and layout is not None:
            by_width = layout.hasHeightForWidth()
            needed = layout.totalMinimumHeightForWidth(room.width()) if by_width else layout.totalMinimumSize().height()
        self._page.resize(room.width(), max(room.height(), needed))

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """The place where work goes on is always in sight."""
        if now is not None and now is not self._page and self._page.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, FOLLOWED_MARGIN)


class OpenArea(QScrollArea):
    """An area that scrolls by itself in a wide window and lies open in a narrow one, where the page scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self._open = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def lie_open(self, is_open: bool) -> None:
        """All of it in sight, or as much as there is room."""
        if is_open != self._open:
            self._open = is_open
            bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if is_open else Qt.ScrollBarPolicy.ScrollBarAsNeeded
            self.setVerticalScrollBarPolicy(bar)
            self.setMinimumHeight(0)
            self._grow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._grow()
        return done

    def _grow(self) -> None:
        inside = self.widget()
        layout = inside.layout() if inside is not None else None
        if self._open and layout is not None:
            wide = self.viewport().width()
            tall = layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
            if tall != self.minimumHeight():
                self.setMinimumHeight(tall)
