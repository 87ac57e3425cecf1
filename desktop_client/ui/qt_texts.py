"""Qt's own small texts (menus of a text line, standard buttons): Qt ships no Urdu for them, so ours are said."""

from PySide6.QtCore import QTranslator
from typing_extensions import override

from desktop_client.wording.language import _, is_right_to_left


def _marked(text: str) -> str:
    return text


_n_ = _marked
_SPOKEN = frozenset({
    _n_("Undo"), _n_("Redo"), _n_("Cut"), _n_("Copy"), _n_("Paste"), _n_("Delete"), _n_("Select All"), _n_("OK"),
    _n_("Cancel"), _n_("Close"), _n_("Save"), _n_("Open"), _n_("Yes"), _n_("No"), _n_("Look in:"), _n_("File name:"),
    _n_("Files of type:"),
})  # fmt: skip


class QtTexts(QTranslator):
    """Answers Qt's questions for its own words; English is what Qt says by itself."""

    @override
    def isEmpty(self) -> bool:
        return False

    def translate(
        self,
        _context: str | bytes,
        source: str | bytes,
        _disambiguation: str | bytes | None = None,
        _count: int = -1,
    ) -> str | None:
        # None says "not mine": an empty text would stand in the place of Qt's own.
        text = source.decode() if isinstance(source, bytes) else source
        bare = text.replace("&", "")
        return _(bare) if is_right_to_left() and bare in _SPOKEN else None
