"""Days, months and units as people type them, in the chosen language or in English. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eventdesk.domain.day_words import (
    DAYS,
    MONTHS,
    day_name,
    month_name,
    short_day_name,
    short_month_name,
)
from eventdesk.domain.language import tr, tr_c

LEAST = 3
"""So many letters of a name stand for it."""
_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
_UNITS = {
    "w": "w wk wks week weeks",
    "d": "d day days",
    "h": "h hr hrs hour hours",
    "m": "m min mins minute minutes",
    "s": "s sec secs second seconds",
}


def typed_day(word: str) -> int | None:
    """-1 for 'yesterday', 0 for 'today', 1 for 'tomorrow', None for anything else."""
    spoken = {tr("yesterday").lower(): -1, tr("today").lower(): 0, tr("tomorrow").lower(): 1}
    return {**_NEAR, **spoken}.get(word)


def typed_weekday(word: str) -> int | None:
    """0 for 'monday', 'mon' or what these are in the chosen language; lower case."""
    days = range(7)
    found = _named(word, map(short_day_name, days), [day_name(each) for each in days])
    return _named(word, (), DAYS) if found is None else found


def typed_month(word: str) -> int:
    """1 for 'january', 'jan' or what these are in the chosen language, else 0; lower case."""
    months = range(1, 13)
    # Translators: twelve words in order, for what people type beside the names of the months.
    others = tr_c("typed", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    shorts = [short_month_name(each) for each in months]
    names = [month_name(each) for each in months]
    found = _named(word, shorts, names)
    if found is None:
        found = _named(word, others, ())
    if found is None:
        found = _named(word[:LEAST], (), MONTHS)
    return 0 if found is None else found + 1


def typed_unit(word: str) -> str:
    """'w', 'd', 'h', 'm' or 's' for 'weeks' and the like, else ''; lower case."""
    # Translators: all words that people type for a unit, apart by blanks.
    spoken = {
        "w": tr_c("typed", "w week weeks"),
        "d": tr_c("typed", "d day days"),
        "h": tr_c("typed", "h hour hours"),
        "m": tr_c("typed", "min minute minutes"),
        "s": tr_c("typed", "s second seconds"),
    }
    for table in (spoken, _UNITS):
        for unit, words in table.items():
            if word in words.lower().split():
                return unit
    return ""


def _named(word: str, shorts: Iterable[str], names: Sequence[str]) -> int | None:
    """Where `word` stands among short names, or begins a full one."""
    for number, short in enumerate(shorts):
        if word == short.lower().rstrip("."):
            return number
    if len(word) < LEAST:
        return None
    return next((n for n, each in enumerate(names) if each.lower().startswith(word)), None)
