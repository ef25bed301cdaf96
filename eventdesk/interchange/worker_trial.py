"""A small calendar read by a worker process, for trying out whether processes start here."""

from __future__ import annotations

import os
from io import BytesIO
from zoneinfo import ZoneInfo

from eventdesk.interchange.slice_reader import Read, Remark, SliceReader
from eventdesk.interchange.slices import Outline, Slice
from eventdesk.interchange.sources import Source
from eventdesk.interchange.workers import WORTH_IT, Workers


class TellingReader(SliceReader):
    """Reads as any other, and notes in which process: the line of its last note."""

    def read(self, part: Slice) -> Read:
        """Everything in a slice, and the number of this process."""
        read = super().read(part)
        read.notes.append(Remark(os.getpid(), "", "read in this process"))
        return read


def read_by_workers(data: bytes, local: ZoneInfo) -> tuple[list[str], bool]:
    """The titles in `data`, and whether another process read them.

    Where none can be started this one reads, as for any import. Blocks until the processes
    have ended.
    """
    # By its size it is worth processes, whatever it really has.
    source = Source("-", WORTH_IT, lambda: BytesIO(data))
    outline = Outline.of(source)
    reader = TellingReader(list(outline.zones.values()), outline.calendar_zones, local)
    with Workers(2) as workers:
        parts = [part for _, part in workers.map(reader, source)]
    found = [entry.event for part in parts for entry in part.entries]
    apart = all(part.notes[-1].line != os.getpid() for part in parts)
    return [each.draft.title for each in found if each is not None], apart
