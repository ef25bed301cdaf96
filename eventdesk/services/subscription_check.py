"""How subscriptions are doing, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eventdesk.domain.calendar import Calendar, Subscription
from eventdesk.domain.wording import relative_words
from eventdesk.services.health import Check

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

PART = "subscriptions"
TELL_AFTER = 3
"""Failures in a row; fewer mend themselves most times."""
REMEDY = "See the error. Its events are kept as they were; `eventdesk refresh` tries again at once."


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
    if len(failing) == 1:
        return f"The calendar “{name}” cannot be refreshed. {first.error}"
    return f"{len(failing)} calendars cannot be refreshed. “{name}”: {first.error}"


def subscriptions_check(desk: Desk) -> Check:
    """The line of the health page."""
    known = desk.subscriptions.all()
    if not known:
        return Check(PART, True, "none")
    problem = problem_of(known)
    if problem:
        return Check(PART, False, problem, REMEDY)
    count = "1 calendar" if len(known) == 1 else f"{len(known)} calendars"
    instants = [x.subscription.refreshed_at for x in known if x.subscription is not None]
    found = [each for each in instants if each is not None]
    now = desk.clock.now()
    last = f"last refreshed {relative_words(max(found), now)}" if found else "not refreshed yet"
    tried = [x.name for x in known if x.subscription is not None and x.subscription.failures]
    again = f"; tried again soon: {', '.join(tried)}" if tried else ""
    return Check(PART, True, f"{count}, {last}{again}", notice=bool(tried))


def _is_failing(fetched: Subscription) -> bool:
    stopped = fetched.next_at is None and bool(fetched.error)
    return stopped or fetched.failures >= TELL_AFTER
