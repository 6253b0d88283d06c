"""Word pieces of a text, what the network is told about each, and the windows in which it reads them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from claimx.errors import ModelError
from claimx.nlp.marks import find_quoted, unify_marks

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = npt.NDArray[np.int64]

WINDOW = 256
STRIDE = 192
N_SHAPES = 7
SHAPE_WITHOUT_LETTERS = 6
N_LAYOUTS = 2
N_DEPTHS = 3


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text, one row each.

    Attributes:
        ids: vocabulary index.
        starts: first character.
        ends: one past the last.
        shapes: letter case of the word that the piece is part of (the vocabulary itself is lower case).
        layouts: 1 for the first piece of a paragraph.
        depths: how many pairs of quotation marks it stands in, marks included; 2 for two and more.
        words: the number of the word that the piece is part of, from 0.
    """

    ids: Ints
    starts: Ints
    ends: Ints
    shapes: Ints
    layouts: Ints
    depths: Ints
    words: Ints

    def __len__(self) -> int:
        """The number of pieces."""
        return len(self.ids)


def load_tokenizer(path: Path) -> "Tokenizer":
    """Open a `tokenizer.json` and switch off its truncation and padding: windows are cut here."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def frame_ids(tokenizer: "Tokenizer") -> tuple[int, int]:
    """The vocabulary indices of the special pieces that open and close a window."""
    opening, closing = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if opening is None or closing is None:
        raise ModelError("the tokenizer lacks [CLS] or [SEP]; it is not that of a BERT encoder")
    return opening, closing


def word_shape(word: str) -> int:
    """The letter case of a word: 1 lower, 2 title, 3 upper, 4 mixed, 5 with digits, 6 without letters; 0 is for none.

    >>> [word_shape(word) for word in ("said", "Said", "NATO", "McCain", "1990s", "“")]
    [1, 2, 3, 4, 5, 6]
    """
    if word.islower():
        return 5 if any(map(str.isdigit, word)) else 1
    if any(map(str.isdigit, word)):
        return 5
    if word.isupper():
        return 3 if len(word) > 1 else 2
    if not any(map(str.isalpha, word)):
        return SHAPE_WITHOUT_LETTERS
    return 2 if word[0].isupper() and word[1:].islower() else 4


def cut_pieces(text: str, tokenizer: "Tokenizer") -> Pieces:
    """Cut a text into word pieces, quotation marks of any kind into the same ones.

    Args:
        text: the text of an article.
        tokenizer: see `load_tokenizer`.

    Returns:
        Its pieces in order, without the special ones that frame a window.
    """
    quoted = find_quoted(text)
    encoding = tokenizer.encode(unify_marks(text, quoted), add_special_tokens=False)
    n = len(encoding.ids)
    starts = np.fromiter((offset[0] for offset in encoding.offsets), np.int64, n)
    ends = np.fromiter((offset[1] for offset in encoding.offsets), np.int64, n)
    words = np.fromiter((-1 if word is None else word for word in encoding.word_ids), np.int64, n)
    is_first = np.ones(n, dtype=bool)
    is_first[1:] = words[1:] != words[:-1]
    firsts = np.flatnonzero(is_first)
    lasts = np.append(firsts[1:], n) - 1 if n else firsts
    spans = zip(starts[firsts].tolist(), ends[lasts].tolist(), strict=True)
    shapes = np.fromiter((word_shape(text[start:end]) for start, end in spans), np.int64, len(firsts))
    layouts = np.zeros(n, dtype=np.int64)
    if n:
        breaks = np.fromiter((i for i, char in enumerate(text) if char == "\n"), np.int64)
        layouts[0] = 1
        layouts[np.unique(np.searchsorted(starts, breaks).clip(max=n - 1))] = 1
    depths = np.zeros(n, dtype=np.int64)
    for q in quoted:
        first, last = np.searchsorted(starts, (q.start, q.end))
        depths[first:last] = min(q.depth + 1, N_DEPTHS - 1)
    return Pieces(
        ids=np.array(encoding.ids, dtype=np.int64),
        starts=starts,
        ends=ends,
        shapes=shapes[np.cumsum(is_first) - 1] if n else shapes,
        layouts=layouts,
        depths=depths,
        words=np.cumsum(is_first) - 1,
    )


def plan_windows(layouts: Ints, *, size: int = WINDOW - 2, stride: int = STRIDE) -> list[tuple[int, int]]:
    """Lay windows over a text, each from the start of a paragraph where one is near.

    Args:
        layouts: see `Pieces`.
        size: pieces in a window, the two special ones not counted.
        stride: at most so many pieces lie between the starts of two windows; at least half as many do.

    Returns:
        The windows `(first, one past last)`, in order; they cover all pieces, and neighbours overlap.
    """
    n, windows, start = len(layouts), [], 0
    while n:
        windows.append((start, min(start + size, n)))
        if start + size >= n:
            break
        near = np.flatnonzero(layouts[start + stride // 2 : start + stride + 1])
        start += stride // 2 + int(near[-1]) if len(near) else stride
    return windows


def find_piece_span(pieces: Pieces, start: int, end: int) -> tuple[int, int] | None:
    """The pieces `(first, one past last)` that touch the characters from `start` to `end`; None where none does."""
    first = int(np.searchsorted(pieces.ends, start, side="right"))
    last = int(np.searchsorted(pieces.starts, end, side="left"))
    return (first, last) if last > first else None
