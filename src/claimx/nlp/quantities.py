"""Numbers with their units in running text.

Small closed rules. Libraries were measured beside them (`benchmarks/values.py`): they know neither `$3m` nor a
Boeing 737, and cost more than all else that is done to a claim.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from claimx.nlp.times import Time, find_times


class Quantity(NamedTuple):
    """A number; `unit` is a currency (ISO 4217; `dollar` where the text does not say whose), a measure, or None."""

    start: int
    end: int
    value: float
    unit: str | None


_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,15})(?:\.[0-9]{1,6})?[½¼¾]?|[½¼¾]"
_ONES = {
    word: value
    for value, word in enumerate(
        str.split(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
            " sixteen seventeen eighteen nineteen"
        )
    )
}
_TENS = {word: 10 * n for n, word in enumerate(str.split("twenty thirty forty fifty sixty seventy eighty ninety"), 2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12, "trn": 10**12}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_HALVES = {"½": 0.5, "¼": 0.25, "¾": 0.75}

_CURRENCIES = {
    **{"US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD"},
    **{"R$": "BRL", "$": "dollar", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW"},
    **{"₦": "NGN", "₪": "ILS", "₺": "TRY", "₴": "UAH", "₱": "PHP", "Rs.": "rupee", "Rs": "rupee"},
    **{code: code for code in ("USD", "EUR", "GBP", "JPY", "CNY", "CAD", "AUD", "CHF", "INR", "SEK", "NOK", "DKK")},
}
_MEASURES = {
    "percentage point": r"percentage[ -]points?",
    "percent": r"percent|per cent|pct|%",
    "basis point": r"basis points?",
    "USD": r"(?:US|U\.S\.) dollars?",
    "CAD": r"Canadian dollars?",
    "AUD": r"Australian dollars?",
    "dollar": r"dollars?",
    "EUR": r"euros?|EUR",
    "GBP": r"pounds? sterling",
    "JPY": r"yen",
    "CNY": r"yuan|renminbi",
    "rouble": r"rou?bles?",
    "rupee": r"rupees?",
    "franc": r"francs?",
    "krona": r"kron(?:a|or|e|er)",
    "penny": r"pence|penny|pennies",
    "cent": r"cents?",
    "square kilometre": r"(?:square|sq\.?) (?:km|kilomet(?:er|re)s?)|km²|km2",
    "square metre": r"(?:square|sq\.?) (?:m|met(?:er|re)s?)|m²|m2",
    "square mile": r"(?:square|sq\.?) miles?",
    "square foot": r"(?:square|sq\.?) (?:foot|feet|ft\.?)",
    "cubic metre": r"cubic met(?:er|re)s?|m³",
    "cubic foot": r"cubic (?:foot|feet)",
    "kilometre per hour": r"km/h|kph|kilomet(?:er|re)s (?:per|an) hour",
    "mile per hour": r"mph|miles (?:per|an) hour",
    "metre per second": r"m/s|met(?:er|re)s (?:per|a) second",
    "kilometre": r"km|kilomet(?:er|re)s?",
    "centimetre": r"cm|centimet(?:er|re)s?",
    "millimetre": r"mm|millimet(?:er|re)s?",
    "metre": r"met(?:er|re)s?",
    "nautical mile": r"nautical miles?",
    "mile": r"miles?",
    "yard": r"yards?",
    "foot": r"foot|feet|ft\.?",
    "inch": r"inch(?:es)?",
    "acre": r"acres?",
    "hectare": r"hectares?|ha",
    "light-year": r"light[- ]years?",
    "kilogram": r"kg|kilos?|kilogram(?:me)?s?",
    "gram": r"grams?",
    "milligram": r"mg|milligrams?",
    "tonne": r"tonnes?|metric tons?",
    "ton": r"tons?",
    "pound": r"pounds?|lbs?\.?",
    "ounce": r"ounces?|oz\.?",
    "litre": r"lit(?:er|re)s?",
    "gallon": r"gallons?",
    "barrel": r"barrels?",
    "celsius": r"°\s?C|degrees? Celsius|C\b(?=\s?\()",
    "fahrenheit": r"°\s?F|degrees? Fahrenheit",
    "degree": r"degrees?|°",
    "terawatt hour": r"TWh|terawatt[- ]hours?",
    "gigawatt hour": r"GWh|gigawatt[- ]hours?",
    "megawatt hour": r"MWh|megawatt[- ]hours?",
    "kilowatt hour": r"kWh|kilowatt[- ]hours?",
    "gigawatt": r"GW|gigawatts?",
    "megawatt": r"MW|megawatts?",
    "kilowatt": r"kW|kilowatts?",
    "terabyte": r"TB|terabytes?",
    "gigabyte": r"GB|gigabytes?",
    "century": r"centur(?:y|ies)",
    "decade": r"decades?",
    "year": r"years?|yrs?",
    "month": r"months?",
    "week": r"weeks?",
    "day": r"days?",
    "hour": r"hours?|hrs?",
    "minute": r"minutes?|mins?",
    "second": r"seconds?",
}

_WORD = rf"(?:{'|'.join([*sorted(_ONES, key=len, reverse=True), *_TENS])})"
_UP_TO_99 = rf"{_WORD}(?:[- ]{_WORD})?"
_SCALE = rf"(?:{'|'.join(_SCALES)})"
_WORDS = rf"(?i:(?:an?|{_UP_TO_99})(?: {_SCALE})+(?:(?: and)? {_UP_TO_99})?|{_UP_TO_99})"
_SHARE = (
    rf"(?P<share>(?i:(?:(?P<top>an?|{'|'.join(_ONES)})[ -])?(?P<bottom>{'|'.join(_PARTS)})s?)(?= of\b| the\b| a\b))"
)
_AMOUNT = (
    rf"(?P<digits>{_DIGITS})(?:(?P<short>k|mn?|bn?|tn|trn)\b|[ -](?P<scale>(?i:{_SCALE}))\b)?"
    rf"|(?P<words>\b{_WORDS})\b"
)
_UNIT = "|".join(f"(?P<u{n}>{pattern})" for n, pattern in enumerate(_MEASURES.values()))
_SIGNS = "|".join(re.escape(sign) for sign in sorted(_CURRENCIES, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?:(?<![\w.,:/#-])|(?<=[0-9][-–]))(?:{_SHARE}|(?:(?P<sign>{_SIGNS})\s?)?(?:{_AMOUNT})"
    rf"(?:(?P<dash>[-–](?=[0-9]))|(?![\w])(?!-?[:/]|[.,][0-9])(?:[ \u00a0-]?(?:{_UNIT})(?![\w]))?))"
)
_NAMES = tuple(_MEASURES)
_DIGIT = re.compile("[0-9½¼¾]")
_LETTERS = re.compile("[a-z]+")
_NUMBER_WORDS = frozenset([*_ONES, *_TENS, *_SCALES, *_PARTS, *(f"{part}s" for part in _PARTS)])
_CLOCK = re.compile(r"\s?(?:[ap]\.?m\b|o['’]clock|GMT|(?:st|nd|rd|th)\b)", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:\b(?:no|nos|number|article|section|chapter|route|page|room|channel|phase|grade|level|version|age)\.?"
    r"|\b[A-Z][\w’'.]*)[ \u00a0]$"
)
_OPENERS = frozenset(
    str.split(
        "a about all almost an and another around as at below between but by even every exactly for from his"
        " in its just nearly of on only or our over roughly she he some than that the their these they those"
        " to under until up we when while with within"
    )
)
"""Words that may begin a sentence before a number that counts something."""
_ORDER = re.compile(r"\b(?:first|second|other|latter|top|bottom|last|next|final|this|that)[ -]$", re.IGNORECASE)


def find_quantities(text: str, times: Sequence[Time] | None = None) -> list[Quantity]:
    """Find the numbers that count or measure something.

    Names and labels (Boeing 737, Article 5), dates, ordinals, times of day and scores are none.

    Args:
        text: a sentence, or a part of one.
        times: the times in it, as `find_times` gives them, whose numbers are left out; None looks for them.

    Returns:
        Quantities in order; offsets count from the start of `text`.

    >>> [(q.value, q.unit) for q in find_quantities("It cost $3m, four percent of the budget.")]
    [(3000000.0, 'dollar'), (4.0, 'percent')]
    """
    if _DIGIT.search(text) is None and _NUMBER_WORDS.isdisjoint(_LETTERS.findall(text.lower())):
        return []
    times = find_times(text) if times is None else times
    found, dates = [], bytearray(len(text))
    for time in times:
        dates[time.start : time.end] = b"1" * (time.end - time.start)
    for match in _QUANTITY.finditer(text):
        start, end = match.span()
        if not any(dates[start:end]) and (value := _try_to_read(text, match)) is not None:
            found.append(Quantity(start, match.start("dash") if match["dash"] else end, *value))
    return found


def _try_to_read(text: str, match: "re.Match[str]") -> tuple[float, str | None] | None:
    try:
        return _read(text, match)
    except KeyError:  # İ and ſ match i and s, but are none
        return None


def _read(text: str, match: "re.Match[str]") -> tuple[float, str | None] | None:
    """Value and unit of what was found; None where it is no quantity."""
    if match["share"]:
        if _ORDER.search(text, max(0, match.start() - 9), match.start()) or (
            not match["top"] and match["bottom"].lower() != "half"
        ):
            return None
        top = (match["top"] or "a").lower()
        return _ONES.get(top, 1) / _PARTS[match["bottom"].lower()], None
    n_unit = next((n for n in range(len(_NAMES)) if match[f"u{n}"]), None)
    unit = _CURRENCIES[match["sign"]] if match["sign"] else _later_unit(match) if n_unit is None else _NAMES[n_unit]
    if match["words"]:
        words = match["words"].lower()
        # "One" is a pronoun as often as a number.
        return None if words == "one" and unit is None else (_read_words(words), unit)
    if _CLOCK.match(text, match.end()):
        return None
    digits, short = match["digits"], match["short"]
    if short in ("m", "b") and not match["sign"]:  # metres or millions
        return None
    is_plain = unit is None and not short and not match["scale"] and not re.search("[,.½¼¾]", digits)
    if is_plain and (
        _is_label(text, match.start()) or match["dash"] or text.startswith(("-", "–"), max(0, match.start() - 1))
    ):
        return None
    scale = _SHORT[short] if short else _SCALES[match["scale"].lower()] if match["scale"] else 1
    return _read_digits(digits) * scale, unit


def _later_unit(match: "re.Match[str]") -> str | None:
    """The unit of a range's first number (10-15 percent): that of its second."""
    if not match["dash"]:
        return None
    later = _QUANTITY.match(match.string, match.end())
    n_unit = next((n for n in range(len(_NAMES)) if later[f"u{n}"]), None) if later else None
    return None if n_unit is None else _NAMES[n_unit]


def _is_label(text: str, start: int) -> bool:
    """Whether a number is part of a name: it follows a word with a capital, or one such as "number"."""
    match = _LABEL.search(text, max(0, start - 40), start)
    return match is not None and match.group().strip().lower() not in _OPENERS


def _read_digits(digits: str) -> float:
    part = _HALVES.get(digits[-1], 0.0)
    whole = digits.rstrip("½¼¾").replace(",", "")
    return (float(whole) if whole else 0.0) + part


def _read_words(words: str) -> float:
    """Read a number that is written out: two hundred and fifty."""
    total, current = 0, 0
    for word in re.split("[ -]", words):
        if word in ("a", "an"):
            current = 1
        elif word in _SCALES and _SCALES[word] >= 1000:
            total, current = total + max(current, 1) * _SCALES[word], 0
        elif word in _SCALES:
            current = max(current, 1) * _SCALES[word]
        else:
            current += _ONES.get(word) or _TENS.get(word, 0)
    return float(total + current)
