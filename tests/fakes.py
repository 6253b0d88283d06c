"""Stages that do next to nothing, for the tests of what runs stages; a process of a pool can import them."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from claimx import pipeline, schema
from claimx.config import Config

TEXTS = {
    "a.txt": 'The mayor opened the bridge. "It took nine years," said Mayor Ann Bell.',
    "b.txt": 'Rain fell on Tuesday. "We expect a flood," said Tom Ray. Two roads were closed.',
    "c.txt": "   ",
    "d.txt": "Nobody said a word.",
}


def write_texts(folder: Path) -> Path:
    """Write the made-up articles into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def ingest(documents: pd.DataFrame, *, config: Config = Config()) -> pd.DataFrame:
    rows = []
    for document in documents.to_dict("records"):
        content = document["content"].decode("utf-8")
        is_record = document["media_type"] == "application/json"
        record = json.loads(content) if is_record else {"id": Path(document["uri"]).stem, "text": content.strip()}
        row = {"article_id": record["id"], "uri": document["uri"], "authors": [], "text": record["text"]}
        n_words = len(record["text"].split())
        rows.append({**row, "n_words": n_words, "reject_reason": None if n_words else "empty"})
    return schema.make_frame(rows, schema.ARTICLES, "ingest")


def split(articles: pd.DataFrame, *, config: Config = Config()) -> pd.DataFrame:
    rows = []
    for article_id, text in zip(articles["article_id"], articles["text"], strict=True):
        for index, found in enumerate(re.finditer(r"\S[^.]*\.\"?", text)):
            quoted = re.search('"[^"]+"', found.group())
            role = {"role": "content", "score": 0.9, "speech_score": 0.9}
            spans = [{"start": found.start() + quoted.start(), "end": found.start() + quoted.end()}] if quoted else []
            rows.append(
                {
                    **{"article_id": article_id, "sentence_index": index, "paragraph_index": 0, "text": found.group()},
                    **{"sentence_start": found.start(), "sentence_end": found.end()},
                    **{"tokens": [], "roles": [{**span, **role} for span in spans], "links": [], "entities": []},
                    **{"checkable_score": 0.7, "check_worthy_score": 1 / (index + 2), "kind_scores": [0.1] * 10},
                }
            )
    return schema.make_frame(rows, schema.SENTENCES, "split")


def attribute(sentences: pd.DataFrame, articles: pd.DataFrame, *, config: Config = Config()) -> pd.DataFrame:
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    rows = []
    for sentence in sentences.to_dict("records"):
        if sentence["roles"]:
            start, end = sentence["roles"][0]["start"], sentence["roles"][0]["end"]
            article_id = sentence["article_id"]
            rows.append(
                make_quote(article_id, 1, content=texts[article_id][start:end], start=start, speaker="Ann Bell")
            )
    return schema.make_frame(rows, schema.QUOTES, "attribute")


def tag(
    sentences: pd.DataFrame, quotes: pd.DataFrame, articles: pd.DataFrame, *, config: Config = Config()
) -> pd.DataFrame:
    rows = [make_claim(row["article_id"], row["sentence_index"] + 1, row) for row in sentences.to_dict("records")]
    return schema.make_frame(rows, schema.CLAIMS, "tag")


def make_quote(article_id: str, number: int, **values: object) -> dict[str, object]:
    """A row of quotes, with usual values where none are given."""
    content, start = str(values.get("content", "No.")), int(str(values.pop("start", 0)))
    row: dict[str, object] = {
        **{"quote_id": f"{article_id}:q{number}", "article_id": article_id, "kind": "direct", "act": "speech"},
        **{"content": content, "content_spans": [{"start": start, "end": start + len(content)}]},
        **{"resolved_by": "name", "first_sentence": 0, "last_sentence": 0, "quote_score": 0.9, "speaker_score": 0.8},
        **values,
    }
    if row.get("speaker"):
        row.setdefault("speaker_kind", "person")
    return row


def make_claim(article_id: str, number: int, sentence: dict[str, object], **values: object) -> dict[str, object]:
    """A row of claims on a row of sentences, with usual values where none are given."""
    return {
        **{"claim_id": f"{article_id}:c{number}", "article_id": article_id, "text": sentence["text"]},
        **{"sentence_index": sentence["sentence_index"], "claim_start": sentence["sentence_start"]},
        **{"claim_end": sentence["sentence_end"], "is_checkable": True, "checkable_score": 0.7, "kind": "event"},
        **{"is_check_worthy": False, "check_worthy_score": sentence["check_worthy_score"], "kind_score": 0.5},
        **{"is_attributed": "quote_id" in values, "reasons": [], "polarity": "affirmed", "modality": "asserted"},
        **{"quantities": [], "dates": [], "entities": []},
        **values,
    }


FUNCTIONS = {"ingest": ingest, "split": split, "attribute": attribute, "tag": tag}
STAGES = tuple(
    replace(stage, function=FUNCTIONS.get(stage.name, stage.function), needs_model=False) for stage in pipeline.STAGES
)
