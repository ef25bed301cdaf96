"""What the checks of the self-test share: remedies, time limits, failures made into rows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from eventdesk.domain.errors import DatabaseDamaged, EventDeskError
from eventdesk.services.health import Check, NamedCheck

ANEW = "Install EventDesk anew. If that does not help, report it with this table."
MISSING_MODULE = (
    "Install EventDesk anew. Whoever packaged it left this module out (a hidden import of the "
    "bundle, or a dependency of the package)."
)
Result = TypeVar("Result")


def within(seconds: float, what: str, work: Callable[[], Result]) -> Result:
    """The result of `work`, or what it raises; TimeoutError after so many seconds.

    It runs on a daemon thread, so that what hangs keeps nobody.
    """
    results: list[Result] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:  # noqa: BLE001 - raised again by whoever waits
            errors.append(error)

    thread = threading.Thread(target=run, name="self-test", daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise TimeoutError(f"{what} did not answer within {seconds:g} s")
    return results[0]


def named(name: str, check: Callable[[], Check]) -> NamedCheck:
    """A check whose every failure becomes a row that says what is wrong and what to do."""

    def run() -> Check:
        try:
            return check()
        except ModuleNotFoundError as error:
            return Check(
                name, False, f"the module {error.name or error} is missing", MISSING_MODULE
            )
        except EventDeskError as error:
            # The way to rescue a database is not for the person's own, which is another one.
            rescue = isinstance(error, DatabaseDamaged)
            return Check(name, False, error.problem, ANEW if rescue else error.remedy or ANEW)
        except Exception as error:  # noqa: BLE001 - the other checks go on
            return Check(name, False, f"{type(error).__name__}: {error}", ANEW)

    return name, run
