"""Puts quotes together: from the network's spans and links, the quotation marks and the turns.

The order of work, each step a function below or in `claimx.nlp.reconcile`:

1. Contents are joined where links say that they are one quote, or, without links, where a reporting clause interrupts a
   sentence (`_group`), and cut to their words (`clean_content`).
2. Each group takes at most one cue and one source, the best links first; without links, the nearest in its sentence
   (`_assign`).
3. Quotation marks correct the contents, and well-formed stretches that the network missed become quotes
   (`claimx.nlp.reconcile.reconcile`).
4. Each is given its kind, its act and the probability that it is a quote (`claimx.nlp.confidence`); those below the
   threshold go.
5. Turns of interviews become direct quotes; within them, and within any other direct quote, only those quotes stay
   that name a speaker of their own (`_drop_nested`). One with neither cue nor source is given the quote that it goes on
   from (`_link`).
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from claimx.nlp.annotations import Draft, RoleLink, RoleSpan, Sentence, Span
from claimx.nlp.confidence import describe_group, weigh_signs
from claimx.nlp.groups import Group, MarkIndex, SentenceIndex, has_words, is_first_person, is_nested, overlaps
from claimx.nlp.heads import ACT_THRESHOLD
from claimx.nlp.marks import Quoted
from claimx.nlp.reconcile import reconcile
from claimx.nlp.turns import Turn

SHARED_SOURCE_THRESHOLD = 0.5
"""A source serves a second content from this link score on ("he denied it, saying that …"): one in twenty-five serves
several. A cue never does: two in a thousand would."""
MAX_CANDIDATES = 8
"""So many cues or sources on either side of a content are looked at where there are no links."""
TURN_SCORE = 0.95
EMPTY_WORDS = frozenset({"the", "a", "an", "that"})
MAX_PARAGRAPHS_TO_CONTINUE = 2
"""A quote without reporting clause goes on from one that ended at most so many paragraphs before."""

# "that" before a verb is no complementiser but the subject.
_COMPLEMENTISER = re.compile(
    r"that(?=[\s,])(?!\s(?:is|isn|was|wasn|has|had|will|would|won|can|could|should|must|may|might|does|doesn|did|didn)\b)"
    r"[\s,]*"
)
_STRAY = frozenset('"“”„«»‘')
_EDGE = frozenset(",;:—–- \t\r\n\u00a0\u2009\u202f")
# Not "quoted": who was quoted as saying something said it.
_PASSIVE = re.compile(
    r"\s(?:(?:has|have|had|will|may|might|could|should) )?(?:been|being|be|was|were|is|are|got|get)"
    r" (?:(?:also|not|never|just|only|first|later|then|[a-z]+ly) )?"
    r"(?:told|asked|informed|warned|advised|reminded|assured|notified|urged|ordered|instructed|accused|said|alleged)\b"
)
_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")


def assemble_quotes(
    text: str,
    sentences: Sequence[Sentence],
    roles: Sequence[RoleSpan],
    links: Sequence[RoleLink],
    quoted: Sequence[Quoted],
    turns: Sequence[Turn],
    *,
    quote_threshold: float,
    link_threshold: float,
) -> list[Draft]:
    """Puts the quotes of an article together.

    Args:
        text: the article's text.
        sentences: its sentences, in order.
        roles: what the network found: sources, cues, contents.
        links: what the network says about which of them belong together; links to spans that are not in `roles` are
            left aside.
        quoted: the stretches between quotation marks, as `claimx.nlp.marks.find_quoted` gives them.
        turns: the turns, as `claimx.nlp.turns.find_turns` gives them.
        quote_threshold: contents with a lower score are no quotes.
        link_threshold: spans with a lower link score are not joined.

    Returns:
        Quotes sorted by start, an outer one before those inside it; `continues` points to an earlier one of the list.

    >>> from claimx.nlp.marks import find_quoted
    >>> text = "“It is late,” she said. “Go.”"
    >>> roles = [RoleSpan(0, 13, "content", 0.9), RoleSpan(14, 17, "source", 0.9), RoleSpan(18, 22, "cue", 0.9)]
    >>> drafts = assemble_quotes(
    ...     text, [Sentence(0, 23, 0), Sentence(24, 29, 0)], roles, [], find_quoted(text), [],
    ...     quote_threshold=0.5, link_threshold=0.5,
    ... )
    >>> [(d.kind, d.content, d.cue, d.continues) for d in drafts]  # doctest: +NORMALIZE_WHITESPACE
    [('direct', (Span(start=0, end=13),), Span(start=18, end=22), None),
     ('direct', (Span(start=24, end=29),), None, 0)]
    """
    place = SentenceIndex(sentences)
    roles = [_trim(text, role) for role in roles if 0 <= role.start < role.end <= len(text)]
    roles = [role for role in roles if not _is_empty(text, role) and not _is_told(text, role)]
    contents = [role for role in roles if role.role == "content"]
    others = [role for role in roles if role.role in ("cue", "source")]
    members = _group(text, contents, others, links, place, link_threshold)
    groups = _assign(text, members, others, links, place, link_threshold)
    groups = [group for group in groups if _clean(text, group)]
    groups = reconcile(text, groups, others, quoted, place)
    marks = MarkIndex(quoted)
    groups = [_cut_paragraphs(text, _drop_stray_marks(text, group, marks), marks) for group in groups]
    groups = [group for group in groups if _trim_parts(text, group)]
    drafts = [draft for group in groups if (draft := _draft(text, group, marks)).score >= quote_threshold]
    return _finish(text, drafts, turns)


def _trim(text: str, role: RoleSpan) -> RoleSpan:
    """A cue or a source without the punctuation behind it (“said:”)."""
    end = role.end
    while role.role != "content" and end > role.start and text[end - 1] in _EDGE:
        end -= 1
    return role._replace(end=end)


def _is_empty(text: str, role: RoleSpan) -> bool:
    """Whether a span has no words but an article or a complementiser, which name nobody, report and say nothing."""
    return text[role.start : role.end].strip().lower() in EMPTY_WORDS or not has_words(text, role.start, role.end)


def _is_told(text: str, role: RoleSpan) -> bool:
    """Whether a source is the subject of a passive: who was told something did not say it."""
    return role.role == "source" and _PASSIVE.match(text, role.end) is not None


def clean_content(text: str, span: Span) -> Span | None:
    """A content without white space, punctuation of the reporting clause and complementiser around it.

    >>> text = 'that it rains, '
    >>> clean_content(text, Span(0, len(text)))
    Span(start=5, end=13)
    """
    start, end = span
    while True:
        before = start, end
        while start < end and text[start] in _EDGE:
            start += 1
        while end > start and (text[end - 1] in _EDGE or (text[end - 1] == "." and text[end - 2 : end - 1] != ".")):
            if text[end - 1] == "." and _is_abbreviation(text, start, end):
                break
            end -= 1
        match = _COMPLEMENTISER.match(text, start, end)
        if match is not None:
            start = match.end()
        if before == (start, end):
            break
    if not has_words(text, start, end):
        return None
    return Span(start, end)


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    """Whether the full stop before `end` belongs to an abbreviation like U.S. or a.m."""
    return re.search(r"(?:\b\w\.){2}$", text[max(start, end - 6) : end]) is not None


def _group(
    text: str,
    contents: Sequence[RoleSpan],
    others: Sequence[RoleSpan],
    links: Sequence[RoleLink],
    place: SentenceIndex,
    threshold: float,
) -> list[list[RoleSpan]]:
    """Joins the contents that are pieces of one quote.

    Links decide where a content has any. Where two neighbours of one sentence have none, they are one quote if the only
    cue of the sentence stands between them.
    """
    contents = sorted(set(contents), key=lambda role: (role.start, -role.end))
    by_start: dict[int, list[int]] = defaultdict(list)
    for n, content in enumerate(contents):
        by_start[content.start].append(n)
    leader = list(range(len(contents)))

    def find(n: int) -> int:
        while leader[n] != n:
            leader[n] = leader[leader[n]]
            n = leader[n]
        return n

    linked: set[int] = set()
    for link in links:
        if link.content_start not in by_start:
            continue
        one = by_start[link.content_start][0]
        linked.add(one)
        if (
            link.role == "content"
            and link.other_start in by_start
            and link.score >= threshold
            and place(link.content_start) == place(link.other_start)
        ):
            two = by_start[link.other_start][0]
            leader[find(max(one, two))] = find(min(one, two))
    cues = sorted(other.start for other in others if other.role == "cue")
    for n in range(1, len(contents)):
        if n - 1 not in linked and n not in linked and _is_interrupted(text, contents[n - 1], contents[n], cues, place):
            leader[find(n)] = find(n - 1)
    out: dict[int, list[RoleSpan]] = defaultdict(list)
    for n, content in enumerate(contents):
        out[find(n)].append(content)
    return [sorted(group) for _, group in sorted(out.items())]


def _is_interrupted(text: str, one: RoleSpan, two: RoleSpan, cues: list[int], place: SentenceIndex) -> bool:
    """Whether a reporting clause between two contents interrupts one sentence: the sentence has no other cue."""
    number = place(one.start)
    if number < 0 or number != place(two.start):
        return False
    first = bisect_left(cues, place.sentences[number].start)
    last = bisect_left(cues, place.sentences[number].end)
    return last - first == 1 and one.end <= cues[first] < two.start


def _assign(
    text: str,
    members: list[list[RoleSpan]],
    others: Sequence[RoleSpan],
    links: Sequence[RoleLink],
    place: SentenceIndex,
    threshold: float,
) -> list[Group]:
    """Gives each group its cue and its source."""
    groups = []
    for parts in members:
        speech = [part.speech_score for part in parts if part.speech_score is not None]
        groups.append(
            Group(
                [Span(part.start, part.end) for part in parts],
                score=sum(part.score for part in parts) / len(parts),
                speech=sum(speech) / len(speech) if speech else 1.0,
            )
        )
    homes = [_home_sentences(text, group, place) for group in groups]
    owner: dict[int, list[int]] = defaultdict(list)
    for n, parts in enumerate(members):
        for part in parts:
            owner[part.start].append(n)
    for role, shared in (("cue", math.inf), ("source", SHARED_SOURCE_THRESHOLD)):
        spans = sorted({Span(other.start, other.end) for other in others if other.role == role})
        at = {span.start: span for span in spans}
        scored: dict[tuple[int, int], float] = {}
        for link in links:
            if link.role != role or link.other_start not in at:
                continue
            for n in owner.get(link.content_start, ()):
                key = (n, link.other_start)
                scored[key] = max(link.score, scored.get(key, 0.0))
        used: set[Span] = set()
        for (n, start), score in sorted(scored.items(), key=lambda item: (-item[1], item[0])):
            span = at[start]
            if score < threshold or getattr(groups[n], role) is not None or (span in used and score < shared):
                continue
            if place(start) not in homes[n]:
                continue
            setattr(groups[n], role, span)
            setattr(groups[n], f"{role}_score", score)
            used.add(span)
        missing = [n for n in range(len(groups)) if getattr(groups[n], role) is None]
        _assign_nearest(groups, role, missing, homes, spans, used, place)
    return groups


def _home_sentences(text: str, group: Group, place: SentenceIndex) -> set[int]:
    """Where the cue and the source of a content may stand: in its sentences, or in one before that ends with a colon.

    Of 1,640 cues of our training articles five stand elsewhere.
    """
    homes = {n for part in group.parts for n in range(place(part.start), place(part.end - 1) + 1)}
    first = min(homes)
    if first > 0 and place.sentences[first].start >= group.start - 1:
        before = place.sentences[first - 1]
        if text[before.start : before.end].rstrip().endswith(":"):
            homes.add(first - 1)
    return homes


def _assign_nearest(
    groups: list[Group],
    role: str,
    missing: list[int],
    homes: list[set[int]],
    spans: list[Span],
    used: set[Span],
    place: SentenceIndex,
) -> None:
    """Without links: the nearest unused span in a sentence of the content, nearest pairs first.

    For a source the distance is that to the cue, where there is one; it may serve a later cue of its sentence too.
    """
    numbers = [place(span.start) for span in spans]
    pairs = []
    for n in missing:
        group = groups[n]
        near = [group.cue] if role == "source" and group.cue is not None else group.parts
        first, last = bisect_left(spans, (near[0].start, 0)), bisect_left(spans, (near[-1].end, 0))
        for m in range(max(0, first - MAX_CANDIDATES), min(len(spans), last + MAX_CANDIDATES)):
            span = spans[m]
            if numbers[m] not in homes[n] or (role == "cue" and any(overlaps(span, part) for part in group.parts)):
                continue
            if not any(part.start <= span.start and span.end <= part.end for part in group.parts):
                pairs.append((min(_distance(span, part) for part in near), n, span))
    for _, n, span in sorted(pairs):
        if getattr(groups[n], role) is None and span not in used:
            setattr(groups[n], role, span)
            used.add(span)
    if role == "source":
        for _, n, span in sorted(pairs):
            cue = groups[n].cue
            if groups[n].source is None and cue is not None and span.end <= cue.start:
                groups[n].source = span


def _distance(one: Span, two: Span) -> int:
    """Characters between two spans; 0 where they touch or overlap."""
    return max(0, one.start - two.end, two.start - one.end)


def _clean(text: str, group: Group) -> bool:
    """Cuts cue and source out of the content and cleans its edges; False where nothing is left."""
    parts: list[Span] = []
    others = [other for other in (group.cue, group.source) if other is not None]
    for part in group.parts:
        for other in (*others, *others):
            # A source inside the content ("his plan") is only cut off where it stands at the edge.
            if overlaps(part, other) and not has_words(text, part.start, other.start):
                part = Span(min(other.end, part.end), part.end)
            elif overlaps(part, other) and not has_words(text, other.end, part.end):
                part = Span(part.start, max(other.start, part.start))
        clean = clean_content(text, part) if part.start < part.end else None
        if clean is not None and (not parts or clean.start >= parts[-1].end):
            parts.append(clean)
    group.parts = parts
    return bool(parts)


def _drop_stray_marks(text: str, group: Group, marks: MarkIndex) -> Group:
    """Takes off marks at the edges of a content whose counterparts stand outside of it."""
    near = [span for q in marks(group.start, group.end) for span in q.spans]
    starts, ends = {span.start for span in near}, {span.end for span in near}
    for n, part in enumerate(group.parts):
        start, end = part
        while start < end and text[start] in _STRAY and start not in starts:
            start += 1
        while start < end and text[end - 1] in _STRAY and end not in ends:
            end -= 1
        if has_words(text, start, end):
            group.parts[n] = Span(start, end)
    return group


def _cut_paragraphs(text: str, group: Group, marks: MarkIndex) -> Group:
    """Keeps spans within paragraphs: cut at blank lines."""
    if not any(_PARAGRAPH_BREAK.search(text, part.start, part.end) for part in group.parts):
        return group
    parts: list[Span] = []
    for part in group.parts:
        start = part.start
        for match in _PARAGRAPH_BREAK.finditer(text, part.start, part.end):
            parts.append(Span(start, match.start()))
            start = match.end()
        parts.append(Span(start, part.end))
    parts = [part for part in parts if part.start < part.end]
    if not parts or any(len(q.spans) > 1 for q in marks(group.start, group.end)):
        group.parts = parts
        return group
    # Without a quotation mark that stays open the quote ends with the paragraph where its reporting clause stands.
    anchor = group.cue or group.source or parts[0]
    home = min(range(len(parts)), key=lambda n: (_distance(parts[n], anchor), n))
    group.parts = [
        part for part in parts if not _PARAGRAPH_BREAK.search(text, *sorted((part.start, parts[home].start)))
    ]
    return group


def _trim_parts(text: str, group: Group) -> bool:
    """Takes white space of any kind off the parts of a content; whether words are left."""
    parts = []
    for start, end in group.parts:
        words = text[start:end].strip()
        if words:
            start = text.index(words, start)
            parts.append(Span(start, start + len(words)))
    group.parts = parts
    return bool(parts)


def _finish(text: str, found: list[Draft], turns: Sequence[Turn]) -> list[Draft]:
    """Adds the turns and drops what is nested without a speaker of its own."""
    drafts = [
        Draft(
            content=turn.spans,
            kind="direct",
            source=turn.label,
            score=TURN_SCORE,
            turn="question" if turn.is_question else "answer",
            label=turn.speaker_label,
        )
        for turn in turns
        if turn.spans
    ]
    shells = [span for draft in drafts for span in draft.content]
    drafts += found
    drafts.sort(key=lambda draft: (draft.content[0].start, -draft.content[-1].end, draft.turn is None))
    return _link(text, _drop_nested(text, drafts, shells))


def _drop_nested(text: str, drafts: list[Draft], turns: list[Span]) -> list[Draft]:
    """Drops quotes inside a turn or a direct quote whose source is missing, the outer speaker or outside of it."""
    shells = sorted(
        turns + [s for draft in drafts if draft.turn is None and draft.kind == "direct" for s in draft.content]
    )
    starts = [shell.start for shell in shells]
    widest: list[Span] = []  # for each shell, the one among it and those before that reaches furthest
    for shell in shells:
        widest.append(shell if not widest or shell.end > widest[-1].end else widest[-1])
    is_turn = set(turns)
    out: list[Draft] = []
    for draft in drafts:
        own = draft.content[0]
        n = bisect_right(starts, own.start) - 1
        if n >= 0 and draft.turn is None and own.start < widest[n].end:
            shell = widest[n]
            is_inside = shell in is_turn or (shell != own and shell not in draft.content)
            source = draft.source
            is_own = source is not None and not is_first_person(text, source) and overlaps(source, shell)
            if is_inside and not is_own:
                continue
        if not out or draft != out[-1]:
            out.append(draft)
    return out


def _draft(text: str, group: Group, marks: MarkIndex) -> Draft:
    """A group with its kind, its act and its probability."""
    kind = find_kind(text, group, marks)
    act = "speech" if group.speech >= ACT_THRESHOLD else "thought"
    signs = describe_group(text, group, kind)
    return Draft(
        content=tuple(group.parts),
        kind=kind,
        act=act,
        cue=group.cue,
        source=group.source,
        score=weigh_signs(signs, act),
        signs=signs,
    )


def find_kind(text: str, group: Group, marks: MarkIndex) -> str:
    """The kind of a quote, by the words of its content between quotation marks: all, none or some.

    The marks of another quote that holds this one with its cue do not count: its own words are in none.
    """
    if group.is_signed:
        return "direct"
    inside = [span for q in marks(group.start, group.end) if not is_nested(text, group, q) for span in q.spans]
    words = [
        part.start + match.start() for part in group.parts for match in re.finditer(r"\w+", text[part.start : part.end])
    ]
    n_inside = sum(any(span.start <= start < span.end for span in inside) for start in words)
    if not n_inside:
        return "indirect"
    return "direct" if n_inside == len(words) else "mixed"


def _link(text: str, drafts: list[Draft]) -> list[Draft]:
    """Sets `continues` where a quote has neither cue nor source."""
    out: list[Draft] = []
    for draft in drafts:
        before: int | None = None
        if draft.turn is None and draft.cue is None and draft.source is None:
            start = draft.content[0].start
            candidates = [n for n in range(len(out) - 1, max(-1, len(out) - 4), -1) if out[n].content[-1].end <= start]
            before = max(candidates, key=lambda n: (out[n].content[-1].end, n), default=None)
            if before is not None:
                gap = text[out[before].content[-1].end : start]
                if len(_PARAGRAPH_BREAK.findall(gap)) > MAX_PARAGRAPHS_TO_CONTINUE:
                    before = None
        out.append(draft if before is None else replace(draft, continues=before))
    return out
