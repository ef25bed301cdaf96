"""How subscriptions are doing, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eventdesk.domain.calendar import Calendar, Subscription
from eventdesk.domain.language import later, retold, tr, tr_n
from eventdesk.domain.wording import relative_words
from eventdesk.services.health import Check

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

PART = later("subscriptions")
TELL_AFTER = 3
"""Failures in a row; fewer mend themselves most times."""
REMEDY = later(
    "See the error. Its events are kept as they were; `eventdesk refresh` tries again at once."
)


def problem_of(known: Sequence[Calendar]) -> str:
    """What to say of subscriptions that cannot be refreshed, '' when all is well."""
    failing = [
        (each.name, each.subscription)
        for each in known
        if each.on and each.subscription is not None and _is_failing(each.subscription)
    ]
    if not failing:
        return ""
    name, first = failing[0]
    error = retold(first.error)
    if len(failing) == 1:
        return tr("The calendar “{name}” cannot be refreshed. {error}", name=name, error=error)
    return tr(
        "{count} calendars cannot be refreshed. “{name}”: {error}",
        count=len(failing),
        name=name,
        error=error,
    )


def subscriptions_check(desk: Desk) -> Check:
    """The line of the health page."""
    known = desk.subscriptions.all()
    if not known:
        return Check(PART, True, tr("none"))
    problem = problem_of(known)
    if problem:
        return Check(PART, False, problem, tr(REMEDY))
    instants = [x.subscription.refreshed_at for x in known if x.subscription is not None]
    found = [each for each in instants if each is not None]
    last = tr("not refreshed yet")
    if found:
        last = tr("last refreshed {ago}", ago=relative_words(max(found), desk.clock.now()))
    count = tr_n("{count} calendar", "{count} calendars", len(known))
    words = f"{count}, {last}"
    tried = [x.name for x in known if x.subscription is not None and x.subscription.failures]
    if tried:
        again = tr("tried again soon: {names}", names=", ".join(tried))
        words = f"{words}; {again}"
    return Check(PART, True, words, notice=bool(tried))


def _is_failing(fetched: Subscription) -> bool:
    stopped = fetched.next_at is None and bool(fetched.error)
    return stopped or fetched.failures >= TELL_AFTER
