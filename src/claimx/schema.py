"""The tables of claimx: the one definition of every column, its type, its unit and what it holds.

Offsets are half-open Unicode code-point offsets into `articles.text`, so that `text[start:end]` is the stored string.
Scores are probabilities in [0, 1]. `VERSION` changes whenever a table does: stored tables of another version are not
read as if they were of this one.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from claimx.errors import SchemaError

VERSION = 2

MEDIA_TYPES = ("text/plain", "text/html", "application/json")
REJECT_REASONS = ("empty", "binary", "unreadable", "bad_record", "no_text", "too_large", "duplicate")
QUOTE_KINDS = ("direct", "indirect", "mixed")
ACTS = ("speech", "thought")
SPEAKER_KINDS = ("person", "organisation", "group", "document", "unnamed")
RESOLVED_BY = ("name", "pronoun", "description", "continuation", "interview_turn", "none")
ROLES = ("source", "cue", "content")
ENTITY_LABELS = ("person", "organisation", "place")
CLAIM_KINDS = (
    "quantity",
    "event",
    "state",
    "causal",
    "rule",
    "prediction",
    "commitment",
    "normative",
    "opinion",
)
POLARITIES = ("affirmed", "negated", "denied")
MODALITIES = ("asserted", "alleged", "possible", "conditional", "future", "obliged")
REASONS = (
    "number",
    "comparison",
    "superlative",
    "causal_verb",
    "law",
    "past_act",
    "official_source",
    "named_actor",
    "absolute",
)
"""What in a claim's own words asks for a check, the weightiest first."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: its name.
        type: its Arrow type.
        description: what it holds, in a sentence.
        unit: offsets, score, count, …; empty where a value has no unit.
        is_nullable: whether a row may have none.
        values: the closed vocabulary that it draws from; empty where it is open.
    """

    name: str
    type: pa.DataType
    description: str
    unit: str = ""
    is_nullable: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, what a row is, its key and its columns in order."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema, with description and unit in the metadata of each field."""
        fields = [
            pa.field(c.name, c.type, c.is_nullable, {"description": c.description, "unit": c.unit})
            for c in self.columns
        ]
        return pa.schema(fields, {"claimx_table": self.name, "claimx_schema_version": str(VERSION)})


OFFSET, SCORE, COUNT = "code points into articles.text", "probability", "count"
_span = [pa.field("start", pa.int32()), pa.field("end", pa.int32())]
SPANS = pa.list_(pa.struct(_span))
ROLE_SPANS = pa.list_(
    pa.struct(
        [
            *_span,
            pa.field("role", pa.string()),
            pa.field("score", pa.float32()),
            pa.field("speech_score", pa.float32()),
        ]
    )
)
ROLE_LINKS = pa.list_(
    pa.struct(
        [
            pa.field("content_start", pa.int32()),
            pa.field("other_start", pa.int32()),
            pa.field("role", pa.string()),
            pa.field("score", pa.float32()),
        ]
    )
)
ENTITIES = pa.list_(pa.struct([*_span, pa.field("label", pa.string()), pa.field("score", pa.float32())]))
DATED_ROLES = pa.list_(
    pa.struct(
        [
            pa.field("role", pa.string()),
            pa.field("n_articles", pa.int32()),
            pa.field("first_seen", pa.date32()),
            pa.field("last_seen", pa.date32()),
        ]
    )
)
QUANTITIES = pa.list_(pa.struct([*_span, pa.field("value", pa.float64()), pa.field("unit", pa.string())]))
DATES = pa.list_(pa.struct([*_span, pa.field("first_day", pa.string()), pa.field("last_day", pa.string())]))

ARTICLE_ID = Column("article_id", pa.string(), "The article: its record's own id, or else a hash of its text.")

DOCUMENTS = Table(
    "documents",
    "a raw document, as a reader found it",
    ("uri",),
    (
        Column("uri", pa.string(), "Where it came from: a path, with `#` and a line or record number within it."),
        Column("media_type", pa.string(), "The form of `content`.", values=MEDIA_TYPES),
        Column("content", pa.binary(), "The bytes as received; a JSON record is one JSON object.", "bytes"),
        Column("reject_reason", pa.string(), "Why it could not be read.", is_nullable=True, values=REJECT_REASONS),
    ),
)

ARTICLES = Table(
    "articles",
    "an article, or a document that was rejected as one",
    ("article_id",),
    (
        ARTICLE_ID,
        Column("uri", pa.string(), "Where the article came from."),
        Column("title", pa.string(), "The headline.", is_nullable=True),
        Column(
            "authors", pa.list_(pa.string()), "The authors named in the byline, in order; empty where there are none."
        ),
        Column("publisher", pa.string(), "The outlet that published it.", is_nullable=True),
        Column("published", pa.date32(), "The day of publication.", "date", is_nullable=True),
        Column("language", pa.string(), "The language of the text, as an ISO 639-1 code.", is_nullable=True),
        Column("text", pa.string(), "The body; paragraphs are separated by one blank line; empty where rejected."),
        Column("n_words", pa.int32(), "Words in `text`, split at white space.", COUNT),
        Column("reject_reason", pa.string(), "Why it is no article.", is_nullable=True, values=REJECT_REASONS),
    ),
)

SENTENCES = Table(
    "sentences",
    "a sentence, with all that the network says about it",
    ("article_id", "sentence_index"),
    (
        ARTICLE_ID,
        Column("sentence_index", pa.int32(), "Its place in the article, from 0.", COUNT),
        Column("paragraph_index", pa.int32(), "The paragraph that holds it, from 0.", COUNT),
        Column("sentence_start", pa.int32(), "Its first character.", OFFSET),
        Column("sentence_end", pa.int32(), "One past its last character.", OFFSET),
        Column("text", pa.string(), "Its characters."),
        Column("tokens", SPANS, "Its tokens.", OFFSET),
        Column(
            "roles",
            ROLE_SPANS,
            "Spans that begin in it and play a role in an attribution (source, cue, content), with the probability of"
            " the span; for contents also that of speech against thought.",
            OFFSET,
        ),
        Column(
            "links",
            ROLE_LINKS,
            "For contents that begin in it: the probability that the span of `role` that begins at `other_start`"
            " belongs to the same attribution.",
            OFFSET,
        ),
        Column("entities", ENTITIES, "Names of persons, organisations and places that begin in it.", OFFSET),
        Column("checkable_score", pa.float32(), "That it makes a claim that evidence could settle.", SCORE),
        Column("check_worthy_score", pa.float32(), "That a fact-checking desk would take it up.", SCORE),
        Column(
            "kind_scores",
            pa.list_(pa.float32()),
            "For no claim, then each claim kind in the order of the guidelines; they sum to 1.",
            SCORE,
        ),
    ),
)

QUOTES = Table(
    "quotes",
    "an act of saying or writing (or, marked, of thinking) that the article attributes to a speaker",
    ("quote_id",),
    (
        Column("quote_id", pa.string(), "The quote: article_id, `:q` and its number in the article, from 1."),
        ARTICLE_ID,
        Column("kind", pa.string(), "Whether its words stand in quotation marks.", values=QUOTE_KINDS),
        Column("act", pa.string(), "Whether it was uttered or only thought.", values=ACTS),
        Column("content_spans", SPANS, "What was said, in order; several spans where it is interrupted.", OFFSET),
        Column("content", pa.string(), "The characters of `content_spans`, joined by one space."),
        Column("cue", pa.string(), "The words that report.", is_nullable=True),
        Column("cue_start", pa.int32(), "First character of the cue.", OFFSET, is_nullable=True),
        Column("cue_end", pa.int32(), "One past its last.", OFFSET, is_nullable=True),
        Column("source", pa.string(), "The words that name who speaks, as they stand by the cue.", is_nullable=True),
        Column("source_start", pa.int32(), "First character of the source.", OFFSET, is_nullable=True),
        Column("source_end", pa.int32(), "One past its last.", OFFSET, is_nullable=True),
        Column("speaker", pa.string(), "Who that is, by the fullest name in the article.", is_nullable=True),
        Column(
            "speaker_id",
            pa.string(),
            "The same across articles, in `speakers`; given by export, so that interim tables have none.",
            is_nullable=True,
        ),
        Column("speaker_kind", pa.string(), "What sort of speaker.", is_nullable=True, values=SPEAKER_KINDS),
        Column("speaker_role", pa.string(), "The office or description that the article gives.", is_nullable=True),
        Column("resolved_by", pa.string(), "How the speaker was found.", values=RESOLVED_BY),
        Column("first_sentence", pa.int32(), "sentence_index of the sentence where the content begins.", COUNT),
        Column("last_sentence", pa.int32(), "sentence_index of the sentence where it ends.", COUNT),
        Column("quote_score", pa.float32(), "That this is a quote with this content.", SCORE),
        Column("speaker_score", pa.float32(), "That the speaker is the right one.", SCORE),
    ),
)

CLAIMS = Table(
    "claims",
    "a claim: a sentence that makes one, or a clause of it that stands by itself",
    ("claim_id",),
    (
        Column("claim_id", pa.string(), "The claim: article_id, `:c` and its number in the article, from 1."),
        ARTICLE_ID,
        Column("sentence_index", pa.int32(), "The sentence that makes it.", COUNT),
        Column("claim_start", pa.int32(), "Its first character.", OFFSET),
        Column("claim_end", pa.int32(), "One past its last.", OFFSET),
        Column("text", pa.string(), "Its characters, without the reporting clause."),
        Column("publisher", pa.string(), "articles.publisher.", is_nullable=True),
        Column("published", pa.date32(), "articles.published.", "date", is_nullable=True),
        Column(
            "quote_id", pa.string(), "The quote that it stands in; none where the article asserts it.", is_nullable=True
        ),
        Column("is_attributed", pa.bool_(), "Whether the article attributes it, to a claimer known or not."),
        Column("claimer", pa.string(), "The speaker of that quote.", is_nullable=True),
        Column("claimer_role", pa.string(), "The speaker's role, as in quotes.speaker_role.", is_nullable=True),
        Column("is_checkable", pa.bool_(), "Whether evidence could show it to be true or false."),
        Column("checkable_score", pa.float32(), "How sure that is, of its sentence.", SCORE),
        Column("is_check_worthy", pa.bool_(), "Whether a fact-checking desk would take it up."),
        Column("check_worthy_score", pa.float32(), "How sure that is, of its sentence.", SCORE),
        Column("kind", pa.string(), "What sort of claim.", values=CLAIM_KINDS),
        Column("kind_score", pa.float32(), "How sure that is, among the kinds of claim, of its sentence.", SCORE),
        Column(
            "reasons",
            pa.list_(pa.string()),
            "What stands in it that asks for a check, the weightiest first, three at most; read off its words and its"
            " claimer's role, not off the network.",
            values=REASONS,
        ),
        Column(
            "polarity",
            pa.string(),
            "Whether its main clause is negated, or it is denied by whom it is attributed to.",
            values=POLARITIES,
        ),
        Column(
            "modality",
            pa.string(),
            "How its main clause, or its reporting clause, puts it: as a fact, or hedged.",
            values=MODALITIES,
        ),
        Column(
            "quantities",
            QUANTITIES,
            "Its numbers, with the number that the words mean; `unit` is a currency (ISO 4217; `dollar` where the text"
            " does not say whose), a measure, or null.",
            OFFSET,
        ),
        Column(
            "dates",
            DATES,
            "Its dates, as the first and the last day that they mean (ISO 8601, both included), relative ones counted"
            " from the day of publication; those that cannot be told are left out.",
            OFFSET,
        ),
        Column("entities", ENTITIES, "Names of persons, organisations and places in it.", OFFSET),
    ),
)

SPEAKERS = Table(
    "speakers",
    "a speaker, over all articles; groups, unnamed speakers and names too common to tell are of one article",
    ("speaker_id",),
    (
        Column(
            "speaker_id",
            pa.string(),
            "The speaker: a hash of kind, name and what tells people of that name apart. It means the same in every"
            " corpus.",
        ),
        Column("name", pa.string(), "The name that most articles use, of those in full."),
        Column("kind", pa.string(), "What sort of speaker.", values=SPEAKER_KINDS),
        Column("aliases", pa.list_(pa.string()), "Other names in quotes.speaker, by alphabet."),
        Column(
            "roles",
            DATED_ROLES,
            "The roles that articles give, in the order in which they were first seen, undated ones last.",
            "count, date",
        ),
        Column("publishers", pa.list_(pa.string()), "Who published the articles, by alphabet."),
        Column("n_quotes", pa.int32(), "Quotes by the speaker.", COUNT),
        Column("n_articles", pa.int32(), "Articles with such quotes.", COUNT),
        Column("first_seen", pa.date32(), "The earliest dated of these.", "date", is_nullable=True),
        Column("last_seen", pa.date32(), "The latest dated of these.", "date", is_nullable=True),
        Column(
            "merged_ids",
            pa.list_(pa.string()),
            "Ids that were merged into this one: where only some of these articles are read, the speaker may have one"
            " of them.",
        ),
    ),
)

TABLES = {table.name: table for table in (DOCUMENTS, ARTICLES, SENTENCES, QUOTES, CLAIMS, SPEAKERS)}


def empty_frame(table: Table) -> pd.DataFrame:
    """A frame of `table` without rows, with all its columns and their types.

    >>> empty_frame(CLAIMS)["is_checkable"].dtype
    dtype('bool')
    """
    return from_arrow(table.arrow.empty_table(), table)


def make_frame(rows: Sequence[dict[str, Any]], table: Table, stage: str) -> pd.DataFrame:
    """Build a frame of `table` from one dict a row, and check it.

    Every value takes the precision of its column's type, within nested cells too, so that a frame made in memory
    equals the one that comes back from Parquet.

    Args:
        rows: the rows; a column that may be null may be left out.
        table: the table that they are rows of.
        stage: who makes them, for the message of an error.

    Returns:
        The frame, as `check_frame` gives it; `empty_frame(table)` for no rows.

    Raises:
        SchemaError: a row has a column that the table lacks, lacks one that it needs, or has a value of another type.
    """
    for row in rows:
        if unknown := row.keys() - set(table.names):
            raise SchemaError(stage, min(unknown), f"a column of the table {table.name}", "an unknown column")
    arrays = [_to_array([row.get(column.name) for row in rows], column, stage) for column in table.columns]
    return check_frame(from_arrow(pa.Table.from_arrays(arrays, schema=table.arrow), table), table, stage)


def check_frame(frame: pd.DataFrame, table: Table, stage: str) -> pd.DataFrame:
    """Check a frame against its table, and give it the table's columns in order, with the types that it declares.

    Args:
        frame: rows of `table`; other columns besides are allowed, and left out of what is returned.
        table: the table.
        stage: at whose boundary this is, for the message of an error.

    Returns:
        A new frame with a fresh index: strings, dates, lists and dicts as Python objects with None where there is no
        value, numbers as int32, Int32 (where a value may be missing), float32 and bool.

    Raises:
        SchemaError: a column is missing, of another type, null where it may not be or outside its vocabulary, or two
            rows have the same key.
    """
    checked = {}
    for column in table.columns:
        if column.name not in frame.columns:
            raise SchemaError(stage, column.name, f"a column of type {column.type}", "no such column")
        checked[column.name] = _check_column(frame[column.name], column, stage)
    out = pd.DataFrame(checked, index=pd.RangeIndex(len(frame)))
    if (repeated := out.duplicated(list(table.key))).any():
        row = int(np.flatnonzero(repeated.to_numpy())[0])
        raise SchemaError(stage, ", ".join(table.key), "one row per key", f"a second row with that of row {row}")
    return out


def to_arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    """Turn a frame into an Arrow table with the schema of `table`, descriptions and units included.

    Raises:
        SchemaError: a value does not fit its column's type.
    """
    arrays = [_to_array(frame[column.name].tolist(), column, table.name) for column in table.columns]
    return pa.Table.from_arrays(arrays, schema=table.arrow)


def from_arrow(arrow: pa.Table, table: Table) -> pd.DataFrame:
    """Turn an Arrow table into a frame of `table`; the inverse of `to_arrow`.

    Raises:
        SchemaError: a column is missing or of another type.
    """
    data = {}
    for column in table.columns:
        if column.name not in arrow.column_names:
            raise SchemaError(table.name, column.name, f"a column of type {column.type}", "no such column")
        found = arrow.schema.field(column.name).type
        if found != column.type:
            raise SchemaError(table.name, column.name, str(column.type), str(found))
        data[column.name] = _to_series(_to_python(arrow.column(column.name)), column)
    return pd.DataFrame(data, index=pd.RangeIndex(arrow.num_rows))


def _dtype(column: Column) -> str:
    if pa.types.is_integer(column.type):
        return "Int32" if column.is_nullable else "int32"
    if pa.types.is_floating(column.type):
        return "float32"
    return "bool" if pa.types.is_boolean(column.type) else "object"


def _to_series(values: list[Any], column: Column) -> "pd.Series[Any]":
    return pd.Series(values, dtype=_dtype(column), name=column.name)


def _check_column(series: "pd.Series[Any]", column: Column, stage: str) -> "pd.Series[Any]":
    values = series.tolist()
    if pa.types.is_nested(column.type):
        values = [_plain(value) for value in values]  # what is within them was checked where they were made
        if (odd := next((value for value in values if not isinstance(value, list | None)), None)) is not None:
            raise SchemaError(stage, column.name, str(column.type), repr(odd)[:80])
    else:
        values = _to_python(_to_array(values, column, stage))
    if not column.is_nullable and None in values:
        raise SchemaError(stage, column.name, "a value in every row", f"none in row {values.index(None)}")
    found = itertools.chain.from_iterable(values) if pa.types.is_list(column.type) else values
    if column.values and (unknown := set(found) - {None, *column.values}):
        raise SchemaError(stage, column.name, f"one of {', '.join(column.values)}", repr(min(unknown, key=str)))
    return _to_series(values, column)


_PLAIN_TYPES = frozenset({str, int, bool, list, dict})


def _plain(value: Any) -> Any:
    """A cell as plain Python: missing values are None, NumPy arrays (from another reader of Parquet) are lists."""
    if type(value) in _PLAIN_TYPES:  # nearly all cells
        return value
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    return value.tolist() if isinstance(value, np.ndarray) else value


def _to_array(values: list[Any], column: Column, stage: str) -> pa.Array:
    values = [_plain(value) for value in values]
    try:
        array = pa.array(values, column.type)
    except (pa.ArrowException, OverflowError, UnicodeError, TypeError, ValueError) as error:
        found = next((repr(value) for value in values if not _fits(value, column.type)), str(error))
        raise SchemaError(stage, column.name, str(column.type), found[:80]) from error
    # Arrow takes a string for a list of its characters.
    if pa.types.is_list(column.type) and (odd := [value for value in values if isinstance(value, str)]):
        raise SchemaError(stage, column.name, str(column.type), repr(odd[0])[:80])
    return array


def _fits(value: Any, type_: pa.DataType) -> bool:
    try:
        pa.array([value], type_)
    except (pa.ArrowException, OverflowError, UnicodeError, TypeError, ValueError):
        return False
    return True


def _to_python(array: pa.Array | pa.ChunkedArray) -> list[Any]:
    """The cells as plain Python values; much faster for lists of structs than `to_pylist`, which does one at a time."""
    if isinstance(array, pa.ChunkedArray):
        return [value for chunk in array.chunks for value in _to_python(chunk)]
    if array.null_count or pa.types.is_date(array.type):
        return list(array.to_pylist())
    if pa.types.is_list(array.type):
        offsets, values = array.offsets.to_pylist(), _to_python(array.values)
        return [values[start:end] for start, end in itertools.pairwise(offsets)]
    if pa.types.is_struct(array.type):
        names = [field.name for field in array.type]
        columns = [_to_python(array.field(name)) for name in names]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    if pa.types.is_primitive(array.type):
        return list(array.to_numpy(zero_copy_only=False).tolist())
    return list(array.to_pylist())
