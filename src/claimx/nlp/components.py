"""The spaCy pipeline: sentence boundaries, then one pass of the network over the text."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from thinc.types import Ints2d

from claimx.errors import ModelError
from claimx.nlp.annotations import Sentence
from claimx.nlp.encoder import Annotations, Network, copy_network, open_network
from claimx.nlp.sentences import LINE, find_sentences

_NO_START = np.uint64(2**64 - 1)  # -1 as spaCy stores it


class SentenceMarker:
    """The component `claimx_sentences`: marks where the sentences of a `Doc` begin."""

    def __call__(self, doc: Doc) -> Doc:
        """Set `is_sent_start` on every token, from `find_sentences` on the text.

        A sentence that begins within a token begins with that token. White space belongs to the sentence before it,
        and to the first one at the start of the text.
        """
        starts = [sentence.start for sentence in find_sentences(doc.text)]
        ends = np.fromiter((token.idx + len(token) for token in doc), dtype=np.int64, count=len(doc))
        marks = np.full(len(doc), _NO_START, dtype=np.uint64)
        # All but the first sentence begin with the first token that ends after their start. The marks are set at once:
        # setting `is_sent_start` token by token looks at the whole text each time.
        marks[np.searchsorted(ends, starts[1:], side="right")] = 1
        marks[:1] = 1
        doc.from_array(["SENT_START"], cast(Ints2d, marks[:, None]))
        return doc


@Language.factory("claimx_sentences", assigns=["token.is_sent_start", "doc.sents"])
def make_sentence_marker(nlp: Language, name: str) -> SentenceMarker:
    """Build the component; it has no settings."""
    return SentenceMarker()


class Encoder:
    """The component `claimx_encoder`: the network reads a `Doc`.

    It sets `doc._.claimx` to the network's `Annotations` of the text and its sentences; `doc._.quotes` gives the
    quotes that they add up to, with their speakers, as a list of dicts with the columns of the table quotes.

    Args:
        threads: how many threads compute; 0 for one per core.
    """

    def __init__(self, threads: int = 0) -> None:
        self._threads = threads
        self._network: Network | None = None
        self._folder: Path | None = None
        if not Doc.has_extension("claimx"):
            Doc.set_extension("claimx", default=None)
            Doc.set_extension("quotes", getter=find_quotes)

    def __call__(self, doc: Doc) -> Doc:
        """Read a text; its sentences must be marked.

        Raises:
            ModelError: no network was loaded.
        """
        if self._network is None:
            raise ModelError("the component claimx_encoder has no network; load a pipeline that claimx train wrote")
        doc._.claimx = self._network.annotate(doc.text, doc_sentences(doc))
        return doc

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Encoder":
        """Open the network's files in the folder `path`."""
        self._folder = Path(path)
        self._network = open_network(self._folder, threads=self._threads)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Copy the network's files into the folder `path`."""
        if self._folder is not None:
            copy_network(self._folder, Path(path))


@Language.factory("claimx_encoder", requires=["doc.sents"], assigns=["doc._.claimx"], default_config={"threads": 0})
def make_encoder(nlp: Language, name: str, threads: int) -> Encoder:
    """Build the component, without a network: that is opened from the pipeline's folder."""
    return Encoder(threads)


def doc_sentences(doc: Doc) -> list[Sentence]:
    """The sentences of a `Doc` without white space around them, each with the number of its paragraph (its line)."""
    text = doc.text  # put together anew, from all tokens, each time that it is asked for
    sentences, paragraph, sentence_end = [], -1, -1
    for sent in doc.sents:
        part = sent.text
        start = sent.start_char + len(part) - len(part.lstrip())
        end = sent.start_char + len(part.rstrip())
        if start >= end:
            continue
        if paragraph < 0 or (sentence_end < start and not LINE.fullmatch(text, sentence_end, start)):
            paragraph += 1
        sentence_end = end
        sentences.append(Sentence(start, end, paragraph))
    return sentences


def annotations_of(doc: Doc) -> Annotations:
    """What the network said about a `Doc`.

    Raises:
        ModelError: the pipeline that made it has no `claimx_encoder`.
    """
    annotations = doc._.claimx if Doc.has_extension("claimx") else None
    if annotations is None:
        raise ModelError("the pipeline has no component claimx_encoder; load one that claimx train wrote")
    found: Annotations = annotations
    return found


def find_quotes(doc: Doc) -> list[dict[str, Any]]:
    """The quotes of a `Doc`, as rows of the table quotes."""
    from claimx.stages.attribute import attribute_article

    annotations = annotations_of(doc)
    return attribute_article(
        article={"article_id": "doc", "text": doc.text, "title": None, "publisher": None, "authors": []},
        sentences=annotations.sentences,
        roles=annotations.roles,
        links=annotations.links,
        entities=annotations.entities,
    )
