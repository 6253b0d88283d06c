"""Dates as pages and records print them. Nothing here knows what day it is today."""

import re
from datetime import date

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>[01]?\d)(?P=mark)(?P<day>[0-3]?\d)(?!\d)",
        rf"{_DAY}(?:\s+of)?[\s.-]+{_MONTH},?[\s-]*{_YEAR}",
        rf"\b{_MONTH}\s*{_DAY}(?:\s*,\s*|\s+){_YEAR}",
        rf"(?<![\d./-])(?P<first>[0-3]?\d)(?P<mark>[-/.])(?P<second>[0-3]?\d)(?P=mark){_YEAR}",
    )
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?:T?\d{4,6}Z?)?")
_DAY_OF_YEAR = re.compile(
    rf"{_DAY}\s+{_MONTH}|\b{_MONTH.replace('month', 'month2')}\s+{_DAY.replace('day', 'day2')}", re.I
)


def find_dates(text: str) -> list[tuple[int, int, date]]:
    """Find the dates in a text that are written out with day, month and year.

    Days and months given as numbers are left out where they could be read both ways.

    Returns:
        Start, end (code points into `text`) and date of each, in order of place.

    >>> find_dates("April 21, 2014, 21:43 UTC+3")
    [(0, 14, datetime.date(2014, 4, 21))]
    >>> find_dates("03/04/2016")
    []
    """
    found: list[tuple[int, int, date]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            day = _to_date(match.groupdict())
            if day is not None and not any(start < match.end() and match.start() < end for start, end, _ in found):
                found.append((*match.span(), day))
    return sorted(found)


def parse_date(value: object) -> date | None:
    """Read the date of a record: ISO date or date and time, or one of the forms of `find_dates`.

    >>> parse_date("2016-03-24T23:30:00+01:00"), parse_date("24 March 2016"), parse_date("20160324"), parse_date("2016")
    (datetime.date(2016, 3, 24), datetime.date(2016, 3, 24), datetime.date(2016, 3, 24), None)
    """
    if not isinstance(value, str) or len(value) > 200:
        return None
    if compact := _COMPACT.fullmatch(value.strip()):
        return _to_date(compact.groupdict())
    found = find_dates(value)
    return found[0][2] if found else None


def find_day_of_year(text: str) -> tuple[int, int] | None:
    """The month and day of the first date in a text, whether or not a year goes with it.

    >>> find_day_of_year("MOSCOW, May 31")
    (5, 31)
    """
    match = _DAY_OF_YEAR.search(text)
    if not match:
        return None
    month, day = (match["month"], match["day"]) if match["month"] else (match["month2"], match["day2"])
    return _month_number(month), int(day)


def _month_number(name: str) -> int:
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(name.lower().rstrip(".")[:3]))


def _to_date(parts: dict[str, str | None]) -> date | None:
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        if first <= 12 and second <= 12 and first != second:
            return None
        day, month = (first, second) if second <= 12 else (second, first)
    else:
        name = parts["month"] or ""
        day, month = int(parts["day"] or 0), int(name) if name.isdigit() else _month_number(name)
    try:
        return date(int(parts["year"] or 0), month, day)
    except ValueError:
        return None
