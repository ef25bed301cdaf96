"""Python's garbage collector, kept from stopping all threads while many objects are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """No collection in the block, in any thread.

    With the objects of 40,000 events about, a full one stops every thread, the window's too,
    for half a second and more. What is dropped without cycles is freed all the same.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def set_aside() -> None:
    """Leave everything there is out of further collections, until `take_back`."""
    gc.freeze()


def take_back() -> None:
    """Collect again what was set aside."""
    gc.unfreeze()
