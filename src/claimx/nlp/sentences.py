"""Sentence and paragraph boundaries by rules made for news prose.

Every line of the text is a paragraph. Within one, each run of final punctuation is a candidate; what stands before it
(a title, an initial, an abbreviation, the number of a list item) and after it (lower case, a dash, a name with a verb
of saying) decides. Each decision looks at a bounded stretch of text: the time grows with the length of the text alone.
"""

import re
from typing import NamedTuple

from claimx.nlp.annotations import Sentence
from claimx.nlp.marks import find_quoted, unify_marks


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A name follows these: the full stop after them ends no sentence.
TITLES = _words(
    "Mr Mrs Ms Mx Messrs Mmes Dr Drs Prof Profs Gen Lt Col Maj Capt Cmdr Cdr Cpl Sgt Pvt Adm Brig Ens Sen Sens Rep"
    " Reps Gov Govs Pres Hon Rev Fr Msgr Atty Supt Insp Det Amb Asst Dep Lieut v vs cf e.g i.e viz approx"
)
BEFORE_NUMBER = _words("no nos p pp art arts sec secs vol vols ch fig figs para paras apt rte hwy")
# These end a sentence only where the next word can hardly go on with it.
MAY_END = _words(
    "Inc Corp Co Cos Ltd Jr Sr Bros Ave Blvd Rd St Ste Mt Ft Dept Univ Assn Ph.D al Ala Ariz Ark Calif Colo Conn Del"
    " Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo Ont Que"
    " Alta Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Tues Thurs"
)
# Words that begin sentences and are hardly ever part of a name: after U.S., Inc. or an initial they mark a new one.
STARTERS = _words(
    "a an the this that these those there here he she it they we you i his her its their our my your who what when"
    " where why how which whose and but or nor so yet if while after before as although though since because however"
    " moreover meanwhile nevertheless nonetheless still instead indeed in on at for from by to of with without under"
    " over about during despite according among amid between through until unless once then now no not nobody nothing"
    " none some many most much more all both each every everyone everybody any another other others several few such"
    " only also even just perhaps maybe yes additionally furthermore later today yesterday it's he's she's that's"
    " there's they're we're i'm i've i'd i'll we've we'll they've"
)
CLOCK_SUFFIX = re.compile(
    r"[A-Z]{2,4}\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Eastern|Central|Mountain|Pacific|Greenwich|local"
    r"|(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)\b"
)

LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
# A run of final punctuation and the brackets and quotation marks that close after it. It matches wherever it begins.
STOP = re.compile(r"(?P<stop>[.!?…‽]++)(?P<close>[\"'”’»)\]*]*+(?:[ \u00a0\u2009\u202f][”’»](?!\w))*+)(?P<space>\s?)")
NEXT = re.compile(r"\s*+(?P<marks>[\"'“‘«„(\[¿¡•*·]{0,6}\s?)(?P<word>[^\W_][\w'’]{0,30})?")
LAST_WORD = re.compile(r"[\w.&’']+\Z")
SINGLE = re.compile(r"\s?[A-Z]")
NO_WORDS = re.compile(r"[^\w$£€]{0,40}")
ELLIPSIS = re.compile(r"\s++[\"“]?(?:…|\.(?:\s?\.){1,3})\s*[\"'“‘]?(?P<head>\w)")
ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
ENUMERATOR = re.compile(r"[(\[\"“•*\s]{0,3}(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})")
MIXED_CASE = re.compile(r"[a-z]{1,5}[A-Z]")
ADDRESS = re.compile(r"https?://|www\.|pic\.twitter\.com/")
SAYS = re.compile(
    r"\s(?:(?:[A-Z][\w.’'-]{0,30}|of|de|van|von|al) ){1,5}(?:said|says|asked|asks|told|tells|wrote|writes|added|adds"
    r"|replied|replies|tweeted|shouted|wondered|exclaimed|explained|testified|yelled|cried)\b(?P<end>[.,;:]|\s*$)?"
)
CAPITALISED = re.compile(r"[A-Z][a-z’']{1,30}\s")
OPENING_QUOTES = frozenset("\"'“‘«„")
CLOSING_QUOTES = frozenset("\"'”’»")
WINDOW = 40


def find_sentences(text: str) -> list[Sentence]:
    """Find the sentences of a text; whatever quotation marks it is typed with, they are the same.

    Args:
        text: any text; each line is taken as a paragraph.

    Returns:
        Sentences in order, without outer white space; they do not overlap, and all other characters lie in one.
        Offsets are half-open code-point offsets; paragraphs are counted from 0. Blank text has none.

    >>> text = "“Why?” he asked. Mr. Low left at 5 p.m. on Friday."
    >>> [text[s.start : s.end] for s in find_sentences(text)]
    ['“Why?” he asked.', 'Mr. Low left at 5 p.m. on Friday.']
    """
    sentences: list[Sentence] = []
    paragraph = 0
    unified = unify_marks(text, find_quoted(text))
    for line in LINE.finditer(text):
        content = line.group()
        if content.isspace():
            continue
        start = 0
        for end in [*_find_boundaries(unified[line.start() : line.end()]), len(content)]:
            if end < len(content) and unified[line.start() + end] == " " and not content[end].isspace():
                end += 1  # the second half of a doubled mark, a space in the unified line alone
            piece = content[start:end]
            if body := piece.strip():
                first = line.start() + end - len(piece.lstrip())
                sentences.append(Sentence(first, first + len(body), paragraph))
            start = end
        paragraph += 1
    return sentences


def _find_boundaries(line: str) -> list[int]:
    """The offsets in a line at which one sentence ends and another begins."""
    boundaries: list[int] = []
    n_marks, counted = 0, 0
    for stop in STOP.finditer(line):
        n_marks += line.count('"', counted, stop.start())
        counted = stop.start()
        is_open = n_marks % 2 == 1
        begin = boundaries[-1] if boundaries else 0
        end: int | None
        if stop["space"]:
            end = _end_before_space(line, begin, stop, is_open=is_open)
            if end is None and "”" in stop["close"]:
                _rejoin_embedded(line, boundaries, stop.start())
        else:
            end = _end_without_space(line, begin, stop, is_open=is_open)
        if end is not None:
            boundaries.append(end)
    return boundaries


class _Next(NamedTuple):
    """What follows a stop."""

    start: int  # of the first character that is neither white space nor an opening mark
    head: str  # that character; empty at the end of the line
    word: str  # the word that begins there, if one does
    marks: str  # the opening marks before it

    @property
    def is_start(self) -> bool:
        """Whether it looks like the first word of a sentence."""
        return self.word.casefold().replace("’", "'") in STARTERS or not OPENING_QUOTES.isdisjoint(self.marks)


def _next(line: str, end: int) -> _Next:
    match = NEXT.match(line, end)
    marks, word = (match["marks"], match["word"] or "") if match else ("", "")
    start = match.end("marks") if match else end
    return _Next(start, line[start : start + 1], word, marks)


def _end_before_space(line: str, begin: int, stop: re.Match[str], *, is_open: bool) -> int | None:
    """Where the sentence ends whose last characters may be `stop`, with white space after it; None if it goes on."""
    end = stop.end("close")
    if is_open and '"' not in stop["close"] and line.startswith('" ', stop.end()):
        end = stop.end() + 1  # a closing mark set apart from its sentence
    if NO_WORDS.fullmatch(line, begin, stop.start()):
        return None  # an opening ellipsis, or marks
    if ellipsis := ELLIPSIS.match(line, end):
        return end if ellipsis["head"].isupper() or ellipsis["head"].isdigit() else None
    following = _next(line, end)
    head = following.head
    if head.isupper() or head.isdigit() or MIXED_CASE.match(following.word):
        return end if _is_end(line, begin, stop, following) else None
    if head.islower():
        is_item = "•" in following.marks or "·" in following.marks
        return end if is_item or ADDRESS.match(line, following.start) else None
    return end if head.isalpha() or (head and head in "$£€@#") else None


def _is_end(line: str, begin: int, stop: re.Match[str], following: _Next) -> bool:
    """Whether a sentence ends at a stop before a capital or a digit."""
    mark, start = stop["stop"], stop.start()
    if not CLOSING_QUOTES.isdisjoint(stop["close"]):
        says = None if following.is_start else SAYS.match(line, stop.end("close"))
        return says is None or (mark == "." and says["end"] is None)
    if mark in ("…", "...", "..") and line[start - 1].isspace():
        return following.is_start and following.word != "I"
    if mark == ".":
        return _is_full_stop(line, begin, start, following)
    return mark != "!" or not SINGLE.fullmatch(line[max(begin, start - 2) : start])  # a name such as E! goes on


def _is_full_stop(line: str, begin: int, dot: int, following: _Next) -> bool:
    """Whether the full stop at `dot` ends its sentence rather than an abbreviation."""
    if dot - begin <= 8 and ENUMERATOR.fullmatch(line, begin, dot):
        return False
    found = LAST_WORD.search(line, max(begin, dot - WINDOW), dot)
    token = found.group() if found else ""
    if not token:  # after a space, a bracket, …: ". . ." is an ellipsis
        return following.is_start or not line[max(begin, dot - 2) : dot].startswith(".")
    if token in TITLES or (token.isupper() and len(token) > 1 and token.capitalize() in TITLES):
        return False
    if token.casefold() in BEFORE_NUMBER and following.head.isdigit():
        return False
    if token.casefold() in ("a.m", "p.m"):
        return not following.head.isdigit() and not CLOCK_SUFFIX.match(following.word)
    if token in MAY_END or ACRONYM.fullmatch(token) or (len(token) == 1 and token.isalpha()):
        return following.is_start
    return True


def _end_without_space(line: str, begin: int, stop: re.Match[str], *, is_open: bool) -> int | None:
    """Where a sentence ends whose successor follows without a space: `it ended.The`, `she said."We`, `left.“We`."""
    before = LAST_WORD.search(line, max(begin, stop.start() - WINDOW), stop.start())
    word = before.group() if before else ""
    if len(word) < 2 or not word.isalpha() or not word.islower():
        return None
    end, close, head = stop.end(), stop["close"], line[stop.end() : stop.end() + 1]
    if head in ("“", "„"):
        return end
    if close:
        is_mark = head.isupper() and close in ('"', "”")
        return None if not is_mark else end - 1 if close == '"' and not is_open else end
    return end if CAPITALISED.match(line, end) else None


def _rejoin_embedded(line: str, boundaries: list[int], stop: int) -> None:
    """Drop the boundaries inside a short quotation in mid-sentence: the “Go home. Stay home.” slogan."""
    opening = line.rfind("“", max(0, stop - 3 * WINDOW), stop)
    if opening > 1 and line[opening - 1] == " " and line[opening - 2].isalnum():
        while boundaries and boundaries[-1] > opening:
            boundaries.pop()
