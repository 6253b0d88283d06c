"""From labelled files to what the network trains on: windows with tags, linked spans and labelled sentences."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from claimx.errors import InputError
from claimx.nlp.heads import Mention, pair_mentions
from claimx.nlp.labels import (
    BEGIN,
    CHECKABLE_KINDS,
    ENTITY_TAGS,
    INSIDE,
    KIND_LABELS,
    LAYERS,
    NAME_SCHEMES,
    SCHEMES,
)
from claimx.nlp.pieces import STRIDE, Pieces, cut_pieces, find_piece_span, frame_ids, plan_windows
from claimx.nlp.sentences import find_sentences

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNKNOWN = -100
_SILVER = {"PERSON": "person", "ORGANIZATION": "organisation", "LOCATION": "place"}
_MARKS = '"“”„‟«»'
_CLAIMBUSTER_RUN = 8

FURTHER_CLAIMS = Path(__file__).with_name("polnear_claims.jsonl")
CLAIM_CODES = {
    "-": None,
    "q": "quantity",
    "e": "event",
    "s": "state",
    "c": "causal",
    "r": "rule",
    "p": "prediction",
    "m": "commitment",
    "n": "normative",
    "o": "opinion",
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with what is labelled in it; offsets count characters.

    Attributes:
        text: the text.
        scheme: whose definition of a quote it follows (one of `labels.SCHEMES`); None where quotes are not labelled.
        spans: (start, end, layer, attribution, act): act 1 for speech, 0 for thought, `UNKNOWN` elsewhere.
        entities: (start, end, label); None where not labelled. A name whose label is None may be one, or none.
        silver_entities: the same as CoreNLP gives them.
        sentences: (start, end, task to label).
        second_sentences: the same by a second annotator; empty where there was none.
        silver: (start, end, layer, whether that is sure) by our own definition, for texts labelled by another one; None
            where nothing is known.
    """

    text: str
    scheme: str | None = None
    spans: tuple[tuple[int, int, int, str, int], ...] = ()
    entities: tuple[tuple[int, int, str | None], ...] | None = None
    sentences: tuple[tuple[int, int, dict[str, int]], ...] = ()
    second_sentences: tuple[tuple[int, int, dict[str, int]], ...] = ()
    silver: tuple[tuple[int, int, int, bool], ...] | None = None
    silver_entities: tuple[tuple[int, int, str], ...] | None = None

    @property
    def names(self) -> tuple[tuple[int, int, str], ...]:
        """Its names, whoever labelled them; without those in doubt."""
        return self.silver_entities or tuple((a, b, label) for a, b, label in self.entities or () if label is not None)


@dataclass(frozen=True, slots=True)
class Example:
    """A window, ready to be put into a batch; offsets count its pieces, the opening special one included."""

    ids: list[int]
    shapes: list[int]
    layouts: list[int]
    depths: list[int]
    tags: "np.ndarray[Any, Any]"
    entities: "np.ndarray[Any, Any]"
    mentions: list[Mention] = field(default_factory=list)
    acts: list[int] = field(default_factory=list)
    pairs: list[tuple[int, int, int]] = field(default_factory=list)
    pair_labels: list[int] = field(default_factory=list)
    sentences: list[tuple[int, int, dict[str, int]]] = field(default_factory=list)


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The records of a JSONL file, gzipped or not.

    Raises:
        InputError: the file is missing.
    """
    if not path.exists():
        raise InputError("training data is missing; see the model's card for what the folder must hold", path=path)
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in content.splitlines() if line.strip()]


def as_spans(value: Any) -> list[tuple[int, int]]:
    """A gold source, cue or content as a list of spans, however the file writes it."""
    if not value:
        return []
    return [tuple(span) for span in value] if isinstance(value[0], list) else [tuple(value)]


def load_news(path: Path) -> list[Labelled]:
    """Articles labelled by our own guidelines: quotes, and the claim that each sentence makes."""
    return [
        Labelled(
            text=article["text"],
            scheme="news",
            spans=tuple(_label_quotes(article["text"], article["quotes"], acts={})),
            sentences=tuple(_label_sentences(article["text"], article["claims"])),
        )
        for article in read_jsonl(path)
    ]


def load_polnear(folder: Path, *, held_out_claims: int = 0) -> list[Labelled]:
    """PolNeAR's articles: its attributions, CoreNLP's names, and our labels of claims and, for some, of acts.

    Args:
        folder: holds them.
        held_out_claims: one in so many of the articles of `load_further_claims` comes without claims; 0 for none.
    """
    silver = {record["id"]: record for record in read_jsonl(folder / "train.corenlp.jsonl.gz")}
    ours = {record["article_id"]: record for record in read_jsonl(folder / "labels.train.jsonl")}
    further = load_further_claims()
    for article_id in list(further)[:: held_out_claims or len(further) + 1]:
        del further[article_id]
    labelled = []
    for article in read_jsonl(folder / "train.jsonl"):
        key, text = article["article_id"], article["text"]
        extra = ours.get(key, {"sentences": [], "attributions": []})
        acts = {a["id"]: {"speech": 1, "thought": 0}.get(a["act"], UNKNOWN) for a in extra["attributions"]}
        first, second = further.get(key, ((), ()))
        labelled.append(
            Labelled(
                text=text,
                scheme="polnear",
                spans=tuple(_label_quotes(text, article["quotes"], acts=acts, default=UNKNOWN)),
                silver_entities=tuple(join_names(silver[key]["sentences"])) if key in silver else None,
                sentences=tuple((s["start"], s["end"], _claim_labels(s)) for s in extra["sentences"]) or first,
                second_sentences=second,
            )
        )
    return labelled


def load_further_claims() -> dict[str, tuple[tuple[tuple[int, int, dict[str, int]], ...], ...]]:
    """Our labels of claims in PolNeAR's other articles: by article the sentences as each of two annotators saw them.

    They come with claimx (`polnear_claims.jsonl` beside this module; CC BY 4.0): of each sentence its first character,
    one past its last, and the code of either annotator: a letter of `CLAIM_CODES`, with "!" where the claim is worth
    checking.
    """
    return {
        record["article_id"]: tuple(
            tuple((start, end, read_claim_code(codes[which])) for start, end, *codes in record["sentences"])
            for which in range(2)
        )
        for record in read_jsonl(FURTHER_CLAIMS)
    }


def load_held_out_claims(folder: Path, every: int) -> list[Labelled]:
    """The articles that `load_polnear` leaves without claims, with these alone, by either annotator."""
    texts = {article["article_id"]: article["text"] for article in read_jsonl(folder / "train.jsonl")}
    further = list(load_further_claims().items())[::every]
    return [
        Labelled(texts[key], sentences=first, second_sentences=second)
        for key, (first, second) in further
        if key in texts
    ]


def choose_annotator(text: Labelled, random: Random) -> Labelled:
    """A text with the claims of one of its annotators, drawn at random."""
    if not text.second_sentences or random.random() < 0.5:
        return text
    return replace(text, sentences=text.second_sentences, second_sentences=text.sentences)


def read_claim_code(code: str) -> dict[str, int]:
    """The labels that a code stands for.

    >>> read_claim_code("e!")
    {'checkable': 1, 'check_worthy': 1, 'kind': 2}
    >>> read_claim_code("-")
    {'checkable': 0, 'check_worthy': 0, 'kind': 0}
    """
    kind = CLAIM_CODES[code[0]]
    return _claim_labels({"kind": kind, "checkable": kind in CHECKABLE_KINDS, "check_worthy": code.endswith("!")})


def load_annotators(folder: Path) -> list[Labelled]:
    """PolNeAR's articles that several people labelled, once for each of the others, with their attributions alone."""
    return [
        Labelled(article["text"], "polnear", tuple(_label_quotes(article["text"], quotes, acts={}, default=UNKNOWN)))
        for article in read_jsonl(folder / "train.jsonl")
        for quotes in (article.get("other_annotators") or {}).values()
    ]


def load_claims(folder: Path, *, seed: int) -> list[Labelled]:
    """Sentences of debates and speeches, each with the label of its data set, in order where that is known."""
    random = Random(seed)
    buster = [(r["text"], {"claimbuster": r["label"]}) for r in read_jsonl(folder / "claimbuster.train.jsonl")]
    random.shuffle(buster)
    runs = [buster[i : i + _CLAIMBUSTER_RUN] for i in range(0, len(buster), _CLAIMBUSTER_RUN)]
    for task, name in (("clef", "clef2019"), ("policlaim", "policlaim")):
        documents = defaultdict(list)
        for record in read_jsonl(folder / f"{name}.train.jsonl"):
            documents[record["document"]].append((record["text"], {task: record["label"]}))
        runs += documents.values()
    return [_join_sentences(run) for run in runs]


def _join_sentences(run: Sequence[tuple[str, dict[str, int]]]) -> Labelled:
    sentences, start = [], 0
    for text, labels in run:
        sentences.append((start, start + len(text), labels))
        start += len(text) + 1
    return Labelled(text=" ".join(text for text, _ in run), sentences=tuple(sentences))


def _label_quotes(
    text: str, quotes: Iterable[dict[str, Any]], *, acts: dict[str, int], default: int = 1
) -> Iterator[tuple[int, int, int, str, int]]:
    """Spans of the attributions of an article; the turns of an interview are left to the reader of turns."""
    quotes = [quote for quote in quotes if not _is_turn(text, quote)]
    contents = [(quote["id"], span) for quote in quotes for span in as_spans(quote["content"])]
    for quote in quotes:
        act = acts.get(quote["id"], default)
        for role in ("source", "cue"):
            for start, end in as_spans(quote[role]):
                yield start, end, LAYERS.index(role), quote["id"], UNKNOWN
        for start, end in as_spans(quote["content"]):
            is_nested = any(
                key != quote["id"] and s <= start and end <= e and (s, e) != (start, end) for key, (s, e) in contents
            )
            yield start, end, LAYERS.index("nested" if is_nested else "content"), quote["id"], act


def _is_turn(text: str, quote: dict[str, Any]) -> bool:
    """Whether a gold quote is a turn of an interview: direct, without marks and without a cue."""
    start, end = quote["content"][0]
    return quote["kind"] == "direct" and not quote["cue"] and not {text[start], text[end - 1]} & {*_MARKS, *"‘’'`"}


def _label_sentences(text: str, claims: Sequence[dict[str, Any]]) -> Iterator[tuple[int, int, dict[str, int]]]:
    """The sentences that make a claim, as labelled, and all others, which make none."""
    taken = np.zeros(len(text) + 1, dtype=bool)
    for claim in claims:
        start, end = claim["sentence"]
        taken[start:end] = True
        yield start, end, _claim_labels(claim)
    for sentence in find_sentences(text):
        if not taken[sentence.start : sentence.end].any():
            yield sentence.start, sentence.end, {"checkable": 0, "check_worthy": 0, "kind": 0}


def _claim_labels(claim: dict[str, Any]) -> dict[str, int]:
    kind = KIND_LABELS.index(claim["kind"] or "none")
    return {"checkable": int(claim["checkable"]), "check_worthy": int(claim["check_worthy"]), "kind": kind}


def join_names(sentences: Iterable[list[list[Any]]]) -> Iterator[tuple[int, int, str]]:
    """Names from tags on tokens: neighbours in one sentence with one tag are one name."""
    for tokens in sentences:
        name: tuple[int, int, str] | None = None
        for start, end, _, _, tag, *_ in tokens:
            label = _SILVER.get(tag)
            if name and name[2] == label:
                name = (name[0], end, name[2])
                continue
            if name:
                yield name
            name = (start, end, label) if label else None
        if name:
            yield name


def cut_examples(labelled: Labelled, tokenizer: "Tokenizer", *, stride: int = STRIDE) -> list[Example]:
    """Windows of a text with all that is labelled in them; spans that a window cuts only give tags."""
    pieces = cut_pieces(labelled.text, tokenizer)
    tags, entities = _tag_pieces(labelled, pieces)
    paragraphs = np.cumsum(pieces.layouts)
    mentions: dict[tuple[int, int, int], tuple[set[str], int]] = {}
    for start, end, layer, attribution, act in labelled.spans:
        if span := find_piece_span(pieces, start, end):
            shared, known = mentions.get((span[0], span[1], layer), (set(), UNKNOWN))
            mentions[span[0], span[1], layer] = (shared | {attribution}, max(act, known))
    sentences = [
        (*span, labels) for start, end, labels in labelled.sentences if (span := find_piece_span(pieces, start, end))
    ]
    opening, closing = frame_ids(tokenizer)
    examples = []
    for low, high in plan_windows(pieces.layouts, stride=stride):
        inside = sorted(key for key in mentions if low <= key[0] and key[1] <= high)
        spans = [Mention(a - low + 1, b - low, layer, int(paragraphs[a])) for a, b, layer in inside]
        pairs = pair_mentions(spans)
        keys = [mentions[key][0] for key in inside]
        examples.append(
            Example(
                ids=[opening, *pieces.ids[low:high].tolist(), closing],
                shapes=[0, *pieces.shapes[low:high].tolist(), 0],
                layouts=[0, *pieces.layouts[low:high].tolist(), 0],
                depths=[0, *pieces.depths[low:high].tolist(), 0],
                tags=np.pad(tags[low:high], ((1, 1), (0, 0), (0, 0)), constant_values=UNKNOWN),
                entities=np.pad(entities[low:high], ((1, 1), (0, 0)), constant_values=UNKNOWN),
                mentions=spans,
                acts=[mentions[key][1] for key in inside],
                pairs=pairs,
                pair_labels=[int(bool(keys[i] & keys[j])) for i, j, _ in pairs],
                sentences=[(a - low + 1, b - low + 1, labels) for a, b, labels in sentences if low <= a and b <= high],
            )
        )
    return examples


def _tag_pieces(labelled: Labelled, pieces: Pieces) -> tuple["np.ndarray[Any, Any]", "np.ndarray[Any, Any]"]:
    """BIO tags of all pieces: (pieces, schemes, layers) of roles and (pieces, schemes of names)."""
    tags = np.full((len(pieces), len(SCHEMES), len(LAYERS)), UNKNOWN)
    entities = np.full((len(pieces), len(NAME_SCHEMES)), UNKNOWN)
    layers: dict[str, Iterable[tuple[int, int, int, bool]]] = {}
    if labelled.silver is not None:
        layers["news"] = labelled.silver
    if labelled.scheme is not None:
        layers[labelled.scheme] = [(start, end, layer, True) for start, end, layer, *_ in labelled.spans]
    for scheme, spans in layers.items():
        own = tags[:, SCHEMES.index(scheme)]
        own[:] = 0
        for start, end, layer, is_sure in spans:
            if span := find_piece_span(pieces, start, end):
                own[span[0] : span[1], layer] = INSIDE if is_sure else UNKNOWN
                own[span[0], layer] = BEGIN if is_sure else UNKNOWN
    for column, names in enumerate((labelled.entities, labelled.silver_entities)):
        if names is not None:
            entities[:, column] = 0
        for start, end, label in names or ():
            if span := find_piece_span(pieces, start, end):
                begin, inside = (ENTITY_TAGS.index(f"{prefix}-{label}") if label else UNKNOWN for prefix in "BI")
                entities[span[0] : span[1], column] = inside
                entities[span[0], column] = begin
    return tags, entities
