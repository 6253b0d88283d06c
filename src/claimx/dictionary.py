"""The page on the tables, made from the schema: `python -m claimx.dictionary > docs/tables.md`."""

import sys

from claimx.schema import ARTICLES, CLAIMS, QUOTES, SENTENCES, SPEAKERS, Column, Table

_HEAD = """\
# The tables

<!-- Made by `python -m claimx.dictionary` from src/claimx/schema.py: change that, not this. -->

`claimx run` writes one Parquet file for each. Offsets are half-open and count Unicode code points of `articles.text`:
`text[start:end]` is the stored string. Scores are probabilities in [0, 1].
"""


def describe_tables() -> str:
    """Write the page, in Markdown."""
    return "\n".join([_HEAD, *map(_describe, (ARTICLES, SENTENCES, QUOTES, CLAIMS, SPEAKERS))])


def _describe(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    lines = [f"## {table.name}", "", f"One row per {_row(table)}. Key: {key}.", ""]
    lines += ["| column | type | what it holds | unit |", "|---|---|---|---|"]
    return "\n".join([*lines, *map(_describe_column, table.columns), ""])


def _row(table: Table) -> str:
    for article in ("a ", "an "):
        if table.row.startswith(article):
            return table.row.removeprefix(article)
    return table.row


def _describe_column(column: Column) -> str:
    notes = [column.description]
    if column.values:
        notes.append("One of " + ", ".join(f"`{value}`" for value in column.values) + ".")
    if column.is_nullable:
        notes.append("May be missing.")
    # Arrow names the items of a list, which says nothing to a reader.
    type_ = str(column.type).replace("item: ", "")
    return f"| `{column.name}` | `{type_}` | {' '.join(notes)} | {column.unit} |"


if __name__ == "__main__":
    sys.stdout.write(describe_tables())
