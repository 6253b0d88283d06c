"""Names of persons, organisations and places from GUM, whose files mark every mention of anything.

GUM (the Georgetown University Multilayer corpus, in CoNLL-U) gives each mention a type, be it a name, a pronoun or a
description, and lets mentions nest. Only names are wanted here, flat and outermost, as Universal NER draws them:
without titles ("Mr."), without the article unless it is written as a part of the name, without the ending of the
possessive; nationalities, languages and offices are no names. A name is found within its mention by the tags of the
words and by how they hang together, not by a list of names.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from claimx.training.conllu import Token, load_documents
from claimx.training.data import Labelled

_LABELS = {"person": "person", "organization": "organisation", "place": "place"}
_N_FIELDS = 7  # of a mention: number, type, … and, where it has one, the encyclopedia's title
_BRACKET = re.compile(r"\((?P<opened>[^()]+)(?P<closes>\))?|(?P<closed>[^()]+)\)")

# Relations by which the words of a name hang together. A person's name has fewer: what follows it after a preposition
# is where the person comes from, or what they preside over.
_IN_PERSON = frozenset({"amod", "case", "compound", "dep", "det", "flat", "goeswith", "nummod", "punct"})
IN_OTHER = _IN_PERSON | {"advmod", "cc", "conj", "fixed", "nmod", "nmod:desc", "nmod:poss", "nmod:unmarked"}
JOINTS = frozenset({"of", "for", "on", "and", "the", "de", "la", "le", "du", "des", "di", "del", "van", "von"})
"""Small words within names; after another preposition a place or a time follows."""
MARKS = frozenset("-–&/.'’\"“”")
"""Marks within names. A comma is none: what follows it is most often another name."""
_ROMAN = re.compile(r"[IVX]+")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Mention:
    """Tokens from `first` up to but without `end`, of which `head` governs the others.

    `kind` is GUM's type; `title` holds the words, in lower case, of the encyclopedia's title for what is meant.
    """

    first: int
    end: int
    kind: str
    head: int
    title: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Sentence:
    tokens: list[Token]
    mentions: list[_Mention]


@dataclass(frozen=True, slots=True)
class _Words:
    """What the corpus itself tells about words, in lower case.

    Attributes:
        titles: stand before persons' names without being of them ("mr.", "president").
        no_persons: name no one by themselves: titles, members of peoples ("viking"), words that mostly are no names.
        persons: name someone by themselves.
        common: are used as common nouns ("government").
    """

    titles: frozenset[str]
    no_persons: frozenset[str]
    persons: frozenset[str]
    common: frozenset[str]


def load_gum(folder: Path) -> list[Labelled]:
    """The documents of GUM's training files with the names in them; those without any marked mention are left out.

    Args:
        folder: holds the files, `*train*.conllu`; those for measuring are not read.

    Returns:
        One text per document, in the order of the files' names and within them; paragraphs are separated by one blank
        line. Quotes are not labelled.

    Raises:
        InputError: the folder holds no such file.
    """
    documents = [
        (document.text, [_Sentence(tokens, list(_read_mentions(tokens))) for tokens in document.sentences])
        for document in load_documents(folder, "*train*.conllu")
    ]
    words = _learn_words([sentence for _, sentences in documents for sentence in sentences])
    return [
        Labelled(text=text, entities=tuple(name for sentence in sentences for name in _find_names(sentence, words)))
        for text, sentences in documents
        if any(sentence.mentions for sentence in sentences)
    ]


def _read_mentions(tokens: Sequence[Token]) -> Iterator[_Mention]:
    """Mentions from the brackets at each token: `(7-person-…` opens the mention 7, `7)` closes it."""
    brackets = (
        next((part for part in token.misc.split("|") if part.startswith("Entity=")), "").partition("=")[2]
        for token in tokens
    )
    opened: list[tuple[list[str], int]] = []
    for index, marks in enumerate(brackets):
        for bracket in _BRACKET.finditer(marks):
            if bracket["opened"]:
                opened.append((bracket["opened"].split("-", maxsplit=_N_FIELDS - 1), index))
            if bracket["closes"] or bracket["closed"]:
                key = bracket["closed"] or opened[-1][0][0]
                places = [i for i, (fields, _) in enumerate(opened) if fields[0] == key]
                if not places:  # its beginning is not marked
                    continue
                (_, kind, *rest), first = opened.pop(places[-1])
                title = unquote(rest[-1]).lower() if len(rest) == _N_FIELDS - 2 else ""
                head = _find_head(tokens, first, index + 1)
                yield _Mention(first, index + 1, kind, head, frozenset(_WORD.findall(title)))


def _find_head(tokens: Sequence[Token], first: int, end: int) -> int:
    """The first word that hangs on none of the others."""
    return next(
        (i for i in range(first, end) if not first <= tokens[i].head < end and tokens[i].relation != "punct"), first
    )


def _learn_words(sentences: Iterable[_Sentence]) -> _Words:
    """What kind of words those are that may be tagged as names."""
    titles, peoples, in_names, alone = set[str](), set[str](), set[str](), set[str]()
    common, named = Counter[str](), Counter[str]()
    for sentence in sentences:
        tokens = sentence.tokens
        for index, token in enumerate(tokens):
            word = token.form.lower()
            common[word] += token.tag in ("NN", "NNS")
            named[word] += token.is_name
            if token.is_name and token.relation == "flat":
                in_names |= {word, tokens[token.head].form.lower()}
            elif token.is_name and token.relation == "nmod:desc" and index < token.head:
                titles.add(word)
        for mention in sentence.mentions:
            head = tokens[mention.head]
            if mention.kind == "person" and head.tag == "NNPS":
                peoples.add(head.lemma.lower())
            elif mention.kind == "person" and head.is_name and mention.end - mention.first == 1:
                alone.add(head.form.lower())
    mostly_common = {word for word, n in common.items() if n > named[word]}
    often_common = {word for word, n in common.items() if n > 1}
    no_persons = titles | ((peoples | mostly_common) - in_names)
    return _Words(
        titles=frozenset(titles),
        no_persons=frozenset(no_persons),
        persons=frozenset(alone - no_persons - (often_common - in_names)),
        common=frozenset(often_common),
    )


def _find_names(sentence: _Sentence, words: _Words) -> list[tuple[int, int, str]]:
    """The names in a sentence as (start, end, label) over the text's characters, in order; none inside another."""
    tokens = sentence.tokens
    spans = list(_name_mentions(sentence, words))
    taken: set[int] = set()
    names = []
    for first, end, label in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):  # the longest first
        if taken.isdisjoint(range(first, end)):
            taken.update(range(first, end))
            names.append((tokens[first].start, tokens[end - 1].end, label))
    return sorted(names)


def _name_mentions(sentence: _Sentence, words: _Words) -> Iterator[tuple[int, int, str]]:
    """The name in each mention that has one, as (first token, one past the last, label)."""
    tokens = sentence.tokens
    all_heads = {mention.head for mention in sentence.mentions}
    mentions = [mention for mention in sentence.mentions if mention.kind in _LABELS]
    heads = {mention.head for mention in mentions}
    for mention in mentions:
        core = _find_core(tokens, mention, all_heads)
        if core is None or _is_description(tokens, mention, core, words):
            continue
        first, end = _draw_name(tokens, mention, core, heads)
        if mention.kind == "person":
            first = _skip_titles(tokens, first, end, words)
        # "The Hill administration" is marked as an organisation, and Hill within it not at all.
        is_person = (
            mention.kind == "organization" and core < mention.head and tokens[core].form.lower() in words.persons
        )
        yield first, end, "person" if is_person else _LABELS[mention.kind]


def _find_core(tokens: Sequence[Token], mention: _Mention, heads: AbstractSet[int]) -> int | None:
    """The word that a mention's name is built around: its head, or what a description adds to it.

    That is "Ana" in "the singer Ana Reyes", "Ohio" in "the state of Ohio", where it is no mention of its own.
    """
    if tokens[mention.head].is_name:
        return mention.head
    for index in range(mention.first, mention.end):
        token = tokens[index]
        if token.is_name and token.head == mention.head and index not in heads:
            if token.relation in ("appos", "compound", "flat") and index > mention.head:
                return index
            if token.relation in ("compound", "nmod") and mention.kind != "person":
                return index
    return None


def _is_description(tokens: Sequence[Token], mention: _Mention, core: int, words: _Words) -> bool:
    """Whether a mention written as a name is an office ("the President"), a people ("Muslims") or "the Government"."""
    head, word = tokens[mention.head], tokens[core].form.lower()
    if core != mention.head:
        return mention.kind == "person" and word in words.no_persons | words.common
    others = [i for i in range(mention.first, mention.end) if tokens[i].head == core]
    relations = {tokens[i].relation for i in others}
    if "flat" in relations:
        return False
    is_definite = not relations.isdisjoint({"det", "nmod:poss"})
    if mention.kind == "person":
        is_doubtful = is_definite or "nmod" in relations
        return head.tag == "NNPS" or word in words.no_persons or (is_doubtful and word not in words.persons)
    is_alone = not any(tokens[i].is_name for i in others)
    return is_definite and is_alone and head.tag == "NNP" and word in words.common


def _skip_titles(tokens: Sequence[Token], first: int, end: int, words: _Words) -> int:
    """Where a person's name begins after the titles that were taken for a part of it."""
    return max((i + 1 for i in range(first, end - 1) if tokens[i].form.lower() in words.titles), default=first)


def _draw_name(tokens: Sequence[Token], mention: _Mention, core: int, heads: AbstractSet[int]) -> tuple[int, int]:
    """The first token of the name around a word of a mention, and one past its last.

    A conjunct or an owner that is a mention itself is another name ("Iraq's Ministry of Defence").
    """
    allowed = _IN_PERSON if mention.kind == "person" else IN_OTHER

    def hangs_together(index: int) -> bool:
        while index not in (core, mention.head):
            token = tokens[index]
            if token.relation not in allowed or (token.relation in ("conj", "nmod:poss") and index in heads):
                return False
            index = token.head
        return True

    def belongs(index: int) -> bool:
        token = tokens[index]
        is_joint = token.form.lower() in JOINTS or token.form in MARKS or token.tag in ("CD", "FW", "POS")
        in_title = {t.form.lower() for t in tokens[max(index - 1, 0) : index + 2]} <= mention.title
        return (token.is_name or is_joint or in_title or is_numeral(token)) and hangs_together(index)

    first, end = core, core + 1
    while first > mention.first and belongs(first - 1):
        first -= 1
    while end < mention.end and belongs(end):
        end += 1
    while not tokens[first].is_name and not is_written_article(tokens, first):
        first += 1
    while not tokens[end - 1].is_name and not is_numeral(tokens[end - 1]):
        end -= 1
    return first, end


def is_numeral(token: Token) -> bool:
    """Whether it is a number as names end in ("Abbas I", "Terminal 2")."""
    return (token.tag == "CD" and token.relation == "flat") or _ROMAN.fullmatch(token.form) is not None


def is_written_article(tokens: Sequence[Token], index: int) -> bool:
    """Whether an article is a part of the name: written large although the sentence did not begin with it."""
    token = tokens[index]
    return token.relation == "det" and token.form[:1].isupper() and index > 0 and tokens[index - 1].form.islower()
