"""Dates in running text as intervals of days, relative ones counted from the day of publication.

A closed grammar of the forms that news uses. Libraries were measured beside it (`benchmarks/values.py`): they take one
expression rather than a sentence, find dates where there are none, or give a single day for a month or a year.
"""

import calendar
import re
from collections.abc import Callable
from datetime import MAXYEAR, date, timedelta
from typing import NamedTuple

Days = tuple[date, date]


class Time(NamedTuple):
    """Words that tell when: `first_day` and `last_day` both belong to it; both None where they cannot be told."""

    start: int
    end: int
    first_day: date | None
    last_day: date | None


_MONTHS = str.split("January February March April May June July August September October November December")
_WEEKDAYS = str.split("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_COUNTS = str.split("one two three four five six seven eight nine ten eleven twelve")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}

_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_FULL_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[0-9]|20)[0-9]{2})"
_WEEKDAY = rf"(?P<weekday>{'|'.join(_WEEKDAYS)})"
_PART = r"(?:(?:early|mid|late)[ -]|the (?:end|start|beginning|middle) of )?"
_WHEN = r"(?:in|since|by|of|during|until|till|from|before|after|through|around|between|for)"
_COUNT = rf"(?P<count>[0-9]{{1,3}}|an?|{'|'.join(_COUNTS)})"
_UNIT = r"(?P<unit>day|week|month|year)"
_STEP = r"(?P<step>last|next|this|previous|past|coming)"

_FOUR_DIGITS = re.compile("[0-9]{4}")
_LETTERS = re.compile("[a-z]+")
_MONTH_WORDS = frozenset(form for name in _MONTHS for form in (name.lower(), name[:3].lower(), "sept"))
_WEEKDAY_WORDS = frozenset(map(str.lower, _WEEKDAYS))
_NEAR_WORDS = frozenset({"yesterday", "today", "tonight", "tomorrow"})
_STEP_WORDS = frozenset({"last", "next", "this", "previous", "past", "coming"})
_FUTURE = re.compile(
    r"\b(?:will|shall|’ll|'ll|upcoming|scheduled|due|planned|set|begins?|starts?)\b(?!.*\b(?:said|told|announced)\b)"
)
_JOINED = re.compile(r"\s?(?:to|through|until|and|[-–—])\s?")
_OPENED = re.compile(r"\b(?:from|between)\s(?:the\s)?$", re.IGNORECASE)


def find_times(text: str, published: date | None = None) -> list[Time]:
    """Find the words that tell when, and the days that they mean.

    Args:
        text: a sentence, or a part of one.
        published: the day from which relative dates count; None leaves them without days.

    Returns:
        Times in order, that do not overlap; offsets count from the start of `text`.

    >>> [(t.first_day.isoformat(), t.last_day.isoformat()) for t in find_times("It closed in May.", date(2021, 3, 2))]
    [('2020-05-01', '2020-05-31')]
    """
    words = frozenset(_LETTERS.findall(text.lower()))
    has_year = _FOUR_DIGITS.search(text) is not None
    found: list[Time] = []
    taken = bytearray(len(text))
    for key, pattern, read in _FORMS:
        if (key is None and not has_year) or (key is not None and words.isdisjoint(key)):
            continue
        for match in pattern.finditer(text):
            start, end = match.span("words")
            if not any(taken[start:end]):
                taken[start:end] = b"1" * (end - start)
                days = _read(read, match, published)
                found.append(Time(start, end, *(days or (None, None))))
    return _join(text, sorted(found))


_Reader = Callable[["re.Match[str]", date | None], Days | None]


def _read(read: _Reader, match: "re.Match[str]", published: date | None) -> Days | None:
    """The days that words mean; None for a day that no calendar has, such as 30 February."""
    try:
        return read(match, published)
    except (ValueError, OverflowError, KeyError):  # KeyError: İ and ſ match i and s, but are none
        return None


def _join(text: str, times: list[Time]) -> list[Time]:
    """Make one interval of two ends: from … to …, between … and …."""
    out: list[Time] = []
    for time in times:
        before = out[-1] if out else None
        if (
            before is not None
            and before.first_day
            and time.last_day
            and _JOINED.fullmatch(text, before.end, time.start)
        ):
            is_opened = _OPENED.search(text, max(0, before.start - 15), before.start) is not None
            is_dash = text[before.end : time.start].strip() in ("to", "-", "–", "—", "through", "until")
            first = before.first_day
            if first > time.last_day and first.year > time.last_day.year:  # from 3 March to 9 June 2020
                first = _in_year(first, time.last_day.year)
            if (is_opened or is_dash) and first <= time.last_day:
                out[-1] = Time(before.start, time.end, first, time.last_day)
                continue
        out.append(time)
    return out


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


# ---- what the forms mean --------------------------------------------------------------------------------------------


def _month_days(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _year_days(year: int, years: int = 1) -> Days:
    return date(year, 1, 1), date(year + years - 1, 12, 31)


def _month_number(match: "re.Match[str]") -> int:
    return next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(match["month"][:3]))


def _is_future(match: "re.Match[str]") -> bool:
    """Whether the words before tell of what is still to come."""
    return _FUTURE.search(match.string, max(0, match.start() - 80), match.start()) is not None


def _nearest_year(match: "re.Match[str]", month: int, day: int, published: date) -> int:
    """The year of a date that has none: the last one that had come when it was published, or the next one."""
    has_come = (month, day) <= (published.month, published.day)
    if _is_future(match):
        return published.year + ((month, day) < (published.month, published.day))
    return published.year - (not has_come)


def _read_day(match: "re.Match[str]", published: date | None) -> Days | None:
    month, day = _month_number(match), int(match["day"])
    if match["year"]:
        year = int(match["year"])
    elif published is None:
        return None
    else:
        year = _nearest_year(match, month, day, published)
    last = int(match.groupdict().get("last") or day)
    return date(year, month, day), date(year, month, last)


def _read_month(match: "re.Match[str]", published: date | None) -> Days | None:
    month = _month_number(match)
    if match.groupdict().get("year"):
        return _month_days(int(match["year"]), month)
    if published is None:
        return None
    return _month_days(_nearest_year(match, month, 1, published), month)


def _read_iso(match: "re.Match[str]", published: date | None) -> Days:
    day = date.fromisoformat(match["words"])
    return day, day


def _read_year(match: "re.Match[str]", published: date | None) -> Days:
    year = int(match["year"])
    until = match.groupdict().get("until")
    if not until:
        return _year_days(year)
    last = int(until) if len(until) == 4 else year - year % 100 + int(until)
    return _year_days(year, max(1, last - year + 1))


def _read_part(match: "re.Match[str]", published: date | None) -> Days:
    """A quarter or a half of a year."""
    n_months = 6 if match["part"] == "half" else 3
    number = int(match["q"]) if match["q"] else _ORDINALS[match["number"].lower()]
    last = number * n_months
    year = int(match["year"])
    return date(year, last - n_months + 1, 1), _month_days(year, last)[1]


def _read_decade(match: "re.Match[str]", published: date | None) -> Days:
    return _year_days(int(match["decade"]), 10)


def _read_century(match: "re.Match[str]", published: date | None) -> Days:
    return _year_days(int(match["century"]) * 100 - 99, 100)


def _read_weekday(match: "re.Match[str]", published: date | None) -> Days | None:
    if published is None:
        return None
    behind = (published.weekday() - _WEEKDAYS.index(match["weekday"])) % 7
    step = (match["step"] or "").lower()
    if step in ("next", "coming") or (not step and behind and _is_future(match)):
        day = published + timedelta(7 - behind)
    else:
        day = published - timedelta(behind or (7 if step in ("last", "past", "previous") else 0))
    return day, day


def _read_near_day(match: "re.Match[str]", published: date | None) -> Days | None:
    if published is None:
        return None
    day = published + timedelta({"yesterday": -1, "tomorrow": 1}.get(match["near"].lower(), 0))
    return day, day


def _count(match: "re.Match[str]") -> int:
    words = match["count"].lower()
    return int(words) if words.isdecimal() else _COUNTS.index(words) + 1 if words in _COUNTS else 1


def _shift(day: date, unit: str, count: int) -> Days:
    """The day, week, month or year that lies so many of them ahead (behind, where negative)."""
    if unit == "day":
        return day + timedelta(count), day + timedelta(count)
    if unit == "week":
        monday = day - timedelta(day.weekday()) + timedelta(7 * count)
        return monday, monday + timedelta(6)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + count
        return _month_days(months // 12, months % 12 + 1)
    return _year_days(day.year + count)


def _read_ago(match: "re.Match[str]", published: date | None) -> Days | None:
    return None if published is None else _shift(published, match["unit"].lower(), -_count(match))


def _read_step(match: "re.Match[str]", published: date | None) -> Days | None:
    count = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1}.get(match["step"].lower(), 0)
    return None if published is None else _shift(published, match["unit"].lower(), count)


def _read_stretch(match: "re.Match[str]", published: date | None) -> Days | None:
    """The past five years: up to the day of publication, or the coming ones, from it on."""
    if published is None:
        return None
    sign = 1 if match["step"].lower() in ("next", "coming") else -1
    count, unit = sign * _count(match), match["unit"].lower()
    if unit in ("day", "week"):
        other = published + timedelta(count * (7 if unit == "week" else 1))
    else:
        months = published.year * 12 + published.month - 1 + count * (12 if unit == "year" else 1)
        year, month = months // 12, months % 12 + 1
        if not 1 <= year <= MAXYEAR:
            return None
        other = date(year, month, min(published.day, calendar.monthrange(year, month)[1]))
    return (other, published) if other < published else (published, other)


_THROUGH = r"(?:\s?[-–]\s?(?P<last>[0-3]?[0-9]))?"
_STAGE = r"(?:the )?(?:(?:early|mid|late)[ -])?"
_ORDINAL = rf"(?i:the )?(?P<number>(?i:{'|'.join(_ORDINALS)}))"
_BEFORE_YEAR = (
    rf"\b(?i:{_WHEN} |the |an? |its |his |her |their |our |spring |summer |autumn |fall |winter "
    r"|(?<=[0-9] and )|(?<=[0-9] to ))"
)
_NO_YEAR = r"(?![\w-]|[,.][0-9]| (?i:people|percent|per cent|million|billion|workers|jobs))"

_FORMS: tuple[tuple[frozenset[str] | None, "re.Pattern[str]", _Reader], ...] = tuple(
    (key, re.compile(pattern), read)
    for key, read, pattern in (
        (None, _read_iso, r"(?<![\w/-])(?P<words>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![\w-])"),
        (
            _MONTH_WORDS,
            _read_day,
            rf"\b(?P<words>(?:{_WEEKDAY},? )?{_DAY}{_THROUGH}(?: of)? {_MONTH}(?:,? {_YEAR})?)(?!\w)",
        ),
        (
            _MONTH_WORDS,
            _read_day,
            rf"\b(?P<words>(?:{_WEEKDAY},? )?{_MONTH} {_DAY}{_THROUGH}(?:,? {_YEAR})?)(?![\w%]|,[0-9])",
        ),
        (
            None,
            _read_part,
            rf"\b(?P<words>(?:{_ORDINAL} (?P<part>quarter|half) (?:of )?|Q(?P<q>[1-4]) (?:of )?){_YEAR})\b",
        ),
        (_MONTH_WORDS, _read_month, rf"\b(?P<words>(?i:{_PART}){_MONTH},? (?:of )?{_YEAR})\b"),
        (None, _read_decade, rf"\b(?P<words>{_STAGE}(?P<decade>(?:1[0-9]|20)[0-9]0)[’']?s)\b"),
        (
            frozenset({"century"}),
            _read_century,
            rf"\b(?P<words>{_STAGE}(?P<century>[0-9]{{1,2}})(?:st|nd|rd|th)[ -]century)\b",
        ),
        (
            None,
            _read_year,
            rf"\b(?i:{_WHEN} |fiscal |the |season )"
            rf"(?P<words>{_YEAR}[-–/](?P<until>[0-9]{{2}}(?:[0-9]{{2}})?))(?![\w-])",
        ),
        (
            None,
            _read_year,
            r"(?<![\w-])(?P<words>(?P<year>(?:19|20)[0-9]{2})[-–](?P<until>(?:19|20)[0-9]{2}))(?![\w-])",
        ),
        # May and March are words too: a month by itself follows a preposition, and no name begins with it.
        (
            _MONTH_WORDS,
            _read_month,
            rf"\b(?i:{_WHEN} |this |last |next )(?P<words>(?i:{_PART}){_FULL_MONTH})(?!\w| [A-Z0-9]|[’']s [A-Z])",
        ),
        (_MONTH_WORDS, _read_month, rf"\b(?P<words>(?i:early|mid|late)[ -]{_FULL_MONTH})(?!\w| [A-Z0-9])"),
        (None, _read_year, rf"{_BEFORE_YEAR}(?P<words>(?i:{_PART}){_YEAR}){_NO_YEAR}"),
        (None, _read_year, rf"\((?P<words>{_YEAR})\)"),
        (_WEEKDAY_WORDS, _read_weekday, rf"\b(?P<words>(?i:{_STEP} )?{_WEEKDAY})\b"),
        (_NEAR_WORDS, _read_near_day, rf"\b(?P<words>(?P<near>(?i:{'|'.join(sorted(_NEAR_WORDS))})))\b"),
        (frozenset({"ago"}), _read_ago, rf"\b(?P<words>(?i:{_COUNT} {_UNIT}s? ago))\b"),
        (_STEP_WORDS, _read_stretch, rf"\b(?P<words>(?i:{_STEP} {_COUNT} {_UNIT}s))\b"),
        (_STEP_WORDS, _read_step, rf"\b(?P<words>(?i:{_STEP} {_UNIT}))\b"),
    )
)
"""The forms, the longer before those that they hold; `words` is what is taken. A form is looked for where one of the
words of its key stands or, without a key, where four digits do."""
