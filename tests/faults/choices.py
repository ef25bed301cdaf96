"""What the property tests choose from: times at the edges, events of all kinds, misfortunes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from hypothesis import strategies as st

from tests.faults.wishes import Leads, Push, Quiet

MICRO = timedelta(microseconds=1)
MINUTE = 60
HOUR = 3600
DAY = 86400

BEGINNINGS = (
    datetime(2026, 11, 20, 11, 0, tzinfo=UTC),
    datetime(2026, 10, 24, 23, 30, tzinfo=UTC),  # the night when Berlin gains an hour
    datetime(2027, 3, 27, 21, 50, tzinfo=UTC),  # Beirut skips midnight, Berlin skips 02:00
    datetime(2026, 12, 31, 22, 59, 59, 999_999, tzinfo=UTC),
)
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Tokyo",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Pacific/Kiritimati",
)
CHANNELS = (
    frozenset({"desktop"}),
    frozenset({"desktop"}),
    frozenset({"desktop", "email"}),
    frozenset({"email"}),
)
LEADS = (0, 60, 300, 600, HOUR, DAY, 14 * DAY, 28 * DAY)
ALL_DAY_LEADS = (-9 * HOUR, 6 * HOUR, 0, 7 * DAY, -DAY + 60, DAY)
EDGES = tuple(
    timedelta(microseconds=each)
    for each in (0, 1, -1, 1000, -1000, 1_000_000, -1_000_000, 30_000_000, 3_600_000_000)
)
LATE_RULES = ("", "", "", "until-end", "within 15m", "within 0m", "always")
SNOOZES = ("5m", "10m", "30m", "1h", "tomorrow", "5m-before", "at-start", "1s", "3d")
FATES = ("taken", "taken", "refused", "refused", "crash before", "crash after")
MAIL_FATES = ("sent", "sent", "sent", "temporary", "permanent", "crash before", "crash after")
MEANWHILE = ("ring", "slow ring", "dismiss", "snooze", "delete", "move", "slow")

EVERY_DAY = frozenset(range(7))
NIGHT = Quiet("22:00-07:00", EVERY_DAY, time(22), time(7))
# In the nights of the beginnings these hours are skipped or come twice.
SMALL_HOURS = Quiet("sat,sun 00:30-02:30", frozenset({5, 6}), time(0, 30), time(2, 30))
OFFICE = Quiet("mon-fri 09:00-17:30", frozenset(range(5)), time(9), time(17, 30))
NOON = Quiet("12:00-13:00", EVERY_DAY, time(12), time(13))
AFTERNOON = Quiet("13:00-14:00", EVERY_DAY, time(13), time(14))
SUNDAY = Quiet("sun 00:00-24:00", frozenset({6}), time(), time())


def _length(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


edges = st.sampled_from(EDGES)
nth = st.integers(0, 30)
zones = st.sampled_from(ZONES)
hours = st.sampled_from(
    ((), (NIGHT,), (SMALL_HOURS, NOON), (NOON, AFTERNOON), (OFFICE, NIGHT), (SUNDAY, NIGHT))
)
pushes = st.one_of(
    st.just(Push()),
    st.builds(
        Push,
        repeat=st.sampled_from((None, 0, 60, 300, 7 * HOUR)).map(_length),
        wait=st.sampled_from((None, 0, 1, 300, 2 * HOUR, 3 * DAY)).map(_length),
        loud=st.booleans(),
    ),
)
insisting = st.builds(
    Push,
    repeat=st.sampled_from((0, 60, 300, 7 * HOUR)).map(_length),
    wait=st.sampled_from((0, 1, 300, 2 * HOUR)).map(_length),
    loud=st.booleans(),
)
STORIES = (
    *("dismiss", "snooze", "change of mind", "delete", "restore"),
    *("quiet", "taken", "taken", "refused", "mail", "a day", "ahead", "back"),
)
stories = st.lists(st.sampled_from(STORIES), min_size=1, max_size=6)
late_rules = st.sampled_from(LATE_RULES)
snoozes = st.sampled_from(SNOOZES)
mail_fates = st.sampled_from(MAIL_FATES)
fates = st.one_of(
    st.just(()), st.just(()), st.lists(st.sampled_from(FATES), min_size=1, max_size=3).map(tuple)
)
meanwhiles = st.one_of(st.none(), st.none(), st.sampled_from(MEANWHILE))


def _leads(
    from_leads: tuple[int, ...],
) -> st.SearchStrategy[Leads]:
    one = st.tuples(st.sampled_from(from_leads), st.sampled_from(CHANNELS))
    lists = st.lists(one, max_size=3, unique_by=lambda each: each[0])
    return lists.map(lambda found: tuple(sorted(found, key=lambda each: each[0])))


leads = _leads(LEADS)
all_day_leads = _leads(ALL_DAY_LEADS)
# From now to a start: just at a lead, or anywhere.
gaps = st.one_of(
    st.builds(lambda lead, edge: timedelta(seconds=lead) + edge, st.sampled_from(LEADS[:6]), edges),
    st.sampled_from((-3 * DAY, -2 * HOUR, -10 * MINUTE, 90, 20 * MINUTE, 5 * HOUR, 15 * DAY)).map(
        lambda seconds: timedelta(seconds=seconds)
    ),
)
lengths = st.sampled_from((None, 0, 60, 30 * MINUTE, 2 * HOUR, 26 * HOUR)).map(_length)
# How much time passes at once.
spans = st.one_of(
    st.sampled_from((1, 20, 300, 1800, 2 * HOUR, 9 * HOUR, DAY, 8 * DAY, 40 * DAY)).map(
        lambda seconds: timedelta(seconds=seconds)
    ),
    st.builds(lambda edge: abs(edge), edges),
)


@dataclass(frozen=True)
class Timing:
    """How an event lies to now; `floats` without a zone of its own, `zone` that zone."""

    gap: timedelta
    length: timedelta | None
    weeks: int
    floats: bool
    zone: str | None


timings = st.builds(
    Timing,
    gap=gaps,
    length=lengths,
    weeks=st.sampled_from((1, 1, 1, 2, 4)),
    floats=st.sampled_from((False, False, True)),
    zone=st.one_of(st.none(), st.none(), zones),
)
