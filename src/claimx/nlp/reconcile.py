"""Quotation marks as a second reader: they correct what the network found, and add what it missed.

The rule, for every outer stretch between quotation marks:

1. *Edges.* A content that ends beside a mark takes it in; one that ends in the middle of a stretch is stretched to its
   end, or gives it up where it holds less than half of it and the stretch is an utterance of its own.
2. *Sentences.* Utterances in different sentences are different quotes, even if the network joined them.
3. *Pieces.* Contents inside one utterance are one quote, with the cue and source of the piece that has them; pieces
   with a cue of their own inside the stretch are nested quotes, unless their source is the speaker ("I think").
   A stretch over several paragraphs is one quote with one span for each.
4. *Missed.* An utterance without content is a direct quote if a reporting clause stands beside it: a cue that the
   network found and no quote uses; a verb of saying with a subject; after an utterance that begins the sentence and
   ends with a comma, any verb next to a name or pronoun. So is, without one, a sentence or more after a colon, and what
   has two of three signs: an utterance; a whole sentence or more; after a quote, with nothing but that quote's clause
   in between. The second half of an utterance that its reporting clause interrupts goes to the first. A sentence with
   some words in marks that holds no content and ends with a reporting clause (“…”, the minister said.) is a mixed
   quote. Inside a quote, a stretch with a clause that names another speaker is a quote of its own.
5. *Signed.* A paragraph with "— Name (@name)" below it, as posts are embedded, or one in quotation marks with
   "— Name" below it, is a direct quote of that name.

An utterance is a stretch of a clause or more (`marks.is_utterance`) that stands by itself: after a sentence's end, a
comma, a colon or a reporting verb, not as a phrase within a sentence of the article; in lower case it stands only
beside a clause that leads straight into it (she said, “so we go there.”). Beside a reporting clause a single word will
do (“Amazing,” she said).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from claimx.nlp.annotations import RoleSpan, Span
from claimx.nlp.groups import Group, SentenceIndex, has_words, is_first_person, is_nested
from claimx.nlp.marks import MARK_CHARACTERS, Quoted, is_utterance
from claimx.nlp.reporting import (
    VERBS,
    asks,
    find_clause,
    find_closing_clause,
    find_introduced,
    leads_in_lower,
    names_speaker,
    reports,
    starts_clause,
)

_LEADS_IN = re.compile(rf"(?:\b(?:{VERBS}|that|like)|[,:;.!?…—–\-()\[\]>|*•·“”\"»’'])$", re.IGNORECASE)
_VERB_END = re.compile(rf"\b(?:{VERBS})$")
_INTRODUCES = re.compile(r"(?<!titled)(?<!called)(?<!named)(?<!headlined)(?<!dubbed)\s?:$")
_DATELINE = re.compile(r"[A-Z][^\n.:;]{1,60}\([A-Z]\w+\)\s*[—–-]\s+")
_ENDS = re.compile(r"[.!?][\"”’)]*\s*$")
_MAX_BETWEEN = 200
_MAX_SIGNED = 3000
_MAX_END = 12
_SIGNATURE = re.compile(
    r"\n[^\S\n]*[—–―-]{1,2}[^\S\n]?(?P<name>[^\W\d_a-z][^\n,()@—–]{1,60}?)[^\S\n]*"
    r"(?P<handle>\(@\w{1,30}\)[^\n]{0,40})?(?:,[^\n]{0,80})?(?=\n|\Z)"
)
_ADDRESS = re.compile(r"(?:\s+(?:https?://|pic\.twitter\.com/)\S+)+$")


class _Frame(NamedTuple):
    """An outer stretch with the text of its sentence before and after it."""

    quoted: Quoted
    left: Span
    right: Span
    is_utterance: bool
    stands: bool
    ends_open: bool
    is_introduced: bool
    may_guess: bool

    @property
    def is_own(self) -> bool:
        """Whether it is an utterance that stands by itself."""
        return self.is_utterance and self.stands


def reconcile(
    text: str, groups: Sequence[Group], others: Sequence[RoleSpan], quoted: Sequence[Quoted], place: SentenceIndex
) -> list[Group]:
    """Applies the rule above.

    Args:
        text: the article's text.
        groups: the quotes so far, their contents clean; they are changed.
        others: the cues and sources that the network found.
        quoted: the stretches between quotation marks.
        place: the sentences.

    Returns:
        The quotes, sorted by start.
    """
    frames = _frame(text, [q for q in quoted if q.depth == 0], place)
    out: list[Group] = []
    for group in groups:
        _fit_edges(text, group, frames)
        out += _split_sentences(text, group, frames, others, place)
    for frame, inside in zip(frames, _bucket(out, frames), strict=True):
        _merge_pieces(text, [group for group in inside if group.parts], frame)
    out = [group for group in out if group.parts]
    out += _add_missed(text, out, others, frames, place)
    out = [group for group in out if group.parts]
    out += _add_mixed(text, out, frames, place)
    out += _add_nested(text, out, others, quoted, place)
    out = _add_signed(text, out)
    return sorted(out, key=lambda group: (group.start, -group.end))


def _frame(text: str, chosen: Sequence[Quoted], place: SentenceIndex, parents: Sequence[Span] = ()) -> list[_Frame]:
    """Looks at what stands around each stretch; `parents` hold the chosen ones, where these are inner ones."""
    frames: list[_Frame] = []
    for n, q in enumerate(chosen):
        limits = Span(parents[n].start + 1, parents[n].end - 1) if parents else Span(0, len(text))
        before, after = place.limits(q.start), place.limits(q.end - 1)
        previous_end = chosen[n - 1].end if n else 0
        if frames and not frames[-1].is_utterance and not frames[-1].ends_open:
            # a name or a title: Ann told “Sea News” host Bob, “…”
            previous_end = max(frames[-1].left.start, min(previous_end, q.start - _MAX_BETWEEN))
        previous_end = max(limits.start, previous_end)
        next_start = min(limits.end, chosen[n + 1].start if n + 1 < len(chosen) else len(text))
        left = Span(min(q.start, max(before.start, previous_end)), q.start)
        if _ENDS.search(text[max(left.start, left.end - _MAX_END) : left.end]):
            left = Span(q.start, q.start)  # a new sentence, even where its mark hid that
        right = Span(q.end, max(q.end, min(after.end, next_start)))
        if place(q.start) > 0 and not text[left.start : left.end].strip():
            earlier = place.limits(left.start - 1)
            lead = text[earlier.start : earlier.end].rstrip()
            if earlier.start >= previous_end and lead.endswith(":"):  # She said:¶“…”
                left = Span(earlier.start, earlier.start + len(lead))
        frames.append(_describe(text, q, left, right))
    return frames


def _describe(text: str, q: Quoted, left: Span, right: Span) -> _Frame:
    """A stretch with what follows from its words and those around it."""
    inner = text[q.start : q.end].strip(MARK_CHARACTERS + " \t\n\u00a0")
    lead = text[left.start : left.end].rstrip()
    tail = text[right.start : right.end].lstrip()
    is_speech = is_utterance(text, q)
    ends_sentence = inner[-1:] in ".!?…" and not any(map(str.isalnum, tail))
    has_clause = starts_clause(text, right)
    ends_open = inner[-1:] in ",?!—–-…" or (
        not lead and any(len(word) > 3 and word.islower() for word in inner.split()) and names_speaker(text, right)
    )
    may_be_lower = (has_clause and lead.count(" ") < 3) or (  # However, “we can go,” she said.
        (ends_sentence or ends_open) and leads_in_lower(lead)
    )
    is_led = _LEADS_IN.search(lead[-40:]) is not None or (ends_sentence and asks(lead))
    stands = (not lead or (is_led and (may_be_lower or not inner[:1].islower()))) and (
        has_clause or not tail[:1].isalnum() or ends_open or inner[-1:] == "."
    )
    is_introduced = ends_sentence and inner[:1].isupper() and _INTRODUCES.search(lead[-40:]) is not None
    return _Frame(q, left, right, is_speech, stands, ends_open, is_introduced, not lead and inner[-1:] == ",")


def _near(frames: Sequence[_Frame], start: int, end: int) -> Sequence[_Frame]:
    """The frames whose stretches overlap an interval (outer stretches do not overlap one another)."""
    first = bisect_right(frames, start, key=lambda frame: frame.quoted.end)
    last = bisect_left(frames, end, key=lambda frame: frame.quoted.start)
    return frames[first:last]


def _bucket(groups: Sequence[Group], frames: Sequence[_Frame]) -> list[list[Group]]:
    """For each stretch, the quotes that have a part in it."""
    number = {frame.quoted.start: n for n, frame in enumerate(frames)}
    out: list[list[Group]] = [[] for _ in frames]
    for group in groups:
        for n in sorted({number[f.quoted.start] for part in group.parts for f in _near(frames, part.start, part.end)}):
            out[n].append(group)
    return out


def _fit_edges(text: str, group: Group, frames: Sequence[_Frame]) -> None:
    """Moves the edges of a content to those of the stretches that it touches or cuts."""
    parts: list[Span] = []
    for part in group.parts:
        start, end = part
        for frame in _near(frames, start - 2, end + 2):
            if is_nested(text, group, frame.quoted):
                continue
            for span in frame.quoted.spans:
                shared = min(end, span.end) - max(start, span.start)
                start, end = _fit_edge(text, start, end, span, frame.is_own and 2 * shared < span.end - span.start)
            q = frame.quoted
            if start == q.start < q.end < end and frame.is_own and frame.ends_open and starts_clause(text, frame.right):
                end = q.end  # its reporting clause
        if parts and start < parts[-1].end:
            parts[-1] = Span(parts[-1].start, max(end, parts[-1].end))
        elif start < end:
            parts.append(Span(start, end))
    group.parts = parts or group.parts


def _fit_edge(text: str, start: int, end: int, span: Span, is_foreign: bool) -> tuple[int, int]:
    """Fits a content to one stretch; the words of a foreign one are given up."""
    if start >= span.end or end <= span.start or (start <= span.start and end >= span.end):
        if span.start < start <= span.end and not has_words(text, span.start, start):
            start = span.start
        return start, end
    if span.start <= start and end <= span.end:  # within: its marks, and its last full stop
        start = start if has_words(text, span.start, start) else span.start
        return start, end if has_words(text, end, span.end) else span.end
    if start < span.start:  # it ends in the middle
        if not has_words(text, span.start, end):
            return start, span.start
        if is_foreign and has_words(text, end, span.end):
            return start, start + len(text[start : span.start].rstrip(" ,:;\n"))
        return start, span.end
    if not has_words(text, start, span.end):  # it begins in the middle
        return span.end, end
    if is_foreign and has_words(text, span.start, start):
        return span.end, end
    return span.start, end


def _split_sentences(
    text: str, group: Group, frames: Sequence[_Frame], others: Sequence[RoleSpan], place: SentenceIndex
) -> list[Group]:
    """Parts of one content in different utterances and sentences are different quotes.

    So are an utterance and what the reporter says after its reporting clause (“…,” she said, adding that …).
    """
    out = [Group(group.parts[:1], score=group.score, speech=group.speech, reader=group.reader)]
    for previous, part in pairwise(group.parts):
        one, two = _near(frames, previous.start, previous.end), _near(frames, part.start, part.end)
        gap = text[previous.end : part.start]
        if not one or (two and one[-1] is two[0]):
            is_new = False
        elif two and part.start <= two[0].quoted.start and not has_words(text, part.start, two[0].quoted.start):
            is_new = two[0].stands and (place(previous.end - 1) != place(part.start) or _ENDS.search(gap) is not None)
        else:
            is_new = one[-1].is_own and one[-1].quoted.end == previous.end and has_words(text, previous.end, part.start)
        if is_new:
            out.append(Group([], score=group.score, speech=group.speech, reader=group.reader))
        out[-1].parts.append(part)
    anchor = group.cue or group.source
    home = out[0]
    if anchor is not None:
        home = min(out, key=lambda g: min(max(0, anchor.start - p.end, p.start - anchor.end) for p in g.parts))
    home.cue, home.source = group.cue, group.source
    for previous_group, new in pairwise(out):
        if new is not home and not _near(frames, new.start, new.start + 1):
            _find_roles(new, previous_group.end, others, home)
    return out


def _find_roles(group: Group, start: int, others: Sequence[RoleSpan], home: Group) -> None:
    """Gives a quote the last cue between `start` and its content, and the nearest source there or that of `home`."""
    cues = [o for o in others if o.role == "cue" and start <= o.start and o.end <= group.start]
    cue = max((Span(cue.start, cue.end) for cue in cues), default=None)
    if cue is None or cue == home.cue:
        return
    first = home.cue.end if home.cue is not None else start
    sources = [o for o in others if o.role == "source" and first <= o.start and o.end <= group.start]
    source = max((Span(source.start, source.end) for source in sources), default=home.source)
    group.cue, group.source = cue, source


def _merge_pieces(text: str, groups: list[Group], frame: _Frame) -> None:
    """Joins the contents that lie in one utterance, or in one stretch over several paragraphs."""
    q = frame.quoted
    if not (frame.is_own or len(q.spans) > 1):
        return
    pieces = [group for group in groups if not is_nested(text, group, q)]
    if not pieces:
        return
    home = next((group for group in pieces if group.cue is not None), None) or next(
        (group for group in pieces if group.source is not None), pieces[0]
    )
    for role in ("cue", "source"):
        span = getattr(home, role)
        if span is not None and q.start < span.start and span.end < q.end:
            setattr(home, role, None)  # "I think" within the stretch
    outside = [part for part in home.parts if part.end <= q.start or part.start >= q.end]
    straddling = [part for part in home.parts if part.start < q.start < part.end]
    spans = list(q.spans)
    if straddling:
        spans[0] = Span(straddling[0].start, spans[0].end)
    after = [part for part in home.parts if part.start < q.end < part.end]
    if after:
        spans[-1] = Span(spans[-1].start, after[0].end)
    home.parts = sorted([*outside, *spans])
    for group in pieces:
        if group is not home:
            group.parts = [part for part in group.parts if part.end <= q.start or part.start >= q.end]


def _add_missed(
    text: str, groups: Sequence[Group], others: Sequence[RoleSpan], frames: Sequence[_Frame], place: SentenceIndex
) -> list[Group]:
    """Direct quotes for the utterances that no content covers; second halves of interrupted ones go to their quote."""
    used = {group.cue for group in groups}
    cues = sorted({Span(o.start, o.end) for o in others if o.role == "cue"} - used)
    sources = sorted({Span(o.start, o.end) for o in others if o.role == "source"})
    ends = sorted((group.end, n) for n, group in enumerate(groups))
    found: list[Group] = []
    holder: Group | None = None  # the quote that holds the stretch before
    for frame, inside in zip(frames, _bucket(groups, frames), strict=True):
        q = frame.quoted
        own = [group for group in inside if group.parts and not is_nested(text, group, q)]
        if holder is not None and holder not in own and _resumes(text, frame, holder, own, place):
            holder.parts += q.spans
            for group in own:
                group.parts = []
            continue
        holder = own[-1] if own else holder
        if not frame.stands or any(group.cue is not None or group.source is not None for group in own):
            continue
        window = Span(frame.left.start, frame.right.end)
        free, named = _within(cues, window), _within(sources, window)
        guess = frame.may_guess and not own
        clause = find_clause(text, frame.left, frame.right, free, named, ends_open=frame.ends_open, may_guess=guess)
        if clause is not None and clause.cue not in used and (frame.is_utterance or _is_tight(text, frame)):
            used.add(clause.cue)
            if own:
                own[0].cue, own[0].source = clause
                continue
            holder = Group(list(q.spans), clause.cue, clause.source, reader="marks")
            found.append(holder)
            continue
        if own:
            continue
        before = bisect_right(ends, (q.start, len(groups))) - 1
        previous = ([groups[ends[before][1]]] if before >= 0 else []) + found[-1:]
        signs = (
            frame.is_utterance,
            _is_sentence(text, frame),
            any(_follows(text, q, group, frames, place) for group in previous if group.parts),
        )
        if sum(signs) > 1 or (frame.is_introduced and frame.is_utterance):
            source = find_introduced(text, frame.left, named) if frame.is_introduced else None
            holder = Group(list(q.spans), None, source, reader="marks")
            found.append(holder)
    return found


def _add_mixed(text: str, groups: Sequence[Group], frames: Sequence[_Frame], place: SentenceIndex) -> list[Group]:
    """Mixed quotes for sentences with words in marks that a reporting clause ends, where nothing was found."""
    held = sorted({n for g in groups for p in g.parts for n in range(place(p.start), place(p.end - 1) + 1)})
    found: list[Group] = []
    for frame in frames:
        q = frame.quoted
        number = place(q.start)
        if number < 0 or number in held or place(q.end - 1) != number or not q.is_closed:
            continue
        sentence = place.sentences[number]
        closing = find_closing_clause(text, Span(sentence.start, sentence.end), q.end - 2)
        if closing is not None:
            end, clause = closing
            end = end + 2 if end < q.end else end
            dateline = _DATELINE.match(text, sentence.start, q.start)
            start = sentence.start if dateline is None else dateline.end()
            found.append(Group([Span(start, end)], clause.cue, clause.source, reader="marks"))
            held.append(number)
    return found


def _add_nested(
    text: str, groups: Sequence[Group], others: Sequence[RoleSpan], quoted: Sequence[Quoted], place: SentenceIndex
) -> list[Group]:
    """Quotes in marks within a quote, in marks or not, where a reporting clause inside names another speaker."""
    chosen: list[Quoted] = []
    parents: list[Span] = []
    outer: Quoted | None = None
    parts = sorted(part for group in groups for part in group.parts)
    for q in quoted:
        if q.depth == 0:
            outer = q
            n = bisect_right(parts, (q.start, 0)) - 1  # he said [she had written, “…”]
            if n >= 0 and parts[n].start < q.start and q.end <= parts[n].end and len(q.spans) == 1:
                chosen.append(q)
                parents.append(Span(parts[n].start - 1, parts[n].end + 1))
        elif q.depth == 1 and outer is not None and len(q.spans) == 1:
            chosen.append(q)
            parents.append(Span(outer.start, outer.end))
    used = {group.cue for group in groups}
    cues = sorted({Span(o.start, o.end) for o in others if o.role == "cue"} - used)
    sources = sorted({Span(o.start, o.end) for o in others if o.role == "source"})
    held = {part for group in groups for part in group.parts}
    found: list[Group] = []
    for frame in _frame(text, chosen, place, parents):
        window = Span(frame.left.start, frame.right.end)
        free, named = _within(cues, window), _within(sources, window)
        clause = find_clause(text, frame.left, frame.right, free, named, ends_open=frame.ends_open)
        if clause is None or clause.source is None or clause.cue in used or is_first_person(text, clause.source):
            continue
        if frame.stands and frame.quoted.spans[0] not in held and (frame.is_utterance or _is_tight(text, frame)):
            used.add(clause.cue)
            found.append(Group(list(frame.quoted.spans), clause.cue, clause.source, reader="marks"))
    return found


def _resumes(text: str, frame: _Frame, holder: Group, own: Sequence[Group], place: SentenceIndex) -> bool:
    """Whether a stretch is the second half of a quote that its reporting clause interrupts (“We,” he said, “go on”)."""
    if holder.cue is None or any(group.cue is not None or len(group.parts) > 1 for group in own):
        return False
    between = text[holder.end : frame.quoted.start]
    inner = text[frame.quoted.start : frame.quoted.end].lstrip(MARK_CHARACTERS + " \u00a0")
    clause_end = max(holder.cue.end, holder.source.end if holder.source is not None else 0)
    return (
        holder.end <= holder.cue.start < frame.quoted.start
        and len(between) <= _MAX_BETWEEN
        and place(holder.end - 1) == place(frame.quoted.start)
        and not _ENDS.search(between)
        and (between.rstrip()[-1:] in ",—–-" or (inner[:1].islower() and frame.quoted.start - clause_end <= 2))
        and not starts_clause(text, frame.right)
        and not reports(text, Span(clause_end, frame.quoted.start))
        and text[max(0, holder.end - 8) : holder.end].rstrip(MARK_CHARACTERS + " \u00a0")[-1:] in ",?!—–-…"
    )


def _within(spans: Sequence[Span], window: Span) -> Sequence[Span]:
    """Those of the sorted spans that begin in a window."""
    return spans[bisect_left(spans, (window.start, 0)) : bisect_left(spans, (window.end, 0))]


def _is_tight(text: str, frame: _Frame) -> bool:
    """Whether a short stretch is set against its reporting clause: “No,” she said, or, they shouted “Go!” at us."""
    inner = text[frame.quoted.start : frame.quoted.end].strip(MARK_CHARACTERS + " \t\n\u00a0")
    lead = text[frame.left.start : frame.left.end].rstrip()
    return inner[:1].isupper() and bool(
        (frame.ends_open and starts_clause(text, frame.right))
        or ((lead[-1:] in ",:" or _VERB_END.search(lead)) and inner[-1:] in ".!?")
    )


def _is_sentence(text: str, frame: _Frame) -> bool:
    """Whether a stretch is a sentence or more of its own, with no other words in it."""
    around = text[frame.left.start : frame.left.end] + text[frame.right.start : frame.right.end]
    inner = text[frame.quoted.start : frame.quoted.end].strip(MARK_CHARACTERS + " \t\n\u00a0")
    return inner[-1:] in ".!?…" and not inner[:1].islower() and not any(map(str.isalnum, around))


def _add_signed(text: str, groups: list[Group]) -> list[Group]:
    """Direct quotes from paragraphs that are signed below; within them only quotes with a reporting clause stay."""
    blocks: list[Group] = []
    for match in _SIGNATURE.finditer(text):
        end = match.start()
        while end > 0 and text[end - 1].isspace():
            end -= 1
        start = text.rfind("\n\n", max(0, end - _MAX_SIGNED), end) + 2
        start = 0 if start == 1 and end <= _MAX_SIGNED else start
        block = text[start:end] if start != 1 else ""
        is_marked = bool(block) and block[0] in MARK_CHARACTERS and block[-1] in MARK_CHARACTERS
        is_name = all(word[0].isupper() for word in match["name"].split())
        if not block or not (match["handle"] or (is_marked and is_name)):
            continue
        address = _ADDRESS.search(text, start, end)
        end = end if address is None else address.start()
        if start < end:
            blocks.append(Group([Span(start, end)], None, Span(*match.span("name")), reader="marks", is_signed=True))
    starts = [block.start for block in blocks]
    out = list(blocks)
    for group in groups:
        n = bisect_right(starts, group.end) - 1
        shell = blocks[n] if n >= 0 and group.start < blocks[n].end else None
        if shell is None or all(
            role is not None and shell.start <= role.start < shell.end for role in (group.cue, group.source)
        ):
            out.append(group)
    return out


def _follows(text: str, q: Quoted, previous: Group, frames: Sequence[_Frame], place: SentenceIndex) -> bool:
    """Whether a stretch comes after a quote in quotation marks, nothing but a reporting clause in between."""
    between = text[previous.end : q.start]
    if previous.end > q.start or len(between) > _MAX_BETWEEN or "\n" in between:
        return False
    if not _near(frames, previous.end - 1, previous.end) or place(q.start) - place(previous.end - 1) > 2:
        return False
    return not any(map(str.isalnum, between)) or (previous.cue is not None and previous.cue.start >= previous.end)
