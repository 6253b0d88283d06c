"""How well claimx reads: every figure of the model's card, as Markdown tables.

    python benchmarks/figures.py DATA                              all parts, with the model that ships
    python benchmarks/figures.py DATA --only news typography       some of them
    python benchmarks/figures.py DATA --only int8 --against FP32   another model beside it

DATA is the folder that the model is trained from; README.md beside this file says what each part reads and measures.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import pandas as pd

import claimx
from claimx.config import Config
from claimx.errors import ClaimxError, ConfigError
from claimx.evaluate import load_gold, score, to_gold
from claimx.evaluate.calibration import compare_quotes, expected_calibration_error, reliability
from claimx.evaluate.gold import GoldArticle
from claimx.evaluate.treebank import NAME_LABELS, find_names, join_sentences, read_treebank
from claimx.evaluate.typography import TYPOGRAPHIES, retype, retype_naively
from claimx.exchange import make_documents
from claimx.nlp.marks import MARK_CHARACTERS, find_quoted

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).parents[1]
NEWS, POLNEAR = "news/dev.jsonl", "polnear/dev.jsonl"
SPAN_COLUMNS = {"match": "is_match", "exact": "is_exact", "source": "is_source_right", "cue": "is_cue_right"}


class Table(NamedTuple):
    """One table: figures in percent, unless its title says otherwise."""

    title: str
    frame: pd.DataFrame
    digits: int = 1


@dataclass
class Bench:
    """The data, and the models by name, each opened once; what a model said of a file is kept for the next part."""

    data: Path
    seeds: Path
    seeds_gold: Path
    models: dict[str, Path | None]
    threads: int = 0
    _opened: dict[str, "Language"] = field(default_factory=dict)
    _read: dict[tuple[str, str], list[GoldArticle]] = field(default_factory=dict)

    def nlp(self, model: str = "model") -> "Language":
        if model not in self._opened:
            from claimx.nlp.model import load_model

            self._opened[model] = load_model(self.models[model], threads=self.threads)
        return self._opened[model]

    def gold(self, name: str) -> list[GoldArticle]:
        return load_gold(self.data / name)

    def predict(self, name: str, model: str = "model") -> list[GoldArticle]:
        """What a model finds in the texts of a file; of the acts, those that the file labels (thoughts in PolNeAR)."""
        if (name, model) not in self._read:
            gold = self.gold(name)
            acts = tuple(sorted({act for article in gold for act in article.get("acts", ("speech", "thought"))}))
            self._read[name, model] = read_articles(make_documents(gold, name), self.nlp(model), acts)
        return self._read[name, model]

    def score(self, name: str, model: str = "model") -> dict[str, Any]:
        return score(self.gold(name), self.predict(name, model))


def read_articles(documents: pd.DataFrame, nlp: "Language", acts: tuple[str, ...] = Config().acts) -> list[GoldArticle]:
    """What `claimx run` finds in documents, in the form of gold labels: its stages, on a model that is open already."""
    config = Config(acts=acts)
    articles = claimx.ingest(documents, config=config)
    sentences = claimx.split(articles, nlp, config=config)
    quotes = claimx.attribute(sentences, articles, config=config)
    claims = claimx.tag(sentences, quotes, config=config)
    tables = claimx.export(articles, sentences, quotes, claims, config=config)
    return to_gold(tables["articles"], tables["sentences"], tables["quotes"], tables["claims"])


# ---- figures of the scorer ------------------------------------------------------------------------------------------


def list_figures(report: Mapping[str, Any]) -> dict[str, float]:
    """The figures of a report of `score`, flat; those that it lacks are left out."""
    match, has_speakers = report["quotes.match"], report["quotes.speaker"] is not None
    figures = {"match": match["f1"], "match, precision": match["p"], "match, recall": match["r"]}
    figures |= {f"recall {kind}": share for kind, share in report["recall_by_kind"].items()}
    for name, value in report.items():
        if name in ("quotes.match", "recall_by_kind") or (name.startswith("quotes.speaker") and not has_speakers):
            continue
        short = name.removeprefix("quotes.").replace(".", ", ").replace("_", " ")
        figures[short] = value["f1"] if isinstance(value, Mapping) else value
        if isinstance(value, Mapping) and "ap" in value:
            figures[f"{short}, average precision"] = value["ap"]
    return figures


def tabulate(reports: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """A row per figure, a column per report."""
    columns = {name: list_figures(report) for name, report in reports.items()}
    return pd.DataFrame(columns).rename_axis("figure").reset_index()


def measure_news(bench: Bench) -> list[Table]:
    return [Table("News dev", tabulate({"news dev": bench.score(NEWS)}))]


def measure_seeds(bench: Bench) -> list[Table]:
    predicted = read_articles(claimx.read_documents([bench.seeds]), bench.nlp())
    return [Table("Seeds, from the raw pages", tabulate({"seeds": score(load_gold(bench.seeds_gold), predicted)}))]


def measure_polnear(bench: Bench) -> list[Table]:
    heads = {"model": "main head", "aux": "auxiliary head"}
    reports = {head: bench.score(POLNEAR, model) for model, head in heads.items() if model in bench.models}
    return [Table("PolNeAR dev, thoughts exported too", tabulate(reports))]


def compare_models(bench: Bench) -> list[Table]:
    if "against" not in bench.models:
        raise ConfigError("only", "int8", "it together with --against MODEL")
    tables = []
    for title, name in (("News dev", NEWS), ("PolNeAR dev", POLNEAR)):
        frame = tabulate({model: bench.score(name, model) for model in ("model", "against")})
        tables.append(Table(f"{title}: two models", frame.assign(difference=frame["model"] - frame["against"])))
    return tables


# ---- kinds and groups -----------------------------------------------------------------------------------------------


def measure_groups(bench: Bench) -> list[Table]:
    gold, predicted = bench.gold(NEWS), bench.predict(NEWS)
    groups = pd.DataFrame([find_groups(article) for article in gold])
    tables = [Table("News dev, by kind", tabulate_kinds(compare_quotes(gold, predicted)))]
    for name in map(str, groups):
        rows = []
        for group, members in groups.groupby(name)[name]:
            own = [gold[int(i)] for i in members.index]
            report = score(own, predicted)
            row = {name: group, "articles": len(own), "quotes": report["quotes.match"]["gold"]}
            rows.append(row | {measure: report[f"quotes.{measure}"]["f1"] for measure in SPAN_COLUMNS})
        tables.append(Table(f"News dev, by {name}", pd.DataFrame(rows)))
    return tables


def find_groups(article: GoldArticle) -> dict[str, str]:
    """The groups that an article belongs to, by what the data say of it."""
    text, publisher, url = article["text"], article.get("publisher") or "", str(article.get("url") or "")
    host = urlsplit(url).hostname or (publisher if re.fullmatch(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}", publisher) else "")
    year = re.match(r"\d{4}", article.get("published") or "") or re.search(r"(?<=/)20\d\d(?=[/-])", url)
    density = 100 * len(article.get("quotes", [])) / max(1, len(text.split()))
    since = int(year[0]) // 5 * 5 if year else 0
    return {
        "time of publication": f"{since}–{since + 4}" if year else "not known",
        "domain of publisher": f".{host.rpartition('.')[2]}" if host else "not known",
        "quotation marks": name_marks(text),
        "quotes per 100 words": "0 to 1.5" if density < 1.5 else "1.5 to 3" if density < 3 else "3 and more",
    }


def name_marks(text: str) -> str:
    """The marks that four fifths of a text's outer stretches open with, by their look; else that they are mixed."""
    opening = Counter(text[quoted.start] for quoted in find_quoted(text) if quoted.depth == 0)
    counts = Counter({mark: n for mark, n in opening.items() if mark in MARK_CHARACTERS})
    if not counts:
        return "none"
    mark, n = counts.most_common(1)[0]
    return f"`{mark}`" if n >= 0.8 * counts.total() else "mixed"


def tabulate_kinds(pairs: pd.DataFrame) -> pd.DataFrame:
    """F1 by kind: precision over the quotes predicted to be of a kind, recall over those labelled so."""
    rows = []
    for kind in sorted(pairs["gold_kind"].dropna().unique()):
        gold, predicted = pairs[pairs["gold_kind"] == kind], pairs[pairs["predicted_kind"] == kind]
        row = {"kind": kind, "quotes": len(gold), "predicted": len(predicted)}
        for measure, column in SPAN_COLUMNS.items():
            precision, recall = predicted[column].sum() / max(1, len(predicted)), gold[column].mean()
            row[measure] = 100 * 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        rows.append(row)
    return pd.DataFrame(rows)


# ---- typography -----------------------------------------------------------------------------------------------------

NAIVE = {"single curly, naively": "‘’", "straight, naively": '""', "« », naively": "«»"}


def measure_typography(bench: Bench) -> list[Table]:
    gold = bench.gold(NEWS)
    texts = {name: [retype(article["text"], pairs) for article in gold] for name, pairs in TYPOGRAPHIES.items()}
    texts |= {name: [retype_naively(article["text"], pair) for article in gold] for name, pair in NAIVE.items()}
    original = bench.score(NEWS)
    rows = [_describe("as published", original, original)]
    for name, own in texts.items():
        retyped = [GoldArticle(**{**article, "text": text}) for article, text in zip(gold, own, strict=True)]
        predicted = read_articles(make_documents(retyped, name), bench.nlp())
        rows.append(_describe(name, score(retyped, predicted), original))
    return [Table("News dev, re-typed", pd.DataFrame(rows))]


def _describe(name: str, report: Mapping[str, Any], original: Mapping[str, Any]) -> dict[str, Any]:
    figures, before = list_figures(report), list_figures(original)
    change = {"match": figures["match"], "difference": figures["match"] - before["match"]}
    recall = {name: share for name, share in figures.items() if name.startswith("recall")}
    return {"quotation marks": name, **change, "exact": figures["exact"], **recall}


# ---- calibration ----------------------------------------------------------------------------------------------------


def measure_calibration(bench: Bench) -> list[Table]:
    summary, tables = [], []
    for title, name in (("News dev", NEWS), ("PolNeAR dev", POLNEAR)):
        pairs = compare_quotes(bench.gold(name), bench.predict(name))
        guesses = pairs[pairs["predicted_index"].notna()]
        scores, hits = guesses["score"].to_numpy(float), guesses["is_match"].to_numpy(bool)
        row = {"": title, "quotes": len(scores), "mean score": scores.mean(), "share right": hits.mean()}
        row["ECE, 10 equal widths"] = expected_calibration_error(scores, hits)
        row["ECE, 10 equal masses"] = expected_calibration_error(scores, hits, binning="mass")
        summary.append(row)
        table = reliability(scores, hits)
        tables.append(Table(f"{title}, by quote_score (shares)", table[table["n"] > 0], 2))
    return [Table("Calibration of quote_score (shares; expected calibration error)", pd.DataFrame(summary), 3), *tables]


# ---- names and sentences --------------------------------------------------------------------------------------------


def measure_names(bench: Bench) -> list[Table]:
    tables = []
    for portion in ("dev", "test"):
        trees = read_treebank(bench.data / f"ud-ewt/en_ewt-ud-{portion}.conllu")
        untokenised = {sentence.sentence_id: sentence for document in trees for sentence in document}
        gold, predicted = set(), set()
        for number, document in enumerate(read_treebank(bench.data / f"uner-ewt/en_ewt-ud-{portion}.iob2")):
            text, names = find_names(document, untokenised)
            gold |= {(number, *name) for name in names}
            predicted |= {(number, e.start, e.end, e.label) for e in bench.nlp()(text)._.claimx.entities}
        rows = [compare_sets("all", gold, predicted)]
        for label in NAME_LABELS.values():
            own = ({name for name in names if name[-1] == label} for names in (gold, predicted))
            rows.append(compare_sets(label, *own))
        tables.append(Table(f"Names, exact and with their kind: UNER-EWT {portion}", pd.DataFrame(rows)))
    return tables


def measure_sentences(bench: Bench) -> list[Table]:
    documents = list(read_treebank(bench.data / "gum/gum-dev.conllu"))
    rows = []
    for name, has_paragraphs in (("with its paragraphs", True), ("as one paragraph", False)):
        gold, predicted = set(), set()
        for number, document in enumerate(documents):
            if "_news_" in document[0].sentence_id:
                text, spans = join_sentences(document, paragraphs=has_paragraphs)
                gold |= {(number, *span) for span in spans}
                predicted |= {(number, s.start, s.end) for s in bench.nlp()(text)._.claimx.sentences}
        ends = ({(number, end) for number, _, end in own} for own in (gold, predicted))
        rows.append(compare_sets(f"ends, text {name}", *ends))
        rows.append(compare_sets(f"whole sentences, text {name}", gold, predicted))
    return [Table("Sentences: GUM news dev", pd.DataFrame(rows))]


def compare_sets(name: str, gold: set[Any], predicted: set[Any]) -> dict[str, Any]:
    right = len(gold & predicted)
    f1 = 200 * right / max(1, len(gold) + len(predicted))
    shares = {"precision": 100 * right / max(1, len(predicted)), "recall": 100 * right / max(1, len(gold))}
    return {"": name, "F1": f1, **shares, "gold": len(gold), "predicted": len(predicted)}


# ---- command line ---------------------------------------------------------------------------------------------------

PARTS: dict[str, Callable[[Bench], list[Table]]] = {
    "news": measure_news,
    "groups": measure_groups,
    "typography": measure_typography,
    "polnear": measure_polnear,
    "seeds": measure_seeds,
    "calibration": measure_calibration,
    "int8": compare_models,
    "names": measure_names,
    "sentences": measure_sentences,
}


def to_markdown(table: Table) -> str:
    """A table in Markdown under its title; what is missing is a dash."""

    def show(value: Any) -> str:
        if pd.isna(value):
            return "–"
        return f"{value:.{table.digits}f}" if isinstance(value, float) else str(value)

    rows = [list(table.frame), ["---"] * table.frame.shape[1]]
    rows += [[show(value) for value in row] for row in table.frame.itertuples(index=False)]
    return "\n".join([f"### {table.title}", "", *(f"| {' | '.join(row)} |" for row in rows), ""])


def print_parts(parts: Mapping[str, Callable[[Any], list[Table]]], bench: Any, *, is_json: bool) -> None:
    """Measure and print parts, each as soon as it is there, or all as one JSON object."""
    made = {}
    for name, measure in parts.items():
        try:
            tables = measure(bench)
        except ClaimxError as error:
            raise SystemExit(f"{name}: {error}") from error
        made[name] = {table.title: json.loads(table.frame.to_json(orient="records")) for table in tables}
        if not is_json:
            print("\n".join(map(to_markdown, tables)), flush=True)
    if is_json:
        print(json.dumps(made, indent=1, ensure_ascii=False))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="The figures of the model's card, as Markdown tables.")
    parser.add_argument("data", type=Path, help="the folder of labelled data that the model is trained from")
    parser.add_argument("--model", type=Path, help="the folder of the model (default: the one that ships)")
    parser.add_argument("--aux", type=Path, help="polnear: a model that reads as PolNeAR's annotators do, beside it")
    parser.add_argument("--against", type=Path, help="int8: the model to compare with, the same in fp32")
    parser.add_argument("--gold", type=Path, default=ROOT / "tests/gold/seeds.jsonl", help="the labels of the seeds")
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds", help="the raw pages that they label")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=f"some of: {', '.join(PARTS)}")
    parser.add_argument("--threads", type=int, default=0, help="threads of the network (one per core)")
    parser.add_argument("--json", action="store_true", help="print JSON, nothing else")
    options = parser.parse_args(arguments)
    given = {"model": options.model, "aux": options.aux, "against": options.against}
    models = {name: path for name, path in given.items() if path or name == "model"}
    bench = Bench(options.data, options.seeds, options.gold, models, options.threads)
    names = options.only or [name for name in PARTS if name != "int8" or "against" in models]
    print_parts({name: PARTS[name] for name in names}, bench, is_json=options.json)


if __name__ == "__main__":
    main()
