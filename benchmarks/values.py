"""How well quantities and dates are read: claimx's own rules, and the libraries that could do it instead.

    python benchmarks/values.py                                          claimx alone
    python benchmarks/values.py --with quantulum3 recognizers dateparser and libraries that are installed

The cases are in values.json: made-up sentences, each with the values that a reader takes from it.
"""

import argparse
import datetime
import importlib.metadata
import json
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

CASES = Path(__file__).with_name("values.json")
Values = list[list[Any]]
Reader = Callable[[str, datetime.date | None], Values]

UNITS = {
    "percentage": "percent",
    "%": "percent",
    "united states dollar": "USD",
    "dollar": "USD",
    "us dollar": "USD",
    "canadian dollar": "CAD",
    "australian dollar": "AUD",
    "euro": "EUR",
    "pound sterling": "GBP",
    "pound": "GBP",
    "british pound": "GBP",
    "japanese yen": "JPY",
    "yen": "JPY",
    "degree celsius": "celsius",
    "c": "celsius",
    "metric ton": "tonne",
    "kilometer": "kilometre",
    "cubic meter": "cubic metre",
    "kilometer per hour": "kilometre per hour",
    "dimensionless": "",
    "count": "",
}
"""Names that libraries give to units, and claimx's for the same."""


def _unit(name: str | None) -> str | None:
    plain = (name or "").lower()
    return UNITS.get(plain, plain) or None


# ---- readers: a sentence and the day of publication in, values out --------------------------------------------------


def claimx_quantities() -> Reader:
    from claimx.nlp.quantities import find_quantities

    return lambda text, day: [[found.value, found.unit] for found in find_quantities(text)]


def quantulum3_quantities() -> Reader:
    from quantulum3 import classifier, parser

    classifier.USE_CLF = False  # its classifier was pickled by another scikit-learn
    return lambda text, day: [
        [q.value, _unit(q.unit.name)] for q in parser.parse(text) if q.unit.entity.name not in ("time point",)
    ]


def recognizers_quantities() -> Reader:
    from recognizers_number import Culture, recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_age, recognize_currency, recognize_dimension

    def read(text: str, day: datetime.date | None) -> Values:
        found: dict[int, tuple[int, list[Any]]] = {}
        recognizers = (recognize_percentage, recognize_currency, recognize_age, recognize_dimension, recognize_number)
        for recognize in recognizers:
            for item in recognize(text, Culture.English):
                if item.resolution and not any(s <= item.start <= e for s, (e, _) in found.items()):
                    unit = item.resolution.get("isoCurrency") or item.resolution.get("unit")
                    value = (item.resolution.get("value") or "").rstrip("%")
                    unit = "percent" if recognize is recognize_percentage else unit
                    known = unit if unit and unit.isupper() else _unit(unit)
                    found[item.start] = (item.end, [float(value) if value else None, known])
        return [value for _, (_, value) in sorted(found.items())]

    return read


def claimx_dates() -> Reader:
    from claimx.nlp.times import find_times

    return lambda text, day: [
        [t.first_day.isoformat(), t.last_day.isoformat()] for t in find_times(text, day) if t.first_day
    ]


def dateparser_dates() -> Reader:
    import calendar

    from dateparser.date import DateDataParser
    from dateparser.search import search_dates

    def read(text: str, day: datetime.date | None) -> Values:
        base = datetime.datetime.combine(day or datetime.date(2020, 1, 1), datetime.time())
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
        parser = DateDataParser(languages=["en"], settings=settings)
        out = []
        for words, found in search_dates(text, languages=["en"], settings=settings) or []:
            at = found.date()
            period = parser.get_date_data(words).period
            if period == "year":
                out.append([f"{at.year}-01-01", f"{at.year}-12-31"])
            elif period == "month":
                last = calendar.monthrange(at.year, at.month)[1]
                out.append([f"{at:%Y-%m}-01", f"{at:%Y-%m}-{last}"])
            else:
                out.append([at.isoformat(), at.isoformat()])
        return out

    return read


def ctparse_dates() -> Reader:
    from ctparse import ctparse
    from ctparse.types import Interval, Time

    def read(text: str, day: datetime.date | None) -> Values:
        base = datetime.datetime.combine(day or datetime.date(2020, 1, 1), datetime.time())
        found = ctparse(text, ts=base, timeout=1)
        value = found.resolution if found else None
        ends = (value.t_from, value.t_to) if isinstance(value, Interval) else (value, value)
        if not all(isinstance(end, Time) and end.year and end.month and end.day for end in ends):
            return []
        return [[f"{end.year}-{end.month:02}-{end.day:02}" for end in ends]]

    return read


def parsedatetime_dates() -> Reader:
    import parsedatetime

    calendar = parsedatetime.Calendar()

    def read(text: str, day: datetime.date | None) -> Values:
        base = datetime.datetime.combine(day or datetime.date(2020, 1, 1), datetime.time())
        found = calendar.nlp(text, sourceTime=base) or ()
        return [[d.date().isoformat(), d.date().isoformat()] for d, *_ in found]

    return read


def recognizers_dates() -> Reader:
    from recognizers_date_time import Culture, recognize_datetime

    def read(text: str, day: datetime.date | None) -> Values:
        base = datetime.datetime.combine(day or datetime.date(2020, 1, 1), datetime.time())
        out = []
        for item in recognize_datetime(text, Culture.English, reference=base):
            values = (item.resolution or {}).get("values") or []
            # Of a date without its year it gives the last and the next; news tells of the past.
            value = values[0] if values else {}
            if value.get("type") == "date" and "value" in value:
                out.append([value["value"], value["value"]])
            elif value.get("type") == "daterange" and {"start", "end"} <= value.keys():
                last = datetime.date.fromisoformat(value["end"]) - datetime.timedelta(days=1)
                out.append([value["start"], last.isoformat()])
        return out

    return read


READERS: dict[str, tuple[str, dict[str, Callable[[], Reader]]]] = {
    "claimx": ("", {"quantities": claimx_quantities, "dates": claimx_dates}),
    "quantulum3": ("quantulum3", {"quantities": quantulum3_quantities}),
    "recognizers": (
        "recognizers-text-suite",
        {"quantities": recognizers_quantities, "dates": recognizers_dates},
    ),
    "dateparser": ("dateparser", {"dates": dateparser_dates}),
    "ctparse": ("ctparse", {"dates": ctparse_dates}),
    "parsedatetime": ("parsedatetime", {"dates": parsedatetime_dates}),
}
"""By name: the package, and for each job the function that opens a reader."""

# ---- measuring ------------------------------------------------------------------------------------------------------


def measure(name: str, job: str) -> dict[str, Any]:
    """Right cases, F1 over values, milliseconds a sentence and seconds to import, of one reader on one job."""
    package, jobs = READERS[name]
    began = time.perf_counter()
    read = jobs[job.removesuffix("_later")]()
    opening = time.perf_counter() - began
    cases = json.loads(CASES.read_text("utf-8"))[job]
    counts: Counter[str] = Counter()
    wrong = []
    read("Ten people left in May.", datetime.date(2020, 1, 1))  # what is only done once
    began = time.process_time()
    for text, *day, expected in cases:
        published = datetime.date.fromisoformat(day[0]) if day and day[0] else None
        try:
            found = read(text, published)
        except Exception as error:  # a reader that fails has read nothing
            found, counts["failed"] = [], counts["failed"] + 1
            wrong.append(f"{type(error).__name__} in {text!r}")
        one, two = (Counter(map(_key, values)) for values in (expected, found))
        counts += Counter(both=(one & two).total(), expected=one.total(), found=two.total(), right=int(one == two))
        if one != two:
            wrong.append(f"{text} expected {expected} found {found}")
    seconds = time.process_time() - began
    return {
        "reader": f"{name} {importlib.metadata.version(package)}" if package else name,
        "cases right": f"{counts['right']} of {len(cases)}",
        "F1": round(200 * counts["both"] / max(1, counts["expected"] + counts["found"]), 1),
        "ms a sentence": round(1000 * seconds / len(cases), 2),
        "import s": round(opening, 2),
        "wrong": wrong,
    }


def _key(value: list[Any]) -> tuple[Any, ...]:
    """A value to compare: a bare dollar is as good as a US one."""
    same = {"USD": "dollar"}
    return tuple(round(part, 6) if isinstance(part, float | int) else same.get(part, part) for part in value)


def main() -> None:
    """Print a table for each job; every reader is measured in a process of its own."""
    parser = argparse.ArgumentParser(description="Quantities and dates: claimx and the libraries that could do it.")
    parser.add_argument("--with", dest="others", nargs="*", default=[], choices=sorted(READERS), help="libraries too")
    parser.add_argument("--errors", action="store_true", help="also the cases that are wrong")
    parser.add_argument("--one", nargs=2, metavar=("READER", "JOB"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        warnings.simplefilter("ignore")
        print(json.dumps(measure(*options.one)))
        return
    for job in json.loads(CASES.read_text("utf-8")):
        print(f"\n{job}\n\n| reader | cases right | F1 | ms a sentence | import s |\n|---|---|---|---|---|")
        errors = []
        for name in ("claimx", *options.others):
            if job.removesuffix("_later") in READERS[name][1]:
                command = [sys.executable, __file__, "--one", name, job]
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                if done.returncode:
                    why = " ".join(done.stderr.split())
                    print(f"| {name}: {why[-100:]} | | | | |")
                    continue
                row = json.loads(done.stdout.splitlines()[-1])
                errors += [f"{name}: {line}" for line in row.pop("wrong")]
                print("| " + " | ".join(map(str, row.values())) + " |")
        if options.errors:
            print("\n" + "\n".join(errors))


if __name__ == "__main__":
    main()
