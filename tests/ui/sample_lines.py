"""The calls about the line answered from memory."""

from desktop_client.ui import sample_papers
from desktop_client.ui.line_port import LineDetails


class SampleLines:
    """Always the same day."""

    def details(self) -> LineDetails:
        return sample_papers.LINE_DETAILS
