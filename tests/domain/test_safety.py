"""Which backups may go: never the only good one, whatever the dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.safety import KEPT_DAYS, KEPT_WEEKS, KEPT_WHOLE, surplus

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
INSTANTS = st.lists(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    max_size=60,
    unique=True,
)


def daily(days: int) -> list[datetime]:
    return [NOW - timedelta(days=each) for each in range(days)]


def test_a_year_of_daily_backups_becomes_seven_days_and_four_weeks() -> None:
    made = daily(365)
    kept = sorted(set(made) - surplus(made, NOW, NOW), reverse=True)
    assert kept[:7] == made[:7]
    assert len(kept) == 9  # the newest of the two weeks before these are Sundays
    assert [each.isoweekday() for each in kept[7:]] == [7, 7]


@given(INSTANTS, st.data())
def test_what_is_kept(made: list[datetime], data: st.DataObject) -> None:
    good = data.draw(st.sampled_from(made)) if made else None
    gone = surplus(made, NOW, good)
    kept = set(made) - gone
    assert gone <= set(made)
    assert good is None or good in kept
    assert all(each in kept for each in made if each > NOW - KEPT_WHOLE)
    days = sorted({each.date() for each in made}, reverse=True)[:KEPT_DAYS]
    assert all(max(each for each in made if each.date() == day) in kept for day in days)
    weeks = sorted({each.isocalendar()[:2] for each in made}, reverse=True)[:KEPT_WEEKS]
    for week in weeks:
        assert max(each for each in made if each.isocalendar()[:2] == week) in kept
    old = [each for each in kept if each <= NOW - KEPT_WHOLE]
    assert len(old) <= KEPT_DAYS + KEPT_WEEKS + 1


@given(INSTANTS)
def test_without_a_good_one_nothing_goes(made: list[datetime]) -> None:
    assert surplus(made, NOW, None) == set()


@given(INSTANTS, st.data())
def test_what_was_kept_once_is_kept_when_nothing_is_added(
    made: list[datetime], data: st.DataObject
) -> None:
    good = data.draw(st.sampled_from(made)) if made else None
    kept = set(made) - surplus(made, NOW, good)
    assert surplus(sorted(kept), NOW, good) == set()
