"""Names in web text: where they stand is told by a treebank, of what kind they are by an earlier network.

UD's English Web Treebank (CoNLL-U) has web text of five kinds with the tags of its words and with how they hang
together, but without names. Words tagged as proper nouns that hang together make a name, drawn as in `gum`; what is no
name by that definition (days, peoples, products) is a proper noun too. So an earlier network's scores decide, over all
words of a name and all places of it in a text, for names keep their sense within one (Gale, Church and Yarowsky, 1992).
What stays in doubt trains nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np

from claimx.nlp.decode import ENTITY_FOLLOW, KIND_TAGS, Doubles, find_words, score_words
from claimx.nlp.heads import Floats, softmax
from claimx.nlp.labels import OUTSIDE
from claimx.nlp.pieces import Pieces, find_piece_span
from claimx.schema import ENTITY_LABELS
from claimx.training.conllu import Token, load_documents
from claimx.training.data import Labelled
from claimx.training.gum import IN_OTHER, JOINTS, MARKS, is_numeral, is_written_article

EVIDENCE = 0.7
"""What the tags of proper nouns take from the logarithm of the chance that a span is no name: names have them nearly
always, of what else the network doubts about half."""
SURE = 0.75
"""From this probability on a span is a name of a kind."""
SURE_NONE = 0.9
"""From this probability on it is none. What the network takes for no name, although it is a proper noun, is more often
a mistake than a wrong kind is."""
ELSEWHERE = 1.0
"""How many places in a text all places of the same name in all texts weigh as much as."""

_SAINTS = frozenset({"st", "st.", "saint"})
"""Titles that are a part of the name, which most often is that of a place."""


def load_ewt(folder: Path) -> list[Labelled]:
    """The documents of EWT's training file, with what may be names in them.

    Args:
        folder: holds the file, `*ewt-ud-train.conllu`; those for measuring are not read.

    Returns:
        One text per document, in order; paragraphs are separated by one blank line. What kinds of names those are is
        not known (see `type_spans`), and quotes are not labelled.

    Raises:
        InputError: the folder holds no such file.
    """
    documents = load_documents(folder, "*ewt-ud-train.conllu")
    titles = find_titles(tokens for document in documents for tokens in document.sentences)
    return [
        Labelled(
            document.text,
            entities=tuple(
                (*span, None) for tokens in document.sentences for span in find_proper_spans(tokens, titles)
            ),
        )
        for document in documents
    ]


def find_titles(sentences: Iterable[Sequence[Token]]) -> frozenset[str]:
    """Words, in lower case, that stand before names without being of them ("mr.", "president")."""
    return frozenset(
        tokens[index].form.lower() for tokens in sentences for index in range(len(tokens)) if _is_title(tokens, index)
    )


def find_proper_spans(tokens: Sequence[Token], titles: AbstractSet[str]) -> list[tuple[int, int]]:
    """Runs of proper nouns that make a name, or what is written like one.

    Args:
        tokens: the words of a sentence.
        titles: see `find_titles`.

    Returns:
        (start, end) over the text's characters, in order; none overlaps another.
    """
    spans: list[tuple[int, int]] = []
    taken: set[int] = set()
    cores = [i for i, token in enumerate(tokens) if token.is_name and not _is_title(tokens, i)]
    for core in sorted(cores, key=lambda index: (_find_depth(tokens, index), index)):  # the governing words first
        if core not in taken:
            first, end = _draw_span(tokens, core, taken, titles)
            taken.update(range(first, end))
            spans.append((first, end))
    return [(tokens[first].start, tokens[end - 1].end) for first, end in sorted(spans)]


def _is_title(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    is_before = token.relation == "nmod:desc" and token.head > index
    return token.is_name and is_before and token.form.lower() not in _SAINTS


def _find_depth(tokens: Sequence[Token], index: int) -> int:
    """How many words govern a word, one above the other."""
    depth = 0
    while (index := tokens[index].head) >= 0:
        depth += 1
    return depth


def _draw_span(
    tokens: Sequence[Token], core: int, taken: AbstractSet[int], titles: AbstractSet[str]
) -> tuple[int, int]:
    """The first word of the name around a word, and one past its last; words taken belong to another name."""

    def hangs_together(index: int) -> bool:
        while index != core:
            if not _joins_governor(tokens, index, core, titles):
                return False
            index = tokens[index].head
        return True

    def belongs(index: int) -> bool:
        token = tokens[index]
        is_joint = token.form.lower() in JOINTS or token.form in MARKS or token.tag in ("CD", "FW", "POS")
        return index not in taken and (token.is_name or is_joint or _is_number(token)) and hangs_together(index)

    first, end = core, core + 1
    while first > 0 and belongs(first - 1):
        first -= 1
    while end < len(tokens) and belongs(end):
        end += 1
    while not tokens[first].is_name and not is_written_article(tokens, first):
        first += 1
    while not tokens[end - 1].is_name and not _is_number(tokens[end - 1]):
        end -= 1
    # Where a title is taken for the first part of a name, the others are flat upon it.
    while first == core < end - 1 and tokens[first].form.lower() in titles and tokens[first + 1].relation == "flat":
        first, core = first + 1, core + 1
    return first, end


def _is_number(token: Token) -> bool:
    return is_numeral(token) and token.tag != "PRP"


def _joins_governor(tokens: Sequence[Token], index: int, core: int, titles: AbstractSet[str]) -> bool:
    """Whether a word and the one that governs it may be of one name, which is built around the word `core`.

    What is joined to the core itself is another name ("Ana and Ben"), what is joined further down is not ("Fish and
    Wildlife Service"). What follows after a preposition belongs to a house or a gulf, but not to a person or an office.
    """
    token = tokens[index]
    if token.head < 0 or _is_title(tokens, index):
        return False
    if token.relation not in IN_OTHER or not token.is_name:
        return token.relation in IN_OTHER
    governor = tokens[token.head]
    if token.relation == "conj":
        return governor.is_name and token.head != core
    if token.relation != "nmod":
        return token.relation != "nmod:poss"
    cases = {child.form.lower() for child in tokens if child.head == index and child.relation == "case"}
    is_person = any(child.head == token.head and child.relation == "flat" and child.is_name for child in tokens)
    return governor.is_name and (
        not cases or (cases <= JOINTS and not is_person and governor.form.lower() not in titles)
    )


def type_spans(texts: Sequence[Labelled], scores: Sequence[Doubles]) -> list[Labelled]:
    """Decide of what kind the names in texts are.

    Args:
        texts: texts with spans that may be names.
        scores: of each text, what `score_spans` gives for it.

    Returns:
        The texts; their spans with the kind, or None for it where it stays in doubt. What surely is no name is left
        out.
    """
    keys = [[" ".join(text.text[a:b].lower().split()) for a, b, _ in text.entities or ()] for text in texts]
    everywhere = _sum_scores(chain.from_iterable(keys), chain.from_iterable(scores))
    typed = []
    for text, names, rows in zip(texts, keys, scores, strict=True):
        here = _sum_scores(names, rows)
        entities = list[tuple[int, int, str | None]]()
        for (start, end, _), name in zip(text.entities or (), names, strict=True):
            total = here[name] + ELSEWHERE * everywhere[name] / everywhere[name][-1]
            chances = softmax(total[:-1] / total[-1] - EVIDENCE * (np.arange(len(total) - 1) == 0))
            best = int(chances.argmax())
            if chances[best] < (SURE if best else SURE_NONE):
                entities.append((start, end, None))
            elif best:
                entities.append((start, end, ENTITY_LABELS[best - 1]))
        typed.append(replace(text, entities=tuple(entities)))
    return typed


def _sum_scores(names: Iterable[str], scores: Iterable[Doubles]) -> dict[str, Doubles]:
    """The sum of the scores of each name, with their number behind them."""
    sums: defaultdict[str, Doubles] = defaultdict(lambda: np.zeros(len(ENTITY_LABELS) + 2))
    for name, row in zip(names, scores, strict=True):
        sums[name] += [*row, 1]
    return sums


def score_spans(labelled: Labelled, pieces: Pieces, logits: Floats) -> Doubles:
    """What a network says about spans that may be names.

    Args:
        labelled: a text with such spans.
        pieces: its pieces.
        logits: (pieces, tags) scores of `labels.ENTITY_TAGS`.

    Returns:
        (spans, 1 + kinds) log-probabilities that a span is no name, or one of each of `schema.ENTITY_LABELS`: the means
        over its pieces.
    """
    firsts, lasts = find_words(pieces)
    words = score_words(logits, firsts, ENTITY_FOLLOW)
    kinds = [np.logaddexp(words[:, begin], words[:, inside]) for begin, inside in KIND_TAGS]
    words = np.stack([words[:, OUTSIDE], *kinds], axis=1)
    rows = []
    for start, end, _ in labelled.entities or ():
        first, stop = find_piece_span(pieces, start, end) or (0, 1)
        span = slice(pieces.words[first], pieces.words[stop - 1] + 1)
        rows.append(words[span].sum(axis=0) / (lasts[span][-1] + 1 - firsts[span][0]))
    return np.array(rows).reshape(-1, 1 + len(ENTITY_LABELS))
