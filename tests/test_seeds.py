"""The regression test: what `claimx run seeds/` finds, against the hand labels of the seeds and their floors."""

from pathlib import Path

import pytest

import claimx
from claimx.evaluate import format_report, load_gold, score, to_gold
from claimx.evaluate.gate import check_floors, load_floors, read_measures
from claimx.store import Tables

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold" / "seeds.jsonl"


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("seeds")
    return claimx.run([ROOT / "seeds"], out=folder / "processed", interim=folder / "interim")


def test_seeds_measures_reach_their_floors(tables: Tables) -> None:
    predicted = to_gold(tables.articles, tables.sentences, tables.quotes, tables.claims)
    report = score(load_gold(GOLD), predicted, errors=5)
    failures = check_floors(read_measures(report), GOLD)
    assert not failures, "\n".join([*failures, "", format_report(report)])


def test_seeds_floors_are_in_force() -> None:
    stored = load_floors(GOLD)
    assert stored is not None
    for name in ("quotes.match", "quotes.speaker", "claims.checkable"):
        assert stored.floors[name] > 0


def test_seeds_metadata_is_that_of_the_labels(tables: Tables) -> None:
    labelled = {article["source_file"]: article for article in load_gold(GOLD)}
    articles = tables.articles
    assert articles["reject_reason"].isna().all()
    found = {Path(row.uri).name: row for row in articles.itertuples()}
    assert found.keys() == labelled.keys()
    for name, article in labelled.items():
        row = found[name]
        published = None if row.published is None else row.published.isoformat()
        # A publisher that the file does not name cannot be found, and none must be made up.
        names_it = (article["publisher"] or "") in (ROOT / "seeds" / name).read_text("utf-8")
        publisher = article["publisher"] if names_it else None
        assert (row.title, row.publisher, published) == (article["title"], publisher, article["published"]), name
