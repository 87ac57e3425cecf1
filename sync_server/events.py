"""The one way head office writes log lines: JSON on stderr, with keys from a list that no person's data can enter."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

# Everything else is dropped before a line is written. None of these holds what a person said or who a person is.
ALLOWED_KEYS = frozenset(
    {
        "event",
        "level",
        "at",
        "account",
        "address",
        "batch",
        "bytes",
        "code",
        "count",
        "database",
        "device",
        "duty",
        "endpoint",
        "epoch",
        "fault",
        "host",
        "method",
        "office",
        "place",
        "port",
        "position",
        "reference",
        "role",
        "seconds",
        "status",
        "tls",
        "version",
    }
)
LONGEST_VALUE = 200


def configure_events(level: int = logging.INFO) -> None:
    """Set up the log of this process; called once, by the edge."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            keep_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def log(event: str, **keys: object) -> None:
    """Say that something happened, `area.happened`."""
    structlog.get_logger().info(event, **keys)


def log_fault(event: str, failure: BaseException, **keys: object) -> None:
    """Say that something failed: the kind of failure and where, never its text, which may hold a person's data."""
    place = ""
    traceback = failure.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if "sync_server" in code.co_filename or "shared_models" in code.co_filename:
            place = f"{code.co_qualname}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    structlog.get_logger().error(event, fault=type(failure).__name__, place=place, **keys)


def keep_allowed(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Drop keys nobody allowed and cut long values."""
    return {
        key: value[:LONGEST_VALUE] if isinstance(value, str) else value
        for key, value in line.items()
        if key in ALLOWED_KEYS
    }
