"""The field desk: registers people offline and keeps head office informed when the line allows."""

__version__ = "0.1.0"
