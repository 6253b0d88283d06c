"""Finished tables in other forms, and labelled articles as documents: what `claimx export` and `evaluate` exchange."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from claimx import schema
from claimx.config import Config
from claimx.errors import ConfigError
from claimx.pipeline import check_stored
from claimx.stages.export import export
from claimx.store import Store, read

FORMATS = ("parquet", "csv", "jsonl", "gold")


def export_folder(
    folder: str | Path, form: str = "parquet", *, out: str | Path | None = None, config: Config = Config()
) -> list[Path]:
    """Write the tables of a folder in another form.

    Args:
        folder: the tables, as `claimx run` wrote them: finished ones or interim ones.
        form: `parquet`, `csv` and `jsonl` give one file for each table that a user gets; `gold` gives `gold.jsonl`,
            one article a line with all its quotes and claims.
        out: the folder to write to; none writes to `folder`, or to data/processed for parquet.
        config: `acts` says which quotes the tables hold; `gold` holds all that there are.

    Returns:
        The files written.

    Raises:
        ConfigError: another form, or Parquet in place of the tables that it is made from.
        InputError: a table is missing or damaged, the tables do not belong together, or `out` cannot be written.
    """
    if form not in FORMATS:
        raise ConfigError("format", form, FORMATS)
    target = Path(out or ("data/processed" if form == "parquet" else folder))
    if form == "parquet" and target.resolve() == Path(folder).resolve():
        raise ConfigError("out", str(out or target), "another folder than that of the tables")
    tables, store = read(folder), Store(target)
    check_stored(Store(folder), "export")
    if form == "gold":
        from claimx.evaluate import to_gold

        records = to_gold(tables.articles, tables.sentences, tables.quotes, tables.claims)
        with store.lock():
            return [store.write_records(records, "gold.jsonl")]
    frames = export(tables.articles, tables.sentences, tables.quotes, tables.claims, config=config)
    write = {"parquet": store.write, "csv": store.write_csv, "jsonl": store.write_jsonl}[form]
    with store.lock():
        return [write(frame, schema.TABLES[name]) for name, frame in frames.items()]


def make_documents(labelled: Iterable[Mapping[str, Any]], uri: str) -> pd.DataFrame:
    """Turn labelled articles into documents, so that the pipeline can be run on their texts.

    Args:
        labelled: articles in the exchange form; what has been labelled in them is left out.
        uri: the file that they come from.

    Returns:
        Frame of `schema.DOCUMENTS`: one JSON record per article, in the same order.
    """
    rows = []
    uri = uri.encode("utf-8", "backslashreplace").decode("utf-8")  # names of files need not be Unicode
    for number, article in enumerate(labelled, 1):
        record = {key: article.get(key) for key in ("title", "authors", "publisher", "published", "text")}
        content = json.dumps({"id": article["article_id"], **record}).encode("utf-8")
        rows.append({"uri": f"{uri}#{number}", "media_type": "application/json", "content": content})
    return schema.make_frame(rows, schema.DOCUMENTS, "evaluate")
