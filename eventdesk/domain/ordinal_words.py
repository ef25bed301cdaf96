"""Numbers that count places: 'first', '21st', 'second-to-last'."""

from __future__ import annotations

from eventdesk.domain.language import later_c, tr_c

_FIRST = (
    "",
    later_c("nth", "first"),
    later_c("nth", "second"),
    later_c("nth", "third"),
    later_c("nth", "fourth"),
    later_c("nth", "fifth"),
)
_LAST = (
    "",
    later_c("nth", "last"),
    later_c("nth", "second-to-last"),
    later_c("nth", "third-to-last"),
    later_c("nth", "fourth-to-last"),
    later_c("nth", "fifth-to-last"),
)
_ENDINGS = {
    1: later_c("nth", "{number}st"),
    2: later_c("nth", "{number}nd"),
    3: later_c("nth", "{number}rd"),
}


def nth_words(number: int) -> str:
    """'first' for 1, '21st', 'last' for -1, 'second-to-last', in the form that follows 'on the'."""
    size = abs(number)
    if size < len(_FIRST):
        return tr_c("nth", (_FIRST if number > 0 else _LAST)[size])
    if 10 < size % 100 < 20 or size % 10 not in _ENDINGS:
        word = tr_c("nth", "{number}th", number=size)
    else:
        word = tr_c("nth", _ENDINGS[size % 10], number=size)
    return word if number > 0 else tr_c("nth", "{ordinal}-to-last", ordinal=word)


def number_words(number: int) -> str:
    """'20' as the number of a day."""
    return tr_c("number of a day", "{number}", number=number)
