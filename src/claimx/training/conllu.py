"""Words and sentences of treebanks in CoNLL-U (Universal Dependencies), with the text that they stand in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimx.errors import InputError


@dataclass(frozen=True, slots=True)
class Token:
    """A word in its text: `head` is the place of its governor in the sentence, -1 for the root."""

    form: str
    lemma: str
    tag: str
    head: int
    relation: str
    misc: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        """Whether it is tagged as a part of a name, whatever part of speech it is by itself."""
        return self.tag in ("NNP", "NNPS")


@dataclass(frozen=True, slots=True)
class Document:
    """A text, put together from its words, and the words of each sentence."""

    text: str
    sentences: list[list[Token]]


def load_documents(folder: Path, pattern: str) -> list[Document]:
    """The documents of the files of a folder whose names match a pattern.

    Args:
        folder: holds the files.
        pattern: what their names look like, as `Path.glob` takes it.

    Returns:
        The documents in the order of the files' names and within them; paragraphs are separated by one blank line.

    Raises:
        InputError: the folder holds no such file.
    """
    paths = sorted(folder.glob(pattern))
    if not paths:
        raise InputError("training data is missing; see the model's card for what the folder must hold", path=folder)
    return [_read_document(lines) for path in paths for lines in _split_documents(path.read_text("utf-8"))]


def _split_documents(content: str) -> Iterator[list[str]]:
    """The lines of each document, from its `# newdoc` to the next."""
    lines: list[str] = []
    for line in content.split("\n"):
        if line.startswith("# newdoc") and lines:
            yield lines
            lines = []
        lines.append(line)
    yield lines


def _read_document(lines: Iterable[str]) -> Document:
    text, sentences = "", list[list[Token]]()
    rows, gap = list[list[str]](), ""
    for line in (*lines, ""):
        if line.startswith("# newpar"):
            gap = "\n\n"
        elif line and not line.startswith("#"):
            rows.append(line.split("\t"))
        elif not line and rows:
            text, tokens = _read_sentence(text + gap if text else "", rows)
            sentences.append(tokens)
            gap = "" if "SpaceAfter=No" in rows[-1][-1] else " "
            rows = []
    return Document(text, sentences)


def _read_sentence(text: str, rows: Iterable[Sequence[str]]) -> tuple[str, list[Token]]:
    """The text with a sentence added to it, and the words of the sentence.

    Words written together follow each other without a space; words left out, which the text lacks, are passed over.
    """
    tokens = list[Token]()
    gap, last, last_gap = "", 0, ""
    for number, form, lemma, _, tag, _, head, relation, _, misc in rows:
        gap_after = "" if "SpaceAfter=No" in misc else " "
        if "-" in number:
            last, last_gap = int(number.partition("-")[2]), gap_after
        if not number.isdecimal():
            continue
        text += gap
        tokens.append(Token(form, lemma, tag, int(head) - 1, relation, misc, len(text), len(text) + len(form)))
        text += form
        gap = gap_after if int(number) > last else last_gap if int(number) == last else ""
    return text, tokens
