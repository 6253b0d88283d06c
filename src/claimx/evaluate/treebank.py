"""Texts, sentences and names out of treebanks: CoNLL-U (Universal Dependencies) and IOB2 (Universal NER).

The text of a document is put together from its sentences as a reader of the raw page would see it: with the spaces
that its words had, and a blank line between paragraphs.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from claimx.errors import InputError
from claimx.nlp.annotations import Span

NAME_LABELS = {"PER": "person", "ORG": "organisation", "LOC": "place"}
"""Universal NER's kinds of names, as claimx calls them."""

_LEAST_COLUMNS = 3


class TreebankSentence(NamedTuple):
    """A sentence as it stands in the file.

    Attributes:
        sentence_id: its name.
        text: its text.
        rows: the columns of each of its words.
        begins_paragraph: whether a paragraph, or the document, begins with it.
    """

    sentence_id: str
    text: str
    rows: list[list[str]]
    begins_paragraph: bool


def read_treebank(path: str | Path) -> Iterator[list[TreebankSentence]]:
    """Read a file in CoNLL-U or IOB2.

    Args:
        path: the file, in UTF-8.

    Yields:
        The sentences of each document, in order.

    Raises:
        InputError: the file can't be read, or a sentence lacks `sent_id`, `text` or columns.
    """
    try:
        content = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read as UTF-8 text: {error}", path=path) from error
    document: list[TreebankSentence] = []
    for number, block in enumerate(filter(str.strip, content.split("\n\n")), 1):
        lines = block.strip("\n").split("\n")
        notes = {
            key.strip(): value for key, _, value in (line[1:].partition(" = ") for line in lines if line[0] == "#")
        }
        rows = [line.split("\t") for line in lines if line[0] != "#"]
        if not {"sent_id", "text"} <= set(notes) or not rows or min(map(len, rows)) < _LEAST_COLUMNS:
            raise InputError(f"sentence {number} lacks its sent_id, its text or columns of words", path=path)
        if "newdoc id" in notes and document:
            yield document
            document = []
        begins = any(note.split()[0] in ("newdoc", "newpar") for note in notes if note)
        document.append(TreebankSentence(notes["sent_id"], notes["text"], rows, begins))
    if document:
        yield document


def join_sentences(sentences: Iterable[TreebankSentence], *, paragraphs: bool = True) -> tuple[str, list[Span]]:
    """Put the text of a document together.

    Args:
        sentences: its sentences, in order.
        paragraphs: whether paragraphs are set apart by a blank line; else the text is one paragraph.

    Returns:
        The text, and the place of each sentence in it.

    >>> first, second = (TreebankSentence("", text, [["", "", "_"]], False) for text in ("It rained.", "We left."))
    >>> join_sentences([first, second])
    ('It rained. We left.', [Span(start=0, end=10), Span(start=11, end=19)])
    """
    between = "\n\n" if paragraphs else " "
    text, spans, is_glued = "", [], False
    for sentence in sentences:
        if text:
            text += between if sentence.begins_paragraph else "" if is_glued else " "
        spans.append(Span(len(text), len(text) + len(sentence.text)))
        text += sentence.text
        is_glued = "SpaceAfter=No" in sentence.rows[-1][-1]
    return text, spans


def find_names(
    document: Iterable[TreebankSentence], untokenised: Mapping[str, TreebankSentence]
) -> tuple[str, list[tuple[int, int, str]]]:
    """Find the names in a document of IOB2.

    Args:
        document: its sentences, tags in the third column; kinds that `NAME_LABELS` lacks are left out.
        untokenised: by name, sentences of the treebank that the names were annotated on: where it has the same words,
            its text and paragraphs are taken, for IOB2 files often have a space between all words.

    Returns:
        The text of the document, and start, end and kind of each name in it.
    """
    sentences, places = [], []
    for sentence in document:
        words = [row[1] for row in sentence.rows]
        raw = untokenised.get(sentence.sentence_id, sentence)
        found = locate_words(words, raw.text)
        sentences.append(raw if found else sentence)
        places.append(zip(found or locate_words(words, sentence.text), sentence.rows, strict=False))
    text, spans = join_sentences(sentences)
    names: list[tuple[int, int, str]] = []
    for span, words_of in zip(spans, places, strict=True):
        is_inside = False
        for (start, end), row in words_of:
            prefix, _, kind = row[2].partition("-")
            if prefix == "I" and is_inside:
                names[-1] = (names[-1][0], span.start + end, names[-1][2])
                continue
            is_inside = prefix == "B" and kind in NAME_LABELS
            if is_inside:
                names.append((span.start + start, span.start + end, NAME_LABELS[kind]))
    return text, names


def locate_words(words: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Where words stand in a text, one after the other with nothing but space between; empty where they do not.

    >>> locate_words(["do", "n't"], "don't"), locate_words(["a", "c"], "a b c")
    ([(0, 2), (2, 5)], [])
    """
    places: list[tuple[int, int]] = []
    end = 0
    for word in words:
        start = text.find(word, end)
        if start < 0 or text[end:start].strip():
            return []
        end = start + len(word)
        places.append((start, end))
    return places
