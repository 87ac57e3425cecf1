"""F6 goes from one part of the window to the next, as everywhere: the rail, the page, what stands beside its form."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop_client.ui.frame import DeskFrame

_REACHED = Qt.FocusPolicy.TabFocus


class PartsOfWindow:
    """Remembers where the cursor stood in each part that it left."""

    def __init__(self, frame: DeskFrame) -> None:
        self._frame = frame
        self._left: dict[QWidget, QWidget] = {}

    def step(self, by: int) -> None:
        """The next part (1) or the one before (-1) in which a key can reach something."""
        page = self._frame.page
        if page is None:
            return
        parts = [part for part in (self._frame.rail, *page.parts_of_page()) if part.isVisible() and _reachable(part)]
        now = QApplication.focusWidget()
        at = next((index for index, part in enumerate(parts) if now is not None and _holds(part, now)), -1)
        if not parts:
            return
        if now is not None and at >= 0:
            self._left = {part: widget for part, widget in self._left.items() if isValid(part) and isValid(widget)}
            self._left[parts[at]] = now
        wanted = parts[(at + by) % len(parts)] if at >= 0 else parts[-1]
        before = self._left.get(wanted)
        if before is not None and isValid(before) and before.isVisible() and before.isEnabled():
            before.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            _reachable(wanted)[0].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _holds(part: QWidget, widget: QWidget) -> bool:
    return part is widget or part.isAncestorOf(widget)


def _reachable(part: QWidget) -> list[QWidget]:
    """What the Tab key reaches in a part, the highest first and from where reading starts."""
    found = [
        widget
        for widget in part.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & _REACHED
    ]
    return sorted(found, key=lambda widget: widget.mapTo(part, widget.rect().topLeft()).y())
