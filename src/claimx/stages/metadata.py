"""Who published a page, who wrote it and when, from the lines around its body."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from claimx.stages.dates import find_dates, find_day_of_year
from claimx.stages.lines import Line, is_control, match_byline
from claimx.stages.page import Page
from claimx.stages.patterns import NAME

_PROPER = r"[A-ZÀ-Þ][\w&’'-]*(?:\.\w+)*(?:\s+(?:(?:of|the|and|&|de|for)\s+)?[A-ZÀ-Þ][\w&’'-]*(?:\.\w+)*){0,4}"
# Dateline with the agency in slashes ("LONDON, May 3 /XYZ/.") or in brackets ("LONDON (XYZ) -").
_SLASHED = re.compile(r"^.{0,60}?/(?P<name>[A-Z][\w .&-]{1,30})/[.,:\s]")
_BRACKETED = re.compile(r"^(?:[A-ZÀ-Þ][^()]{0,60})?\((?P<name>[A-Z][\w .&-]{1,30})\)\s*(?:[-–—:]|--)\s")
_DATELINE = re.compile(r"^[A-ZÀ-Þ][A-ZÀ-Þ .'’-]+\b[^/()]{0,40}(?=[/(.–—-])")
_COPYRIGHT = re.compile(
    rf"(?:©|\([cC]\)|(?i:copyright))\W*(?:(?i:copyright)\W*)?(?:©\W*)?(?:(?:19|20)\d\d\W*)*(?:(?i:by)\s+)?"
    rf"(?:the\s+)?(?P<name>{_PROPER})",
)
_NAMED = rf"(?:the\s+)?(?P<name>{_PROPER})"
_SITE_FORMS = tuple(
    (n_votes, re.compile(form))
    for n_votes, form in (
        (2, rf"^(?i:skip to)\s+(?i:more\s+)?(?P<name>{_PROPER})\s+(?i:sites?|content|navigation)"),
        (2, rf"\b(?i:follow|like|join|find)\s+{_NAMED}\s+(?i:on)\b"),
        (2, rf"^(?i:subscribe to|support|download|contact|advertise with|work for)\s+{_NAMED}(?:\s+(?i:app))?[.:!]?$"),
        (2, rf"^(?i:about)\s+{_NAMED}$"),
        (2, rf"^{_NAMED}\s+(?i:is not responsible for|uses cookies|newsletters?$|apps?$|recommends$|home ?page$)"),
        (2, rf"^(?i:sources?|published by|agency)\s*:?\s+(?P<name>{_PROPER})"),
        (1, rf"^(?i:more from|latest from|news from|more on|stories from)\s+{_NAMED}$"),
        (1, r"^(?i:image|photo|photograph|picture|credit)s?\s*:\s*(?P<name>[A-Z][\w&.-]{1,20})\s?/"),
    )
)
_ASKED = re.compile(rf"\b(?P<name>{_PROPER})\s+(?:spoke|talked|sat down|caught up)\s+(?:with|to)\b")
_LABEL = re.compile(r"^(?P<name>[A-ZÀ-Þ][\w&.’'-]*(?: [A-ZÀ-Þ][\w&.’'-]*){0,3}):\s")
_COMPANY = re.compile(
    r"[\s,.]+(?:Inc|Ltd|LLC|L\.L\.C|Corp|Corporation|plc|PLC|GmbH|AG|Co|Company|All|Limited)\b.*$|[.,\s-]+$"
)
_LEAST_VOTES = 2
_BARE_NAME = re.compile(rf"(?P<name>{NAME})(?:\s*[,|(]\s*[A-ZÀ-Þ][\w .()’'-]{{1,30}})?")
_UPDATED = re.compile(r"(?i)\b(?:updated?|modified|edited|corrected)\b")
_PUBLISHED = re.compile(r"(?i)\b(?:published|posted|issued|created)\b")
_DATELINE_PARAGRAPHS = 4


def find_publisher(page: Page) -> str | None:
    """Find the outlet that published a page.

    Every place where a page names its own site has votes: the site in the title, the copyright line, the agency of
    the dateline, menus ("Skip to more XYZ sites", "Follow XYZ on …"), and, for interviews, the label of the questions.
    One weak sign alone does not do.
    """
    votes: defaultdict[str, int] = defaultdict(int)
    forms: dict[str, str] = {}
    for name, n_votes in _vote(page):
        name = _COMPANY.sub("", name.strip()).strip()
        if len(name) < 2 or is_control(name) or name.isdigit():
            continue
        key = re.sub(r"^the\s+|\W", "", name.casefold())
        votes[key] += n_votes
        forms.setdefault(key, name)
    best = max(votes, key=lambda key: votes[key], default=None)
    return forms[best] if best is not None and votes[best] >= _LEAST_VOTES else None


def _vote(page: Page) -> Iterator[tuple[str, int]]:
    if page.site:
        yield page.site, 4
    for line in (*page.above, *page.within, *page.below):
        text = re.sub(r"^\d{1,2}\.\s+", "", line.text[:300])
        if found := _COPYRIGHT.search(text):
            yield found["name"], 3
        for n_votes, form in _SITE_FORMS:
            if found := form.search(text):
                yield found["name"], n_votes
    for paragraph in page.body[:_DATELINE_PARAGRAPHS]:
        if found := _SLASHED.search(paragraph[:120]):
            yield found["name"], 3
        elif found := _BRACKETED.search(paragraph[:120]):
            yield found["name"], 2
        if found := _ASKED.search(paragraph[:1000]):
            yield found["name"], 1
        # The label of an interview's questions; where the text says that the same spoke to somebody, it is the outlet.
        if (found := _LABEL.match(paragraph[:80])) and paragraph.rstrip().endswith("?"):
            yield found["name"], 1


def find_published(page: Page) -> date | None:
    """Find the day of publication: on a line of its own by the headline, or in the dateline.

    A dateline without a year takes that of a date in the text with the same day and month; there is no guessing from
    today's date. Dates below the body count only where a label says that they are those of publication.
    """
    near = page.above[len(page.above) - page.below_headline :]
    far = page.above[: len(page.above) - page.below_headline]
    for lines in (near, page.within, _by_distance(far)):
        if found := _first_date([line for line in lines if line.kind in ("date", "byline")]):
            return found
    if found := _read_dateline(page.body):
        return found
    return _first_date([line for line in page.below if line.kind == "date" and _PUBLISHED.search(line.text)])


def _by_distance(lines: Sequence[Line]) -> list[Line]:
    return list(reversed(lines))


def _first_date(lines: Sequence[Line]) -> date | None:
    """The first date, one of an update only where there is no other."""
    updated = None
    was_label = False
    for line in lines:
        for start, _, day in find_dates(line.text):
            before = line.text[:start]
            labels = [(match.start(), False) for match in _PUBLISHED.finditer(before)]
            labels += [(match.start(), True) for match in _UPDATED.finditer(before)]
            if max(labels)[1] if labels else was_label:
                updated = updated or day
            else:
                return day
        # "Updated" may stand on the line above its date.
        was_label = bool(_UPDATED.fullmatch(line.text.strip(" :")))
    return updated


def _read_dateline(paragraphs: Sequence[str]) -> date | None:
    for paragraph in paragraphs[:_DATELINE_PARAGRAPHS]:
        found = _DATELINE.match(paragraph[:100])
        if not found:
            continue
        if full := find_dates(found[0]):
            return full[0][2]
        if day := find_day_of_year(found[0]):
            dates = (written for text in paragraphs for _, _, written in find_dates(text[:5000]))
            return next((written for written in dates if (written.month, written.day) == day), None)
    return None


def find_authors(page: Page) -> list[str]:
    """Find the authors: a byline, or a name alone between headline and date."""
    lines = (*page.above[len(page.above) - page.below_headline :], *page.within[:5])
    around = (*lines, *reversed(page.above[: len(page.above) - page.below_headline]))
    for line in around:
        if line.kind in ("byline", "date") and (found := match_byline(_strip_date(line.text))):
            return split_authors(found["names"])
    for line, other in (*pairwise(lines), *((below, above) for above, below in pairwise(lines))):
        found_name = _BARE_NAME.fullmatch(line.text)
        if line.kind == "short" and other.kind == "date" and found_name and not is_control(line.text):
            return [found_name["name"]]
    return []


def split_authors(names: str) -> list[str]:
    """Split the names of a byline.

    >>> split_authors("Jane Doe, John Roe and Ann Other")
    ['Jane Doe', 'John Roe', 'Ann Other']
    """
    parts = re.split(r"[,;&|]|\band\b", names)
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _strip_date(text: str) -> str:
    """The byline in a line that also holds a date, which stands before or after it."""
    if dates := find_dates(text):
        start, end, _ = dates[0]
        before, after = text[:start].strip(" |,•·–—-"), text[end:].strip(" |,•·–—-")
        found = re.search(r"(?i)\bby\s.*", after)
        return before if match_byline(before) else found[0] if found else text
    return text
