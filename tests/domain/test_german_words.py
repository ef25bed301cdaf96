"""What the domain says in German, as somebody wrote it by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.event import EventDraft, checked
from eventdesk.domain.holding import HoldCause
from eventdesk.domain.insistence import Insistence
from eventdesk.domain.insistence_words import late_rule_words, length_words, wish_words
from eventdesk.domain.insistence_words import repeat_words as repeat
from eventdesk.domain.language import later, retold
from eventdesk.domain.late import parse_late_rule
from eventdesk.domain.link import BadLink, parse_link
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.recurrence_words import recurrence_words
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, parse_duration, parse_reminder
from eventdesk.domain.safety import Salvaged
from eventdesk.domain.wording import (
    BACKEND_WORDS,
    STATE_WORDS,
    backend_words,
    channels_words,
    day_words,
    duration_words,
    inner_day_words,
    inner_when_words,
    late_words,
    lead_words,
    relative_words,
    short_when_words,
    start_words,
    state_words,
    stored_late_words,
    when_words,
)

pytestmark = pytest.mark.usefixtures("german")

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 20, 15)  # a Friday
DAY = 86_400


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0", "0 s"),
        ("20s", "20 s"),
        ("45m", "45 min"),
        ("1h30m", "1 h 30 min"),
        ("2d", "2 T"),
        ("1d2h30m", "1 T 2 h"),
    ],
)
def test_lengths(text: str, words: str) -> None:
    assert duration_words(parse_duration(text)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "jetzt"),
        (420, "in 7 min"),
        (3 * 3600, "in 3 h"),
        (3 * DAY, "in 3 T"),
        (-720, "vor 12 min"),
        (-35 * 3600, "vor 1 T"),
        (-800 * DAY, "vor 2 J"),
    ],
)
def test_relative_times(seconds: int, words: str) -> None:
    assert relative_words(NOW + timedelta(seconds=seconds), NOW) == words


@pytest.mark.parametrize(
    ("words_of", "seconds", "words"),
    [
        (when_words, 0, "Heute 12:00"),
        (when_words, DAY, "Morgen 12:00"),
        (when_words, 60 * DAY, "Di 19. Jan 2027 12:00"),
        (inner_when_words, -DAY, "gestern 12:00"),
        (inner_when_words, 7 * DAY, "Fr 27. Nov 12:00"),
        (short_when_words, 3600, "13:00"),
        (short_when_words, DAY, "morgen 12:00"),
        (short_when_words, -DAY, "gestern 12:00"),
        (short_when_words, 7 * DAY, "Fr 27. Nov 12:00"),
    ],
)
def test_times(words_of: Callable[..., str], seconds: int, words: str) -> None:
    assert words_of(NOW + timedelta(seconds=seconds), NOW, BERLIN) == words


def test_days_at_the_start_and_in_the_middle_of_a_sentence() -> None:
    today, days = date(2026, 11, 20), [date(2026, 11, day) for day in (19, 20, 21, 27)]
    shown = [day_words(each, today) for each in days]
    assert shown == ["Gestern", "Heute", "Morgen", "Fr 27. Nov"]
    inner = [inner_day_words(each, today) for each in days]
    assert inner == ["gestern", "heute", "morgen", "Fr 27. Nov"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (300, "beginnt in 5 min (12:05)"),
        (10, "beginnt jetzt (12:00)"),
        (-720, "begann vor 12 min (11:48)"),
        (DAY, "beginnt in 1 T (morgen 12:00)"),
        (-DAY, "begann vor 1 T (gestern 12:00)"),
        (7 * DAY, "beginnt in 7 T (Fr 27. Nov 12:00)"),
    ],
)
def test_what_a_reminder_says(seconds: int, words: str) -> None:
    assert start_words(NOW + timedelta(seconds=seconds), NOW, BERLIN) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "ist heute, ganztägig"),
        (1, "ist morgen, ganztägig"),
        (7, "ist am Fr 27. Nov, ganztägig"),
        (-1, "begann gestern, ganztägig"),
        (-7, "begann am Fr 13. Nov, ganztägig"),
    ],
)
def test_what_a_reminder_of_a_whole_day_says(days: int, words: str) -> None:
    assert start_words(NOW + timedelta(days=days), NOW, BERLIN, all_day=True) == words


@pytest.mark.parametrize(
    ("text", "all_day", "words"),
    [
        ("0", False, "zu Beginn"),
        ("1h30m", False, "1 h 30 min"),
        ("0d@09:00", True, "am selben Tag, 09:00"),
        ("1d@18:00", True, "1 Tag vorher, 18:00"),
        ("2d@18:00", True, "2 Tage vorher, 18:00"),
    ],
)
def test_leads(text: str, all_day: bool, words: str) -> None:
    assert lead_words(parse_reminder(text), all_day=all_day) == words


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (12, "pünktlich (+12 ms)"),
        (2_500, "2,5 s zu spät"),
        (12 * 60_000, "12 min zu spät"),
        (60 * 60_000, "1 h zu spät"),
        (90 * 60_000, "1 h 30 min zu spät"),
        (DAY * 1_000, "1 T zu spät"),
        (25 * 3_600_000, "1 T 1 h zu spät"),
    ],
)
def test_lateness_now_and_as_the_ledger_keeps_it(milliseconds: int, words: str) -> None:
    late = timedelta(milliseconds=milliseconds)
    assert late_words(late) == words
    assert retold(stored_late_words(late)).replace(".", ",") == words


def test_states_channels_and_back_ends() -> None:
    assert {state_words(each) for each in STATE_WORDS} == {
        *("wird gesendet", "zugestellt", "wird erneut versucht", "aufgegeben"),
        *("verpasst", "nicht gesendet", "zurückgestellt", "erledigt"),
    }
    assert channels_words(DESKTOP_AND_EMAIL) == "Desktop und E-Mail"
    assert [backend_words(each) for each in BACKEND_WORDS] == [
        *("Desktop-Benachrichtigung", "Desktop-Benachrichtigung (plyer)"),
        *("Meldung im Infobereich", "Karte", "Mailserver"),
    ]
    assert backend_words("another") == "another"


def test_how_hard_a_reminder_insists() -> None:
    hour = timedelta(hours=1)
    assert length_words(25 * hour + timedelta(seconds=30)) == "1 T 1 h 30 s"
    said = [repeat(each) for each in (0 * hour, hour / 60, hour / 12, hour, 24 * hour)]
    assert said == ["nie", "jede Minute", "alle 5 min", "jede Stunde", "jeden Tag"]
    rules = ("until-end", "within 15m", "always")
    assert [late_rule_words(parse_late_rule(each)) for each in rules] == [
        *("bis zum Ende", "innerhalb von 15 min", "immer"),
    ]
    wishes = Insistence(0 * hour, hour, sound=False, even_when_quiet=True)
    assert wish_words(wishes, parse_late_rule("always")) == [
        *("nicht weiter erinnern", "E-Mail nach 1 h", "kein Ton", "auch in Ruhezeiten"),
        "bei Verspätung immer",
    ]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "Jeden Tag"),
        ("FREQ=DAILY;INTERVAL=3", "Alle 3 Tage"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "Jeden Werktag"),
        ("FREQ=DAILY;BYDAY=FR,MO", "Jede Woche am Montag und Freitag"),
        ("FREQ=DAILY;INTERVAL=2;BYDAY=MO", "Alle 2 Tage, aber nur am Montag"),
        ("FREQ=DAILY;BYMONTHDAY=1,-1", "Monatlich am 1. und am letzten Tag"),
        ("FREQ=DAILY;INTERVAL=2;BYMONTHDAY=1", "Alle 2 Tage, aber nur am 1. des Monats"),
        ("FREQ=DAILY;BYMONTH=1,2", "Jeden Tag im Januar und Februar"),
        ("FREQ=DAILY;INTERVAL=2;BYMONTH=3", "Alle 2 Tage, aber nur im März"),
        ("FREQ=DAILY;BYHOUR=9,17", "Jeden Tag um 09:00 und 17:00"),
        (
            "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
            "Jeden Tag 24-mal von 09:00 bis 16:40",
        ),
        ("FREQ=HOURLY;INTERVAL=2;BYDAY=MO", "Alle 2 Stunden, aber nur am Montag"),
        (
            "FREQ=HOURLY;BYHOUR=9,10;BYMINUTE=0,30",
            "Jede Stunde um :00 und :30 in den Stunden 09 und 10",
        ),
        ("FREQ=HOURLY;BYMONTHDAY=-1", "Jede Stunde am letzten Tag des Monats"),
        ("FREQ=WEEKLY", "Jede Woche am Freitag"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "Alle 2 Wochen am Montag"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR",
            "Alle 2 Wochen am Montag, Mittwoch und Freitag",
        ),
        ("FREQ=WEEKLY;COUNT=10", "Jede Woche am Freitag, 10-mal"),
        ("FREQ=WEEKLY;COUNT=1", "Jede Woche am Freitag, 1-mal"),
        (
            "FREQ=WEEKLY;BYDAY=SA,SU;UNTIL=20261231",
            "Jede Woche am Samstag und Sonntag, bis 31. Dezember 2026",
        ),
        ("FREQ=MONTHLY", "Monatlich am 20."),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1,15", "Alle 3 Monate am 1. und 15."),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "Monatlich am 31., in Monaten mit diesem Tag"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,-2", "Monatlich am letzten und vorletzten Tag"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "Monatlich am letzten Freitag"),
        ("FREQ=MONTHLY;BYDAY=1MO,3MO", "Monatlich am ersten und dritten Montag"),
        ("FREQ=MONTHLY;BYDAY=-1FR,1MO", "Monatlich am ersten Montag und am letzten Freitag"),
        ("FREQ=MONTHLY;BYDAY=TU", "Monatlich an jedem Dienstag"),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "Monatlich an jedem Freitag, der auf den 13. fällt",
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO,FR;BYMONTHDAY=13,14",
            "Monatlich an jedem Montag oder Freitag, der auf den 13. oder 14. fällt",
        ),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "Monatlich am letzten Werktag"),
        ("FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1", "Monatlich am ersten Wochenendtag"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "Monatlich am zweiten Dienstag"),
        ("FREQ=YEARLY", "Jährlich am 20. November"),
        ("FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4", "Jährlich am 4. Juli"),
        ("FREQ=YEARLY;INTERVAL=4", "Alle 4 Jahre am 20. November"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "Jährlich am letzten Tag im Februar"),
        ("FREQ=YEARLY;BYMONTH=6,7", "Jährlich am 20. im Juni und Juli"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "Jährlich am vierten Donnerstag im November"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "Jährlich an jedem Donnerstag im März"),
        ("FREQ=YEARLY;BYDAY=20MO", "Jährlich am 20. Montag des Jahres"),
        ("FREQ=YEARLY;BYDAY=SU", "Jährlich an jedem Sonntag des Jahres"),
        ("FREQ=YEARLY;BYDAY=-22MO", "Jährlich am 22.-letzten Montag des Jahres"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "Jährlich am Montag in Woche 20"),
        ("FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO", "Jährlich am Montag in der letzten Woche"),
        (
            "FREQ=YEARLY;BYYEARDAY=1,100,-1",
            "Jährlich am 1. und 100. Tag und am letzten Tag des Jahres",
        ),
        ("FREQ=HOURLY;BYDAY=MO", "Jede Stunde am Montag"),
        ("FREQ=HOURLY;INTERVAL=2;BYHOUR=9", "Alle 2 Stunden, aber nur in den Stunden 09"),
        ("FREQ=MINUTELY;INTERVAL=2", "Alle 2 Minuten"),
        ("FREQ=SECONDLY;INTERVAL=2", "Alle 2 Sekunden"),
        ("FREQ=MINUTELY;BYSECOND=1,2", "Nach der Regel FREQ=MINUTELY;BYSECOND=1,2"),
    ],
)
def test_recurrences(rule: str, words: str) -> None:
    assert recurrence_words(Recurrence(rule), START) == words


def test_dates_added_and_removed() -> None:
    next_day = START + timedelta(1)
    shown = recurrence_words(Recurrence("FREQ=DAILY", (next_day,), (START, next_day)), START)
    assert shown == "Jeden Tag, mit 1 weiteren Tag, ohne 2 Tage"
    assert recurrence_words(Recurrence("", (next_day,)), START) == "An 2 Tagen"


def test_what_the_ledger_keeps_is_told_in_german() -> None:
    assert retold(HoldCause.QUIET_HOURS) == "Zurückgehalten: Ruhezeiten"
    assert retold(HoldCause.QUIET_HOURS.released) == "War zurückgehalten: Ruhezeiten"
    assert HoldCause.QUIET_HOURS.released == later("Was held: quiet hours")


def test_refusals() -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(EventDraft(title="", start=START, time_zone="Mars/Olympus"))
    assert str(refused.value) == (
        "Der Titel ist leer. Geben Sie dem Termin einen Titel. 'Mars/Olympus' ist keine bekannte "
        "Zeitzone. Nehmen Sie einen IANA-Namen wie Europe/Berlin."
    )
    with pytest.raises(BadLink, match=r"Der Link „eventdesk:new\?end=2026-11-27“ lässt sich nicht"):
        parse_link("eventdesk:new?end=2026-11-27")


def test_what_a_rescue_saved() -> None:
    saved = Salvaged(events=1, ledger=1200, unreadable=2, guessed=1, whole=True, kept=None)
    assert str(saved) == (
        "Gerettet: 1 Termin, 1.200 frühere Erinnerungen. 2 Einträge waren nicht zu verstehen. "
        "1 Termin hat eine Erinnerung 5 Minuten vorher bekommen."
    )
