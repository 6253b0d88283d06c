"""Quantities and dates in running text, on made-up sentences."""

import datetime
import json
import time
from pathlib import Path
from typing import Any

import pytest

from claimx.nlp.quantities import find_quantities
from claimx.nlp.times import find_times

CASES: dict[str, list[list[Any]]] = json.loads(
    (Path(__file__).parents[1] / "benchmarks" / "values.json").read_text("utf-8")
)
MAY = datetime.date(2024, 5, 15)  # a Wednesday


def read_quantities(text: str) -> list[tuple[str, float, str | None]]:
    return [(text[q.start : q.end], q.value, q.unit) for q in find_quantities(text)]


def read_times(text: str, published: datetime.date | None = MAY) -> list[tuple[str, str | None, str | None]]:
    return [
        (text[t.start : t.end], t.first_day and t.first_day.isoformat(), t.last_day and t.last_day.isoformat())
        for t in find_times(text, published)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost $3m.", [("$3m", 3e6, "dollar")]),
        ("It cost US$1.5 billion.", [("US$1.5 billion", 1.5e9, "USD")]),
        (
            "up 4.5 percent, or 2 percentage points",
            [("4.5 percent", 4.5, "percent"), ("2 percentage points", 2, "percentage point")],
        ),
        ("two hundred and fifty jobs", [("two hundred and fifty", 250, None)]),
        ("twenty-three plants and one million people", [("twenty-three", 23, None), ("one million", 1e6, None)]),
        ("a 24-year-old", [("24-year", 24, "year")]),
        ("12-15 metres", [("12", 12, "metre"), ("15 metres", 15, "metre")]),
        ("two thirds of the town, half the roads", [("two thirds", 2 / 3, None), ("half", 0.5, None)]),
        ("1½ miles at 30 mph", [("1½ miles", 1.5, "mile"), ("30 mph", 30, "mile per hour")]),
        ("Some 300 people left.", [("300", 300, None)]),
        ("a Boeing 737, Article 5, the G20, Covid-19, No. 10", []),
        ("one of the second half at 8 a.m. or 6:30", []),
        ("won 3-1 on 4 May 2021 in 2019", []),
        ("the tower is 40m tall", []),
        ("hundreds of thousands", []),
    ],
)
def test_find_quantities(text: str, expected: list[tuple[str, float, str | None]]) -> None:
    assert read_quantities(text) == [(words, pytest.approx(value), unit) for words, value, unit in expected]


def test_find_quantities_leaves_given_times_out() -> None:
    text = "in 1200 days"
    assert len(find_quantities(text)) == 0  # taken for a year
    assert [q.unit for q in find_quantities(text, [])] == ["day"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 4 May 2021", [("4 May 2021", "2021-05-04", "2021-05-04")]),
        ("on Sunday, May 5th", [("Sunday, May 5th", "2024-05-05", "2024-05-05")]),
        ("on May 20", [("May 20", "2023-05-20", "2023-05-20")]),
        ("it will open on May 20", [("May 20", "2024-05-20", "2024-05-20")]),
        ("March 3-9, 2020", [("March 3-9, 2020", "2020-03-03", "2020-03-09")]),
        ("from 3 March to 9 June 2020", [("3 March to 9 June 2020", "2020-03-03", "2020-06-09")]),
        ("in February", [("February", "2024-02-01", "2024-02-29")]),
        ("in early June 2020", [("early June 2020", "2020-06-01", "2020-06-30")]),
        ("the third quarter of 2019", [("the third quarter of 2019", "2019-07-01", "2019-09-30")]),
        ("between 2010 and 2014", [("2010 and 2014", "2010-01-01", "2014-12-31")]),
        ("in 2010 and 2014", [("2010", "2010-01-01", "2010-12-31"), ("2014", "2014-01-01", "2014-12-31")]),
        ("for 2016-17", [("2016-17", "2016-01-01", "2017-12-31")]),
        ("in the 1990s", [("the 1990s", "1990-01-01", "1999-12-31")]),
        ("yesterday", [("yesterday", "2024-05-14", "2024-05-14")]),
        ("on Monday", [("Monday", "2024-05-13", "2024-05-13")]),
        ("on Wednesday", [("Wednesday", "2024-05-15", "2024-05-15")]),
        ("last Wednesday", [("last Wednesday", "2024-05-08", "2024-05-08")]),
        ("next Monday", [("next Monday", "2024-05-20", "2024-05-20")]),
        ("last week", [("last week", "2024-05-06", "2024-05-12")]),
        ("three years ago", [("three years ago", "2021-01-01", "2021-12-31")]),
        ("the past two months", [("past two months", "2024-03-15", "2024-05-15")]),
        ("on 30 February", [("30 February", None, None)]),
        ("She may march on; Judge March sold 2000 bikes.", []),
    ],
)
def test_find_times(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert read_times(text) == expected


def test_find_times_without_a_day_to_count_from() -> None:
    assert read_times("on Monday and in 2014", None) == [("Monday", None, None), ("2014", "2014-01-01", "2014-12-31")]
    assert read_times("a year ago, last week, in May, the past ten years", None) == [
        (words, None, None) for words in ("a year ago", "last week", "May", "past ten years")
    ]


@pytest.mark.parametrize("published", [datetime.date.min, datetime.date.max, datetime.date(2024, 2, 29)])
def test_find_times_at_the_ends_of_the_calendar(published: datetime.date) -> None:
    words = (
        "tomorrow, yesterday, last week, next year, 999 years ago, the past 900 years, on Monday, next Monday, in May"
    )
    for time_ in find_times(words, published):
        assert (time_.first_day is None) == (time_.last_day is None)
        assert time_.first_day is None or time_.first_day <= time_.last_day


@pytest.mark.parametrize(("job", "floor"), [("quantities", 38), ("dates", 38)])
def test_cases_of_the_benchmark(job: str, floor: int) -> None:
    """The benchmark's cases stay right; the few that are not are told in benchmarks/README.md."""
    n_right = 0
    for text, *day, expected in CASES[job]:
        if job == "quantities":
            found = [[q.value, q.unit] for q in find_quantities(text)]
        else:
            published = datetime.date.fromisoformat(day[0]) if day[0] else None
            found = [list(times[1:]) for times in read_times(text, published) if times[1]]
        n_right += [[pytest.approx(a) if isinstance(a, float) else a, b] for a, b in expected] == found
    assert n_right >= floor


@pytest.mark.parametrize(
    "unit", ["1,", "9", "May 1", "a hundred ", "from 2010 to ", "next ", "half ", "one ", "$", "3-"]
)
def test_values_of_long_text_take_no_long_time(unit: str) -> None:
    text = unit * 20_000
    began = time.process_time()
    find_quantities(text, find_times(text, MAY))
    assert time.process_time() - began < 5
