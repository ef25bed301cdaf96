"""Slices of calendar files read in this process, or in several where that is worth it."""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from types import TracebackType
from typing import Self

from eventdesk.interchange.slice_reader import Read, SliceReader
from eventdesk.interchange.slices import Slice, slices
from eventdesk.interchange.sources import Source

WORTH_IT = 4 * 1024 * 1024
"""Smaller files are read here: to start processes takes longer."""
MOST_PROCESSES = 4


class Workers:
    """Reads files, starting processes when a large one comes. Ends them when left.

    Processes are spawned, so they work from any thread and in a frozen bundle
    (.ci/installers/frozen_start.py). Where none can be started, everything is read in this one.
    """

    def __init__(self, processes: int | None = None) -> None:
        self._processes = min(processes or os.cpu_count() or 1, MOST_PROCESSES)
        self._pool: ProcessPoolExecutor | None = None
        self._files = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def map(self, reader: SliceReader, source: Source) -> Iterator[tuple[int, Read]]:
        """What the slices of a file hold, in order, and the position in the file after each."""
        if self._processes < 2 or source.size < WORTH_IT:
            for part in slices(source):
                yield part.done, reader.read(part)
            return
        self._files += 1
        packed = pickle.dumps((self._files, reader))
        waiting: deque[tuple[Slice, Future[bytes] | None]] = deque()
        for part in slices(source):
            waiting.append((part, self._submit(packed, part)))
            if len(waiting) > 2 * self._processes:
                yield _outcome(reader, *waiting.popleft())
        while waiting:
            yield _outcome(reader, *waiting.popleft())

    def _submit(self, packed: bytes, part: Slice) -> Future[bytes] | None:
        try:
            if self._pool is None:
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self._processes, mp_context=context)
            return self._pool.submit(_read, packed, part)
        except (OSError, ImportError, BrokenProcessPool):
            return None


def _outcome(reader: SliceReader, part: Slice, future: Future[bytes] | None) -> tuple[int, Read]:
    if future is not None:
        try:
            read: Read = pickle.loads(future.result())
            return part.done, read
        except BrokenProcessPool:
            pass
    return part.done, reader.read(part)


def _read(packed: bytes, part: Slice) -> bytes:
    return pickle.dumps(_reader(packed).read(part), pickle.HIGHEST_PROTOCOL)


@lru_cache(maxsize=4)
def _reader(packed: bytes) -> SliceReader:
    """The reader of one file, of which each process has one of its own."""
    reader: SliceReader = pickle.loads(packed)[1]
    return reader
