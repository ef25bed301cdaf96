"""What later starts ask for arrives once and in order, also while the window comes up."""

from __future__ import annotations

import threading

from eventdesk.app.arrivals import Arrivals
from eventdesk.app.start_request import StartRequest


def test_what_came_before_the_window_comes_first() -> None:
    arrivals = Arrivals()
    got: list[StartRequest] = []
    arrivals(["/a.ics"])
    arrivals(["--hidden"])
    arrivals.connect(got.append)
    arrivals(["--activation=x", "eventdesk:"])
    assert got == [
        StartRequest(arguments=("/a.ics",)),
        StartRequest(hidden=True),
        StartRequest(arguments=("eventdesk:",), activation="x"),
    ]


def test_none_is_lost_between_waiting_and_taking() -> None:
    """A start that comes while those that waited are handed over is taken after them."""
    arrivals = Arrivals()
    got: list[str] = []
    others: list[threading.Thread] = []

    def take(request: StartRequest) -> None:
        if not others:
            other = threading.Thread(target=arrivals, args=(["eventdesk:second"],))
            others.append(other)
            other.start()
            other.join(0.2)
        got.append(request.arguments[0])

    arrivals(["eventdesk:first"])
    arrivals.connect(take)
    for each in others:
        each.join(20)
    assert got == ["eventdesk:first", "eventdesk:second"]
