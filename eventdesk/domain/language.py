"""The language that EventDesk speaks to people: one for the process, as its time zone is.

English is written in the code; a catalogue of GNU gettext gives the other languages. Texts are
asked for when they are shown, never when a module is read: the language is chosen after that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import NullTranslations
from itertools import pairwise

_FIELD = re.compile(r"\{(\w+)\}")
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+")
_TENTHS = re.compile(r"-?\d+\.\d")
_ENOUGH = 6
"""So many characters of its own a template needs to be recognised by."""


class _Spoken:
    """What `speak` chose."""

    catalogue = NullTranslations()
    templates: tuple[tuple[str, list[str]], ...] = ()
    """Each with its parts: text, name, text, name, ... text; the longest first."""


_ENGLISH = NullTranslations()
_in_english: ContextVar[bool] = ContextVar("in_english", default=False)


@contextmanager
def in_english() -> Iterator[None]:
    """What this thread says meanwhile is English: for what is stored, or read by developers."""
    token = _in_english.set(True)
    try:
        yield
    finally:
        _in_english.reset(token)


def speak(catalogue: NullTranslations, messages: Iterable[str] = ()) -> None:
    """Use `catalogue` from now on; `messages` are the texts it has, for `retold`.

    Called once, by the composition root, before a window or a thread is there.
    """
    _Spoken.catalogue = catalogue
    templates = [(each, _FIELD.split(each)) for each in messages if "{" in each]
    templates.sort(key=lambda each: _own_length(each[1]), reverse=True)
    _Spoken.templates = tuple(each for each in templates if _own_length(each[1]) >= _ENOUGH)
    _retold.cache_clear()


def tr(message: str, /, **values: object) -> str:
    """`message` in the chosen language, its {names} replaced by `values`."""
    return _filled(_catalogue().gettext(message) if message else "", message, values)


def tr_c(context: str, message: str, /, **values: object) -> str:
    """As `tr`, for a message that means different things in different places."""
    return _filled(_catalogue().pgettext(context, message), message, values)


def tr_n(one: str, many: str, number: int, /, **values: object) -> str:
    """As `tr`, in the form for `number`, which is {count} in the text, with its thousands apart."""
    values.setdefault("count", grouped(number))
    found = _catalogue().ngettext(one, many, number)
    return _filled(found, one if number == 1 else many, values)


def later(message: str) -> str:
    """`message` as it is: marks English text that `tr` or `retold` gets when it is shown.

    For tables of a module, and for texts that are stored: the database speaks English, so that
    it means the same to whoever reads it in whatever language.
    """
    return message


def later_c(context: str, message: str) -> str:
    """As `later`, for a message that gets to `tr_c` with this context."""
    return message


def retold(text: str) -> str:
    """A text that was stored in English, in the chosen language where that can be told.

    A filled template is recognised by what stands around its {names}; what was filled in is
    retold as well, but for what stands in quotation marks, which is somebody's own. Anything
    else comes back as it is.
    """
    return text if not text or _in_english.get() else _retold(text)


@lru_cache(maxsize=2_000)
def _retold(text: str) -> str:
    found = _Spoken.catalogue.gettext(text)
    if found != text:
        return found
    for template, parts in _Spoken.templates:
        if not (text.startswith(parts[0]) and text.endswith(parts[-1])):
            continue
        if values := _values(parts, text):
            quoted = {each for before, each in pairwise(parts[:-1]) if before.endswith("“")}
            filled = {
                name: value if name in quoted else _value(value) for name, value in values.items()
            }
            return _filled(_Spoken.catalogue.gettext(template), template, filled)
    return text


def grouped(number: int) -> str:
    """A whole number with its thousands apart: 12,345."""
    return f"{number:,}".replace(",", tr_c("between thousands", ","))


def decimal(number: float, places: int = 1) -> str:
    """A number with so many decimal places: 1.5."""
    whole, _, rest = f"{number:.{places}f}".partition(".")
    return whole + tr_c("decimal mark", ".") + rest if rest else whole


def _catalogue() -> NullTranslations:
    return _ENGLISH if _in_english.get() else _Spoken.catalogue


def _own_length(parts: list[str]) -> int:
    """How many characters a template has beside its names; 0 where it has no names."""
    return sum(len(each.strip()) for each in parts[::2]) if len(parts) > 1 else 0


def _value(text: str) -> str:
    if _GROUPED.fullmatch(text):
        return grouped(int(text.replace(",", "")))
    return decimal(float(text)) if _TENTHS.fullmatch(text) else retold(text)


def _values(parts: list[str], text: str) -> dict[str, str]:
    """What stands at the names of a template, {} when `text` is not of that form.

    The first place that fits is the right one for each part, so a long text takes no long time.
    """
    found: dict[str, str] = {}
    begin, end = len(parts[0]), len(text) - len(parts[-1])
    for name, rest in zip(parts[1:-2:2], parts[2:-1:2], strict=True):
        at = text.find(rest, begin + 1, end)
        if at < 0 or found.setdefault(name, text[begin:at]) != text[begin:at]:
            return {}
        begin = at + len(rest)
    last = text[begin:end]
    return found if last and found.setdefault(parts[-2], last) == last else {}


def _filled(text: str, english: str, values: Mapping[str, object]) -> str:
    if not values:
        return text
    try:
        return text.format(**values)
    except (LookupError, ValueError):
        # A slip in a translation must not cost a reminder.
        return english.format(**values)
