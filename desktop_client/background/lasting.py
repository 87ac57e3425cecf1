"""Keeps None, True and False alive under Python 3.11, which the Qt bindings hand back once too often.

The PySide6 6.12 wheel is built for Python 3.12 and later, where these values are never counted. Under 3.11 every call
that returns nothing takes one reference of None away; after some ten thousand calls the process would die. A count that
cannot be used up is what Python 3.12 itself gives them.
"""

import ctypes
import sys

_FIRST_UNCOUNTED = (3, 12)
_FAR_AWAY = 1 << 40
_NEAR, _LOOKS = 8, 20
_LASTING = (None, True, False, NotImplemented, Ellipsis)


def keep_constants_alive() -> None:
    """Give the constants a count that no session uses up; nothing happens where Python does not count them."""
    if sys.version_info >= _FIRST_UNCOUNTED or sys.implementation.name != "cpython":
        return
    for constant in _LASTING:
        count = ctypes.c_ssize_t.from_address(id(constant))
        # Only where the count really is the first thing in the object, and once is enough. Another thread may count
        # between the two looks, so there are some.
        looks = (abs(count.value - sys.getrefcount(constant)) < _NEAR for _ in range(_LOOKS))
        if count.value < _FAR_AWAY and any(looks):
            count.value += 2 * _FAR_AWAY
