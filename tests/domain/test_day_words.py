"""Dates in words: as in the code, whatever language the C library was switched to."""

from __future__ import annotations

import locale
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import eventdesk
from eventdesk.domain import day_words

NAMES_OF_THE_C_LIBRARY = re.compile(r"%-?[aAbBhpcxX](?![\w%])")
FRIDAY = datetime(2026, 3, 27, 14, 5, tzinfo=UTC)


@pytest.fixture(params=["C", "de_DE.UTF-8", "fr_FR.UTF-8"])
def desktop_language(request: pytest.FixtureRequest) -> Iterator[str]:
    """What Qt does to the process when the desktop speaks another language."""
    before = locale.setlocale(locale.LC_TIME)
    try:
        locale.setlocale(locale.LC_TIME, request.param)
    except locale.Error:
        pytest.skip(f"the system has no {request.param}")
    yield request.param
    locale.setlocale(locale.LC_TIME, before)


@pytest.mark.usefixtures("desktop_language")
def test_english_whatever_the_desktop_speaks() -> None:
    assert day_words.short_date(FRIDAY) == "Fri 27 Mar"
    assert day_words.full_date(FRIDAY.date()) == "Fri 27 Mar 2026"
    assert day_words.plain_date(FRIDAY) == "27 March 2026"
    assert day_words.plain_day(FRIDAY) == "27 March"
    assert day_words.long_date(FRIDAY) == "Friday, 27 March 2026"


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month(month: int) -> None:
    first = date(2026, month, 1)
    assert first.strftime("%B") == day_words.month_name(month)
    assert first.strftime("%b") == day_words.short_month_name(month)


@pytest.mark.parametrize("weekday", range(7))
def test_every_weekday(weekday: int) -> None:
    day = date(2026, 11, 16 + weekday)
    assert day_words.long_date(day).startswith(f"{day_words.day_name(weekday)}, ")
    assert day.strftime("%A") == day_words.day_name(weekday)
    assert day_words.day_name(weekday).startswith(day_words.short_day_name(weekday))


def test_nothing_asks_the_c_library_for_names() -> None:
    """It answers in the desktop's language; here it may have no other than English."""
    package = Path(eventdesk.__file__).parent
    asking = [
        f"{file.name}:{number}: {line.strip()}"
        for file in sorted(package.rglob("*.py"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if NAMES_OF_THE_C_LIBRARY.search(line)
    ]
    assert asking == []
