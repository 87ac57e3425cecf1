"""The printer of this PC behind one call; everything that draws on it runs on a thread of its own."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop_client.ui.person_port import Paper
from shared_models.catalogue.problems import ProblemError, problem

# Finer than this no eye sees on a slip, and a page of it would be large.
MOST_DOTS = 300
_MM_PER_INCH = 25.4


class PaperPrinter(Protocol):
    """Prints papers."""

    def print_paper(self, paper: Paper) -> None:
        """Hand a paper to the printer. Raises ProblemError `paper.not_printed` when none takes it."""


class SystemPrinter:
    """The printer that the operating system names as the usual one."""

    def print_paper(self, paper: Paper) -> None:
        """Draw every page at the printer's own dots."""
        usual = QPrinterInfo.defaultPrinter()
        if usual.isNull():
            raise ProblemError(problem("paper.not_printed"))
        printer = QPrinter(usual, QPrinter.PrinterMode.HighResolution)
        dots = min(printer.resolution(), MOST_DOTS)
        printer.setDocName(paper.number)
        draw_pages(printer, [QImage.fromData(page) for page in paper.draw(dots)], dots)


def draw_pages(printer: QPrinter, pages: Sequence[QImage], dots: int) -> None:
    """Draw pictures with so many dots an inch, each on a page of its own size. Raises ProblemError `paper.not_printed`."""
    printer.setFullPage(True)
    painter = QPainter()
    try:
        for number, page in enumerate(pages):
            size = QSizeF(page.width(), page.height()) * (_MM_PER_INCH / dots)
            sheet = QPageSize(size, QPageSize.Unit.Millimeter)
            printer.setPageLayout(QPageLayout(sheet, QPageLayout.Orientation.Portrait, QMarginsF()))
            if not (painter.begin(printer) if number == 0 else printer.newPage()):
                raise ProblemError(problem("paper.not_printed"))
            scale = printer.resolution() / dots
            painter.drawImage(QRectF(0, 0, page.width() * scale, page.height() * scale), page)
    finally:
        # Left open it would bring the process down.
        ended = not painter.isActive() or painter.end()
    if not ended or printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
        raise ProblemError(problem("paper.not_printed"))
