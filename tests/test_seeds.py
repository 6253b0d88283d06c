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


def test_seeds_speaker_of_two_years_is_one(tables: Tables) -> None:
    (row,) = tables.speakers[tables.speakers["name"] == "Anatoly Antonov"].to_dict("records")
    assert (row["first_seen"].year, row["last_seen"].year, row["n_articles"]) == (2014, 2016, 2)
    assert "Russian Deputy Defense Minister" in [role["role"] for role in row["roles"]]
    own = tables.quotes[tables.quotes["speaker_id"] == row["speaker_id"]]
    assert len(own) == row["n_quotes"]
    assert own["article_id"].nunique() == 2
    assert not (tables.quotes["speaker_id"].isna() & tables.quotes["speaker"].notna()).any()


def read_table(after: str) -> list[list[str]]:
    """The rows of the README's table that follows some words."""
    lines = (ROOT / "README.md").read_text("utf-8").split(after)[1].strip().splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines[2 : lines.index("") if "" in lines else None]]
    return [[cell.strip() for cell in row] for row in rows]


def shorten(text: str, cell: str) -> str:
    """A text in the way that the README's cell cuts it."""
    return " ".join(text.split())[: len(cell.removesuffix(" …"))]


def test_readme_shows_what_the_seeds_give(tables: Tables) -> None:
    quotes = tables.quotes.fillna({"speaker_role": "", "cue": ""})
    assert f"{len(quotes)} quotes" in " ".join((ROOT / "README.md").read_text("utf-8").split())
    for speaker, role, kind, said, cue, resolved_by in read_table("from `quotes.parquet`:"):
        own = quotes[(quotes["speaker"] == speaker) & (quotes["speaker_role"] == role) & (quotes["cue"] == cue)]
        own = own[(own["kind"] == kind) & (own["resolved_by"] == resolved_by)]
        assert any(shorten(content, said) == said.removesuffix(" …") for content in own["content"]), said
    claims = tables.claims.fillna({"claimer": "(the article)"}).reset_index(drop=True)
    places = []
    for shown, kind, claimer, text, why in read_table("from `claims.parquet`:"):
        own = claims[(claims["kind"] == kind) & (claims["claimer"] == claimer)]
        own = own[[shorten(words, text) == text.removesuffix(" …") for words in own["text"]]]
        assert own["check_worthy_score"].iloc[0] == pytest.approx(float(shown), abs=0.03), text
        assert ", ".join(own["reasons"].iloc[0]).replace("_", " ") == why, text
        places.append(own.index[0])
    assert places == sorted(places)  # the most check-worthy first
