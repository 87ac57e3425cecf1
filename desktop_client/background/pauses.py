"""Keeps garbage and turns of threads from making the window stand still, and gives memory back while the desk rests."""

import contextlib
import ctypes
import gc
import linecache
import sys

# Only what was made lately is searched while somebody works; what it finds there takes a few milliseconds at most.
_YOUNG, _MIDDLE = 5_000, 10
# The search through everything stops every thread for as long as a tenth of a second while a page of other desks'
# records is in memory. It comes when the desk rests (`tidy`), and by itself only if a desk never rests.
_OLD = 5_000
# How long a thread that computes keeps the window waiting; Python's own 5 ms add up over a page that is drawn.
_TURN_SECONDS = 0.001


def hold_back() -> None:
    """At the start: what is read and built now stays to the end, so there is nothing to search for."""
    gc.disable()


def settle() -> None:
    """When the window stands: whatever is in memory now is never searched again, the rest as said above."""
    linecache.clearcache()  # Qt's binding has read the source of every module into it, and never looks again
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    gc.enable()
    sys.setswitchinterval(_TURN_SECONDS)


def tidy() -> None:
    """Search everything that came after `settle`; to be called while nothing is asked of the desk.

    What that frees goes back to the system: glibc keeps it otherwise, and the PC is shared.
    """
    linecache.clearcache()
    gc.collect()
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # another C library keeps its own house
            ctypes.CDLL(None).malloc_trim(0)
