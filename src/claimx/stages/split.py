"""The second stage: sentences, and all that the network says about them."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from claimx.config import Config
from claimx.schema import ARTICLES, SENTENCES, check_frame, make_frame

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def split(articles: pd.DataFrame, *, nlp: "Language", config: Config = Config()) -> pd.DataFrame:
    """Cut articles into sentences and let the network read them.

    Args:
        articles: frame of `schema.ARTICLES`; rejected rows are passed over.
        nlp: the pipeline, as `claimx.load_model` gives it.
        config: not used by this stage.

    Returns:
        A frame of `schema.SENTENCES`: a row is a sentence of an article, in the order of the articles and of the
        text; offsets count code points of `articles.text`. Empty where no article has text.

    Raises:
        SchemaError: `articles` does not fit its table.
        ModelError: the pipeline lacks the network.
    """
    articles = check_frame(articles, ARTICLES, "split")
    articles = articles[articles["reject_reason"].isna()]
    rows = [
        row
        for article_id, doc in zip(articles["article_id"], nlp.pipe(articles["text"]), strict=True)
        for row in make_rows(article_id, doc)
    ]
    return make_frame(rows, SENTENCES, "split")


def make_rows(article_id: str, doc: "Doc") -> list[dict[str, Any]]:
    """The rows of an article that the pipeline has read."""
    from claimx.nlp.components import annotations_of

    annotations, text = annotations_of(doc), doc.text
    tokens = [{"start": t.idx, "end": t.idx + len(t)} for t in doc if not t.is_space]
    roles = [role._asdict() for role in annotations.roles]
    links = [link._asdict() for link in annotations.links]
    entities = [entity._asdict() for entity in annotations.entities]
    ends = [sentence.end for sentence in annotations.sentences]
    shares = {
        "tokens": _share(tokens, "start", ends),
        "roles": _share(roles, "start", ends),
        "links": _share(links, "content_start", ends),
        "entities": _share(entities, "start", ends),
    }
    return [
        {
            "article_id": article_id,
            "sentence_index": index,
            "paragraph_index": sentence.paragraph,
            "sentence_start": sentence.start,
            "sentence_end": sentence.end,
            "text": text[sentence.start : sentence.end],
            **{name: share[index] for name, share in shares.items()},
            "checkable_score": float(annotations.checkable[index]),
            "check_worthy_score": float(annotations.check_worthy[index]),
            "kind_scores": annotations.kinds[index].tolist(),
        }
        for index, sentence in enumerate(annotations.sentences)
    ]


def _share(values: list[dict[str, Any]], key: str, ends: list[int]) -> list[list[dict[str, Any]]]:
    """Give each sentence the values that begin in it: those before its end that no earlier sentence has."""
    shares: list[list[dict[str, Any]]] = [[] for _ in ends]
    index = 0
    for value in sorted(values, key=lambda value: int(value[key])):
        while index < len(ends) - 1 and value[key] >= ends[index]:
            index += 1
        if shares:
            shares[index].append(value)
    return shares
