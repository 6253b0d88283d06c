"""The article within a page dump: which lines are its body, which one is the headline, and what to leave out.

A dump is a page turned to text with its menus, captions and links. The body is the run of lines that holds the most
prose for the least furniture; lines above it are looked through for headline and standfirst by the words that they
share with it. A text without any furniture at its edges is no dump, and stays as it is.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from claimx.stages.lines import FURNITURE, PROSE, SHORT, Line, read_lines

# What a line adds to the run of lines that becomes the body; prose adds its length up to _MOST_PROSE characters.
_WEIGHTS = {
    "control": -12,
    "date": -10,
    "byline": -10,
    "credit": -5,
    "teaser": -10,
    "rule": -2,
    "notice": -20,
    "section": -120,
    "comments": -100_000,
}
_OPEN_SHORT, _CLOSED_SHORT, _MOST_PROSE = -15, 10, 300
_EDGE_RUN = 4  # so many short lines in a row, none ending as a sentence does, are a menu
_FULL_SHARE = 0.3  # prose of whose words at least so many occur elsewhere in the body counts in full
_ENOUGH_PROSE = 4  # paragraphs; what fewer of them share says little
_LEAST_OVERLAP = 0.3
_NEAR_BEST = 0.2
_MOST_DECKS = 2
_MOST_ABOVE = 200  # lines above the body in which the headline is looked for
_MOST_FOR_PULL_QUOTES = 100_000  # characters; longer pages hold more than an article
_DECK_WORDS = 8
_HEADLINE_WORDS = range(3, 31)
_SITE_SUFFIX = re.compile(r"\s+(?:\||»|::|•|·)\s+(?P<site>[^|»:•·]{2,50})$|\s+[-–—]\s+(?P<site2>[^-–—|]{2,40})$")
_WORD = re.compile(r"[^\W\d_]{4,}")
# Words of four letters and more, by their first five, that any two English texts share.
_COMMON_WORDS = """
    that this these those with have havin from were they their them would about there which been will more also said
    says sayin when what than after over into other some could shoul where while becau befor first last year years time
    peopl just only very such most then make like many much your here even still since unde under betwe throu again
    being every today week month now news well back does doing done both each during
"""
_COMMON_STEMS = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Page:
    """What was found on a page.

    Attributes:
        title: the headline, or None.
        body: the paragraphs of the article, in order.
        above: lines of the page above its body, the headline left out.
        within: lines left out from within the body.
        below: lines below it.
        below_headline: how many lines of `above` stand below the headline.
        site: the site that a line "headline | site" names, or None.
    """

    title: str | None
    body: tuple[str, ...]
    above: tuple[Line, ...] = ()
    within: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()
    below_headline: int = 0
    site: str | None = None


def read_page(text: str) -> Page:
    """Find the article within the text of a page.

    Args:
        text: the page; its lines may be paragraphs, hard-wrapped, or separated by blank lines.

    Returns:
        The page taken apart. Where the text is no dump but prose from end to end, all its lines are the body, the
        first one also being the title if it has the form of a headline.
    """
    lines = read_lines(text)
    if not is_dump(lines):
        return Page(_title_of_clean(lines), tuple(line.text for line in lines))
    start, end = find_body(lines)
    if start == end:
        return Page(None, tuple(line.text for line in lines))
    headline = find_headline(lines, start, end)
    if headline is None:
        headline, start = _find_headline_within(lines, start, end)
    title, site = (None, None) if headline is None else split_title(lines[headline].text, lines[: start + _MOST_ABOVE])
    top = -1 if headline is None else headline
    decks = [] if headline is None else _find_decks(lines, top, start, end, title or "")
    kept, dropped = _clean_body(lines[start:end], title)
    above = [i for i in range(start) if i != headline and i not in decks]
    return Page(
        title,
        tuple([lines[i].text for i in decks] + kept),
        above=tuple(lines[i] for i in above),
        within=tuple(dropped),
        below=tuple(lines[end:]),
        below_headline=sum(i > top for i in above) if headline is not None else 0,
        site=site,
    )


def is_dump(lines: Sequence[Line]) -> bool:
    r"""Whether lines are those of a page with its furniture, and not of a text that somebody has cleaned already.

    >>> is_dump(read_lines("Home\nNews\n\nThe bridge was opened by the mayor on a cold Monday."))
    True
    >>> is_dump(read_lines("A bridge\n\nThe bridge was opened by the mayor on a cold Monday."))
    False
    """
    prose = [i for i, line in enumerate(lines) if line.kind == PROSE]
    if not prose:
        return False
    top, bottom = lines[: prose[0]], lines[prose[-1] + 1 :]
    if any(line.kind in FURNITURE for line in (*top, *bottom)):
        return True
    # Dates and bylines between paragraphs are those of a running report, or of what it quotes.
    if sum(line.kind in FURNITURE - {"date", "byline"} for line in lines) >= 3:
        return True
    return any(sum(line.kind == SHORT and not line.is_closed for line in edge) >= _EDGE_RUN for edge in (top, bottom))


def find_body(lines: Sequence[Line]) -> tuple[int, int]:
    """Find the run of lines with the most prose and the least furniture.

    A first pass finds where most prose is; the second counts prose by the words that it shares with that, so that
    notices and summaries of other articles, set off by furniture, stay outside.

    Returns:
        Its first line and one past its last; (0, 0) where no line is prose.
    """
    weights = [_weigh(line) for line in lines]
    start, end = _find_heaviest_run(weights)
    if sum(line.kind == PROSE for line in lines[start:end]) < _ENOUGH_PROSE:
        return (start, end) if any(line.kind == PROSE for line in lines[start:end]) else (0, 0)
    stems = Counter(stem for line in lines[start:end] for stem in _find_stems(line.text))
    for i, line in enumerate(lines):
        if line.kind == PROSE:
            own = _find_stems(line.text)
            n_elsewhere = sum(stems[stem] > (start <= i < end) for stem in own)
            share = n_elsewhere / len(own) if own else 0.0
            weights[i] = int(weights[i] * min(1.0, share / _FULL_SHARE) ** 2)
    start, end = _find_heaviest_run(weights)
    return (start, end) if any(line.kind == PROSE for line in lines[start:end]) else (0, 0)


def _find_heaviest_run(weights: Sequence[int]) -> tuple[int, int]:
    best = total = start = 0
    run = (0, 0)
    for i, weight in enumerate(weights):
        total += weight
        if total <= 0:
            total, start = 0, i + 1
        elif total > best:
            best, run = total, (start, i + 1)
    return run


def _weigh(line: Line) -> int:
    if line.kind == PROSE:
        return min(len(line.text), _MOST_PROSE)
    if line.kind == SHORT:
        return _CLOSED_SHORT if line.is_closed else _OPEN_SHORT
    return _WEIGHTS[line.kind]


def find_headline(lines: Sequence[Line], start: int, end: int) -> int | None:
    """Find the headline among the lines above a body, by the words that it shares with the body.

    Args:
        lines: the page.
        start: first line of the body.
        end: one past its last line.

    Returns:
        The index of the headline; None where no line is like one.
    """
    stems = _find_stems(" ".join(line.text for line in lines[start:end]))
    repeated = Counter(line.text.casefold() for line in lines)
    scores = {}
    top = max(0, start - _MOST_ABOVE)
    for i, line in enumerate(lines[top:start], top):
        if line.kind not in (SHORT, PROSE) or line.n_words not in _HEADLINE_WORDS or _is_caption(lines, i):
            continue
        score = _measure_overlap(line.text, stems)
        score += 0.15 * _is_alone(lines, i)
        score += 0.15 * any(below.kind in ("date", "byline") for below in lines[i + 1 : i + 4])
        score += 0.3 * (repeated[line.text.casefold()] > 1 or split_title(line.text, lines[top:start])[1] is not None)
        score -= 0.3 * (line.n_words < 4) + 0.2 * line.text.endswith(".") + 0.4 * _is_in_menu(lines, i)
        scores[i] = score
    # "Section | headline" and "headline | site" go where the headline also stands alone.
    for i in [i for i in scores if any(j != i and _is_part(lines[j].text, lines[i].text) for j in scores)]:
        del scores[i]
    best = max(scores.values(), default=0.0)
    if best < _LEAST_OVERLAP:
        return None
    first = next(i for i, score in scores.items() if score >= best - _NEAR_BEST)
    # A standfirst repeats more of the body than the headline does: the shorter line right above it is the headline.
    above = max((i for i in scores if i < first), default=None)
    if above is None or lines[first].n_words < _DECK_WORDS or lines[above].n_words >= lines[first].n_words:
        return first
    is_next = all(line.kind in ("date", "byline", "rule") for line in lines[above + 1 : first])
    stands_out = _is_alone(lines, above) or _is_pair(lines, above, first)
    return above if is_next and stands_out and scores[above] >= _LEAST_OVERLAP else first


def _find_headline_within(lines: Sequence[Line], start: int, end: int) -> tuple[int | None, int]:
    """A headline that ends as a sentence does opens the body; tell it by the date or byline below it."""
    for i in range(start, min(start + 3, end - 1)):
        line, below = lines[i], lines[i + 1 : min(i + 4, end)]
        is_like = line.n_words in _HEADLINE_WORDS and _is_alone(lines, i) and not line.text.endswith(('"', "”"))
        if line.kind in (SHORT, PROSE) and is_like and any(other.kind in ("date", "byline") for other in below):
            return i, i + 1
    return None, start


def split_title(text: str, lines: Sequence[Line]) -> tuple[str, str | None]:
    """Take the site off a title such as "A bridge too far | The Daily Example", and find it on the page.

    A dash is taken to set off a site only where the headline stands on the page without it too.

    Returns:
        The headline and the site; the site is None where no line of the page names it so.
    """
    for line in lines:
        match = _SITE_SUFFIX.search(line.text)
        if not match or line.kind == PROSE:
            continue
        head, site = line.text[: match.start()].strip(), (match["site"] or match["site2"]).strip()
        is_bar = match["site"] is not None and len(head.split()) >= 4
        if head == text or (line.text == text and is_bar and site[:1].isupper()):
            return head, site
    return text, None


def _find_decks(lines: Sequence[Line], headline: int, start: int, end: int, title: str) -> list[int]:
    """The standfirst between headline and body, and paragraphs that furniture cut off from the rest of it."""
    stems = _find_stems(" ".join(line.text for line in lines[start:end]))
    prose, decks = [], []
    first = next((i for i in range(headline + 1, start) if lines[i].kind not in ("date", "byline", "rule")), start)
    for i in range(headline + 1, start):
        line = lines[i]
        if (
            (_is_caption(lines, i) and (i != first or lines[i + 1].block == line.block))
            or line.text.casefold() == title.casefold()
            or _is_part(title, line.text)
        ):
            continue
        overlap = _measure_overlap(line.text, stems)
        if line.kind == PROSE and (overlap >= _LEAST_OVERLAP or i == first):
            prose.append(i)
        elif line.kind == SHORT and line.n_words >= _DECK_WORDS and overlap >= _LEAST_OVERLAP and _is_alone(lines, i):
            decks.append(i)
    # Several short lines are a list of links to other articles; only the first can be the standfirst.
    return sorted(prose + (decks if len(decks) <= _MOST_DECKS else decks[:1]))


def _clean_body(body: Sequence[Line], title: str | None) -> tuple[list[str], list[Line]]:
    """Leave out the furniture between paragraphs: captions, controls, links to other articles, repeats."""
    repeated = Counter(line.text for line in body if line.kind == SHORT and not line.is_closed)
    kept: list[str] = []
    dropped: list[Line] = []
    in_links = False
    whole = "\n".join(line.text for line in body)
    if len(whole) > _MOST_FOR_PULL_QUOTES:
        whole = ""
    for i, line in enumerate(body):
        is_open = line.kind == SHORT and not line.is_closed
        in_links = line.kind == "section" or (in_links and (is_open or line.kind in FURNITURE))
        is_noise = line.kind in FURNITURE or line.kind == "rule" or _is_caption(body, i)
        is_repeat = is_open and (repeated[line.text] > 1 or line.text == title)
        if is_noise or is_repeat or (in_links and is_open) or _is_pull_quote(line, whole):
            dropped.append(line)
        else:
            kept.append(line.text)
    return kept, dropped


def _is_pull_quote(line: Line, whole: str) -> bool:
    """Whether a line repeats words of another paragraph, set off to catch the eye."""
    words = line.text.strip(" \"'“”‘’«»…")
    if not 5 <= line.n_words <= 40 or whole.count(words) < 2:
        return False
    # One of the places is the line itself; the other is within a longer paragraph.
    return any(words in other and len(other) > len(line.text) + 20 for other in whole.split("\n"))


def _is_caption(lines: Sequence[Line], i: int) -> bool:
    """Whether line `i` is a caption: the credit of a picture is the line below it, or its own block."""
    line, below = lines[i], lines[i + 1 : i + 2]
    if not below or below[0].kind != "credit" or line.kind not in (SHORT, PROSE):
        return False
    if below[0].block == line.block:
        return len(line.text) <= 400 and (i == 0 or lines[i - 1].block != line.block or lines[i - 1].kind in FURNITURE)
    return line.kind == SHORT and not line.is_closed


def _is_in_menu(lines: Sequence[Line], i: int) -> bool:
    """Whether controls stand in the same block as line `i`, on a page that has blocks."""
    around = lines[max(0, i - 5) : i + 6]
    return lines[-1].block >= 3 and any(o.block == lines[i].block and o.kind in ("control", "section") for o in around)


def _is_part(short: str, long: str) -> bool:
    """Whether a headline is the whole of a longer line but for what a bar or a dash sets off."""
    if len(short) >= len(long) or len(short.split()) < 3:
        return False
    before, found, after = long.partition(short)
    return bool(found) and before.rstrip()[-1:] in ("", *"|»:•·-–—") and after.lstrip()[:1] in ("", *"|»:•·-–—")


def _is_alone(lines: Sequence[Line], i: int) -> bool:
    """Whether a line makes up its block, or the page has no blank lines that would tell."""
    block = lines[i].block
    before = i > 0 and lines[i - 1].block == block and lines[i - 1].kind not in FURNITURE
    after = i + 1 < len(lines) and lines[i + 1].block == block and lines[i + 1].kind not in FURNITURE
    return lines[-1].block < 3 or not (before or after)


def _is_pair(lines: Sequence[Line], i: int, j: int) -> bool:
    """Whether two neighbouring lines make up their block."""
    return j == i + 1 and [k for k, line in enumerate(lines) if line.block == lines[i].block] == [i, j]


def _title_of_clean(lines: Sequence[Line]) -> str | None:
    if len(lines) < 3 or lines[0].kind != SHORT or lines[0].is_closed or not _is_alone(lines, 0):
        return None
    return lines[0].text if lines[0].n_words in _HEADLINE_WORDS and lines[1].kind == PROSE else None


def _find_stems(text: str) -> frozenset[str]:
    return frozenset(word[:5].lower() for word in _WORD.findall(text)) - _COMMON_STEMS


def _measure_overlap(text: str, stems: frozenset[str]) -> float:
    own = _find_stems(text)
    return len(own & stems) / len(own) if own else 0.0
