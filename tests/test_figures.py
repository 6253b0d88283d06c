"""The script that measures the card's figures, on made-up data, and what it takes from `claimx.evaluate`."""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import claimx
from claimx.errors import InputError
from claimx.evaluate.treebank import find_names, join_sentences, read_treebank
from claimx.evaluate.typography import TYPOGRAPHIES, retype, retype_naively

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def figures() -> Any:
    spec = importlib.util.spec_from_file_location("figures", ROOT / "benchmarks" / "figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["figures"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["figures"]


# ---- typography -----------------------------------------------------------------------------------------------------

MARKED = "“It’s ‘too late’ for the dogs’ home,” she said. The ’90s “home” of 6'2\" men."


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("single curly", "‘It’s “too late” for the dogs’ home,’ she said. The ’90s ‘home’ of 6'2\" men."),
        ("straight", '"It’s \'too late\' for the dogs’ home," she said. The ’90s "home" of 6\'2" men.'),
        ("straight single", "'It’s \"too late\" for the dogs’ home,' she said. The ’90s 'home' of 6'2\" men."),
        ("« »", "«It’s ‹too late› for the dogs’ home,» she said. The ’90s «home» of 6'2\" men."),
        ("„ “", "„It’s ‚too late‘ for the dogs’ home,“ she said. The ’90s „home“ of 6'2\" men."),
    ],
)
def test_retype_typographies(name: str, expected: str) -> None:
    assert retype(MARKED, TYPOGRAPHIES[name]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“One.\n\n“Two,” he said.", "«One.\n\n«Two,» he said."),
        ("“One.\n\nTwo,” he said.", "«One.\n\nTwo,» he said."),
        ("“He never came back.", "«He never came back."),
        ("We are late,” she said.", "We are late,» she said."),
        ("'Tis so,\" she said.", "'Tis so,» she said."),
        ("``Go,'' he said.", "``Go,'' he said."),
        ("No marks, it's said.", "No marks, it's said."),
        ("", ""),
    ],
    ids=["each_paragraph", "two_paragraphs", "not_closed", "not_opened", "apostrophe", "doubled", "none", "empty"],
)
def test_retype_cases(text: str, expected: str) -> None:
    assert retype(text, TYPOGRAPHIES["« »"]) == expected


@pytest.mark.parametrize(
    ("text", "pair", "expected"),
    [
        ("“It’s ‘late’,” she said.", "‘’", "‘It’s ‘late’,’ she said."),
        ('"Go," he said ("now").', "«»", "«Go,» he said («now»)."),
        ("“Go,” he said.", '""', '"Go," he said.'),
        ("«Go,» he said: „no”.", "“”", "“Go,” he said: “no”."),
    ],
)
def test_retype_naively_cases(text: str, pair: str, expected: str) -> None:
    assert retype_naively(text, pair) == expected


# ---- treebanks ------------------------------------------------------------------------------------------------------

CONLLU = """\
# newdoc id = T_news_a
# newpar
# sent_id = T_news_a-1
# text = Ana Reyes didn't go.
1\tAna\t_
2\tReyes\t_
3\tdid\t_
4\tn't\t_
5\tgo\tSpaceAfter=No
6\t.\t_

# sent_id = T_news_a-2
# text = She left Riga.
1\tShe\t_
2\tleft\t_
3\tRiga\tSpaceAfter=No
4\t.\tSpaceAfter=No

# sent_id = T_news_a-3
# text = [1]
1\t[1]\t_

# newpar
# sent_id = T_news_a-4
# text = The end
1\tThe\t_
2\tend\t_

# newdoc id = T_news_b
# sent_id = T_news_b-1
# text = Why?
1\tWhy\tSpaceAfter=No
2\t?\t_
""".replace("\t_", "\t_\t_").replace("\tSpace", "\t_\tSpace")

IOB2 = """\
# newdoc id = T_news_a
# sent_id = T_news_a-1
# text = Ana Reyes did n't go .
1\tAna\tB-PER
2\tReyes\tI-PER
3\tdid\tO
4\tn't\tO
5\tgo\tO
6\t.\tO

# sent_id = T_news_a-2
# text = She left old Riga .
1\tShe\tB-OTH
2\tleft\tI-OTH
3\told\tO
4\tRiga\tB-LOC
5\t.\tO
"""


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_read_treebank_documents(tmp_path: Path) -> None:
    documents = list(read_treebank(write(tmp_path / "a.conllu", CONLLU)))
    assert [[s.sentence_id for s in document] for document in documents] == [
        ["T_news_a-1", "T_news_a-2", "T_news_a-3", "T_news_a-4"],
        ["T_news_b-1"],
    ]
    assert [s.begins_paragraph for s in documents[0]] == [True, False, False, True]


@pytest.mark.parametrize("content", ["# text = Go.\n1\tGo\t_\t_\n", "# sent_id = 1\n# text = Go.\n", "1 Go _ _"])
def test_read_treebank_refuses(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError, match="sentence 1 lacks"):
        list(read_treebank(write(tmp_path / "a.conllu", content)))


def test_read_treebank_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(read_treebank(tmp_path / "a.conllu"))


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (True, "Ana Reyes didn't go. She left Riga.[1]\n\nThe end"),
        (False, "Ana Reyes didn't go. She left Riga.[1] The end"),
    ],
)
def test_join_sentences_text(tmp_path: Path, paragraphs: bool, expected: str) -> None:
    document = next(read_treebank(write(tmp_path / "a.conllu", CONLLU)))
    text, spans = join_sentences(document, paragraphs=paragraphs)
    assert text == expected
    assert [text[s.start : s.end] for s in spans] == [s.text for s in document]


def test_find_names_takes_text_with_the_same_words(tmp_path: Path) -> None:
    trees = {s.sentence_id: s for d in read_treebank(write(tmp_path / "a.conllu", CONLLU)) for s in d}
    document = next(read_treebank(write(tmp_path / "a.iob2", IOB2)))
    text, names = find_names(document, trees)
    assert text == "Ana Reyes didn't go. She left old Riga ."  # the second sentence has other words in the treebank
    assert [(text[start:end], label) for start, end, label in names] == [("Ana Reyes", "person"), ("Riga", "place")]


# ---- the script -----------------------------------------------------------------------------------------------------

TEXT = "“We closed four plants last year,” said Ana Reyes, the minister. Police said that two men fled on Monday."


def span(part: str) -> list[int]:
    return [TEXT.index(part), TEXT.index(part) + len(part)]


ARTICLE = {
    "article_id": "a",
    "title": "Plants closed",
    "publisher": "example.org",
    "published": "2016-02-01",
    "acts": ["speech"],
    "text": TEXT,
    "quotes": [
        {
            **{"id": "q1", "kind": "direct", "content": [span("“We closed four plants last year,”")]},
            **{"cue": span("said"), "source": span("Ana Reyes, the minister"), "speaker": "Ana Reyes"},
        },
        {
            **{"id": "q2", "kind": "indirect", "content": [span("two men fled on Monday")]},
            **{"cue": None, "source": span("Police"), "speaker": "Police"},
        },
    ],
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of data with one article, or two sentences, of each sort."""
    write(tmp_path / "news/dev.jsonl", json.dumps(ARTICLE))
    lists = [{**quote, "cue": [quote["cue"]], "source": [quote["source"]]} for quote in ARTICLE["quotes"][:1]]
    unnamed = [{key: value for key, value in quote.items() if key != "speaker"} for quote in lists]
    write(tmp_path / "polnear/dev.jsonl", json.dumps({"article_id": "p", "text": TEXT, "quotes": unnamed}))
    write(tmp_path / "gum/gum-dev.conllu", CONLLU)
    for portion in ("dev", "test"):
        write(tmp_path / f"ud-ewt/en_ewt-ud-{portion}.conllu", CONLLU)
        write(tmp_path / f"uner-ewt/en_ewt-ud-{portion}.iob2", IOB2)
    return tmp_path


def test_main_json_has_every_part(figures: Any, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeds, gold = (
        write(data / "seeds/a.txt", f"Plants closed\n\n{TEXT}\n"),
        write(data / "gold.jsonl", json.dumps({**ARTICLE, "article_id": "s", "source_file": "a.txt"})),
    )
    model = str(ROOT / "models" / "en_claimx_news")
    options = ["--seeds", str(seeds.parent), "--gold", str(gold), "--aux", model, "--against", model, "--json"]
    figures.main([str(data), *options])
    made = json.loads(capsys.readouterr().out)
    assert list(made) == list(figures.PARTS)
    news = {row["figure"]: row["news dev"] for row in made["news"]["News dev"]}
    assert news["match"] == news["match, recall"] == 100.0
    assert "claims, checkable" not in news  # nothing is labelled
    polnear = {row["figure"]: row for row in made["polnear"]["PolNeAR dev, thoughts exported too"]}
    assert polnear["match, recall"]["main head"] == polnear["match, recall"]["auxiliary head"] == 100.0
    assert polnear["match, precision"]["main head"] == 50.0
    assert not {"speaker", "speaker right"} & set(polnear)
    seed = {row["figure"]: row["seeds"] for row in made["seeds"]["Seeds, from the raw pages"]}
    assert seed["match"] == 100.0
    assert [row["kind"] for row in made["groups"]["News dev, by kind"]] == ["direct", "indirect"]
    typed = made["typography"]["News dev, re-typed"]
    assert [row["quotation marks"] for row in typed] == ["as published", *TYPOGRAPHIES, *figures.NAIVE]
    assert typed[0]["difference"] == 0.0
    assert {row["difference"] for row in made["int8"]["PolNeAR dev: two models"]} == {0.0}
    calibration = made["calibration"]["Calibration of quote_score (shares; expected calibration error)"]
    assert [(row["quotes"], row["share right"]) for row in calibration] == [(2, 1.0), (2, 0.5)]
    names = made["names"]["Names, exact and with their kind: UNER-EWT dev"]
    assert [(row[""], row["gold"]) for row in names] == [("all", 2), ("person", 1), ("organisation", 0), ("place", 1)]
    assert [row["gold"] for row in made["sentences"]["Sentences: GUM news dev"]] == [5, 5, 5, 5]


@pytest.mark.parametrize(("name", "acts"), [("news", ("speech",)), ("polnear", ("speech", "thought"))])
def test_bench_predict_exports_the_acts_that_are_labelled(
    figures: Any, data: Path, monkeypatch: pytest.MonkeyPatch, name: str, acts: tuple[str, ...]
) -> None:
    exported, export = [], claimx.export

    def record(*frames: Any, config: claimx.Config) -> Any:
        exported.append(config.acts)
        return export(*frames, config=config)

    monkeypatch.setattr(claimx, "export", record)
    bench = figures.Bench(data, data, data, {"model": None})
    first, again = bench.predict(f"{name}/dev.jsonl"), bench.predict(f"{name}/dev.jsonl")
    assert first is again
    assert exported == [acts]


def test_main_prints_markdown(figures: Any, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures.main([str(data), "--only", "groups"])
    lines = capsys.readouterr().out.split("\n")
    assert lines[:4] == [
        "### News dev, by kind",
        "",
        "| kind | quotes | predicted | match | exact | source | cue |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    assert "### News dev, by time of publication" in lines
    assert any(line.startswith("| 2015–2019 | 1 | 2 | 100.0 |") for line in lines)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--only", "int8"], "int8: only: 'int8' is not allowed; use it together with --against MODEL"),
        (["--only", "sentences", "--model", "nowhere"], "sentences: nowhere: there is no pipeline here"),
    ],
)
def test_main_says_what_is_missing(figures: Any, data: Path, options: list[str], message: str) -> None:
    with pytest.raises(SystemExit, match=message):
        figures.main([str(data), *options])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"time of publication": "2015–2019", "domain of publisher": ".org", "quotation marks": "`“`"}),
        ({"published": None}, {"time of publication": "not known"}),
        ({"published": None, "url": "https://example.uk/2021/03/story"}, {"time of publication": "2020–2024"}),
        ({"url": "https://example.uk/story"}, {"domain of publisher": ".uk"}),
        ({"publisher": "The Example", "url": None}, {"domain of publisher": "not known"}),
        ({"text": "Rain fell."}, {"quotation marks": "none"}),
        ({"text": "“No,” she said. ‘Yes,’ he said."}, {"quotation marks": "mixed"}),
        ({"text": "word " * 200}, {"quotes per 100 words": "0 to 1.5"}),
        ({"text": "word " * 100}, {"quotes per 100 words": "1.5 to 3"}),
        ({"text": "word " * 20}, {"quotes per 100 words": "3 and more"}),
    ],
)
def test_find_groups_cases(figures: Any, changes: dict[str, Any], expected: dict[str, str]) -> None:
    groups = figures.find_groups({**ARTICLE, **changes})
    assert {name: groups[name] for name in expected} == expected


def test_tabulate_kinds_precision_is_of_predicted_kind(figures: Any) -> None:
    from claimx.evaluate.calibration import compare_quotes

    direct, indirect = ARTICLE["quotes"]
    predicted = {**ARTICLE, "quotes": [direct, {**indirect, "kind": "direct"}, {**direct, "kind": "indirect"}]}
    rows = figures.tabulate_kinds(compare_quotes([ARTICLE], [predicted])).to_dict("records")
    # Both direct ones match, and the labelled one is found; the indirect one matches none, though its gold is found.
    assert [(row["kind"], row["quotes"], row["predicted"], row["match"]) for row in rows] == [
        ("direct", 1, 2, 100.0),
        ("indirect", 1, 1, 0.0),
    ]


def test_compare_sets_shares(figures: Any) -> None:
    row = figures.compare_sets("x", {1, 2, 3, 4}, {1, 9})
    assert row == {"": "x", "F1": 100 / 3, "precision": 50.0, "recall": 25.0, "gold": 4, "predicted": 2}
    assert figures.compare_sets("x", set(), set())["F1"] == 0.0
