"""How well claimx tells what can be checked, beside what one would take in its place, as Markdown tables.

    python benchmarks/claims.py DATA                       everything but the network trained on folds
    python benchmarks/claims.py DATA --only news polnear   some of the parts
    python benchmarks/claims.py DATA --only folds          claimx's network on the public sets: two hours
    python benchmarks/claims.py DATA --claimbuster FILE    the head that ships for a public set, on a file of your own

Needs the extra `bench`. README.md beside this file says what each part reads and measures.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from figures import Table, print_parts, read_articles

import claimx
from claimx.evaluate import load_gold, score
from claimx.evaluate.calibration import expected_calibration_error
from claimx.evaluate.gold import GoldArticle, GoldClaim
from claimx.evaluate.matching import find_characters, pair_spans
from claimx.evaluate.metrics import average_precision
from claimx.exchange import make_documents
from claimx.nlp.labels import KIND_LABELS
from claimx.nlp.sentences import find_sentences
from claimx.training.config import read_config
from claimx.training.data import Labelled, load_further_claims, read_jsonl

if TYPE_CHECKING:
    import torch
    from spacy.language import Language
    from tokenizers import Tokenizer

    from claimx.training.data import Example
    from claimx.training.network import Network

Values = npt.NDArray[Any]

N_FOLDS = 5
FLAGS = ("checkable", "check_worthy")
NO_CLAIM = "none"
MEASURES = {"claimbuster": "F1", "policlaim": "accuracy", "clef": "MAP"}
THRESHOLDS = {"claimbuster": 0.33, "policlaim": 0.32}
"""From which score of the head on a set's sentences have its label, by the part `folds`."""
AFTER_OTHERS = ("policlaim", "clef")
"""A small set and a sparse one: the network learns from ClaimBuster and from PoliClaim's tier silver first."""
RUN = 8
"""So many sentences of a set without documents are read together by the network, as in its training."""


# ---- what one would take in claimx's place --------------------------------------------------------------------------


class Baseline(NamedTuple):
    """A classifier of single sentences: how it sees them, and what learns from that."""

    name: str
    represent: Callable[[Sequence[str]], Values]
    make: Callable[[], Any]


def keep_text(texts: Sequence[str]) -> Values:
    return np.array(texts, dtype=object)


def make_svm() -> Any:
    """ClaimBuster's own form: TF-IDF of words and pairs of words, and a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    return make_pipeline(words, LinearSVC(C=0.1, class_weight="balanced", random_state=0))


def make_regression() -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=0.01, class_weight="balanced", max_iter=2000))


def embed_sentences(texts: Sequence[str], *, batch: int = 64) -> Values:
    """(sentences, width) vectors as sentence-transformers gives them: the mean over the pieces, of length 1."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    from claimx.training.fit import find_weights

    weights = str(find_weights())
    tokenizer, encoder = AutoTokenizer.from_pretrained(weights), AutoModel.from_pretrained(weights).eval()
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))  # of like length together: less padding
    vectors = np.zeros((len(texts), encoder.config.hidden_size), np.float32)
    for start in range(0, len(order), batch):
        rows = order[start : start + batch]
        inputs = tokenizer(
            [texts[row] for row in rows], padding=True, truncation=True, max_length=256, return_tensors="pt"
        )
        with torch.inference_mode():
            hidden = encoder(**inputs).last_hidden_state
        mask = inputs["attention_mask"].unsqueeze(-1)
        means = (hidden * mask).sum(1) / mask.sum(1)
        vectors[rows] = torch.nn.functional.normalize(means, dim=-1).numpy()
    return vectors


BASELINES = (
    Baseline("TF-IDF + linear SVM", keep_text, make_svm),
    Baseline("frozen MiniLM + logistic regression", embed_sentences, make_regression),
)


def score_classes(estimator: Any, features: Values) -> Values:
    """(rows, classes) or, for two classes, (rows,): how far each row is on the side of a class; no probabilities."""
    return np.asarray(estimator.decision_function(features))


def score_folds(make: Callable[[], Any], features: Values, labels: Values, folds: Values) -> Values:
    """Scores of every row by an estimator that has learnt from all other folds."""
    parts = {}
    for fold in np.unique(folds):
        estimator = make().fit(features[folds != fold], labels[folds != fold])
        parts[fold] = score_classes(estimator, features[folds == fold])
    scores = np.zeros((len(labels), *next(iter(parts.values())).shape[1:]))
    for fold, own in parts.items():
        scores[folds == fold] = own
    return scores


def assign_folds(groups: Sequence[str], n: int = N_FOLDS) -> Values:
    """A fold for every row, groups whole: the largest group first, each into the fold with the fewest rows so far."""
    members = defaultdict(list)
    for row, group in enumerate(groups):
        members[group].append(row)
    folds, sizes = np.zeros(len(groups), np.int64), [0] * n
    for group in sorted(members, key=lambda group: (-len(members[group]), group)):
        smallest = sizes.index(min(sizes))
        folds[members[group]] = smallest
        sizes[smallest] += len(members[group])
    return folds


# ---- measures -------------------------------------------------------------------------------------------------------


def choose_threshold(scores: Values, labels: Values, measure: Callable[[Values, Values], float]) -> float:
    """The score from which on to say yes, so that a measure of (decisions, labels) is best.

    Midway between two neighbours of 200 quantiles of the scores, or the lowest score; of equals the lowest.
    """
    values = np.unique(np.quantile(scores, np.linspace(0, 1, 201), method="nearest"))
    candidates = np.concatenate([values[:1], (values[1:] + values[:-1]) / 2])
    return float(candidates[int(np.argmax([measure(scores >= threshold, labels) for threshold in candidates]))])


def decide_by_others(
    scores: Values, labels: Values, folds: Values, measure: Callable[[Values, Values], float]
) -> Values:
    """Decisions, in each fold at the threshold that is best in the others."""
    decisions = np.zeros(len(scores), dtype=bool)
    for fold in np.unique(folds):
        others = folds != fold
        decisions[~others] = scores[~others] >= choose_threshold(scores[others], labels[others], measure)
    return decisions


def find_f1(decisions: Values, labels: Values) -> float:
    """F1 of label 1, in percent."""
    right, n = int((decisions & (labels == 1)).sum()), int(decisions.sum() + (labels == 1).sum())
    return 200 * right / n if n else 0.0


def find_accuracy(decisions: Values, labels: Values) -> float:
    """The share of decisions that are right, in percent."""
    return 100 * float((decisions == (labels == 1)).mean())


def find_mean_precision(scores: Values, labels: Values, groups: Sequence[str]) -> float:
    """The mean, over the groups with a positive row, of average precision, in percent."""
    ranked = defaultdict(list)
    for value, label, group in zip(scores.tolist(), labels.tolist(), groups, strict=True):
        ranked[group].append((value, bool(label)))
    return float(np.mean([average_precision(rows) for rows in ranked.values() if any(hit for _, hit in rows)]))


# ---- our own labels -------------------------------------------------------------------------------------------------


class Sentence(NamedTuple):
    """A sentence to learn from: where it stands, and the claim that it makes, if any."""

    article_id: str
    text: str
    claim: GoldClaim | None


@dataclass
class Bench:
    """The data, the model, and the baselines fitted to the sentences of our training articles, each once."""

    data: Path
    model: Path | None = None
    threads: int = 0
    baselines: Sequence[Baseline] = BASELINES
    tests: Mapping[str, Path] = field(default_factory=dict)
    sets: Sequence[str] = tuple(MEASURES)
    _nlp: list["Language"] = field(default_factory=list)
    _fitted: dict[str, dict[str, tuple[Any, float]]] = field(default_factory=dict)

    def nlp(self) -> "Language":
        if not self._nlp:
            from claimx.nlp.model import load_model

            self._nlp.append(load_model(self.model, threads=self.threads))
        return self._nlp[0]

    def gold(self, source: str, part: str) -> list[GoldArticle]:
        return load_gold(self.data / f"news/{part}.jsonl") if source == "news" else load_polnear(self.data, part)

    def fitted(self, baseline: Baseline) -> dict[str, tuple[Any, float]]:
        """For each task the baseline's estimator and threshold, from the training articles."""
        if baseline.name not in self._fitted:
            articles = [*self.gold("news", "train"), *self.gold("polnear", "train"), *load_further(self.data)]
            self._fitted[baseline.name] = fit_baseline(baseline, [s for a in articles for s in list_sentences(a)])
        return self._fitted[baseline.name]


def load_polnear(data: Path, part: str) -> list[GoldArticle]:
    """PolNeAR's articles that have labels of claims, with these alone."""
    texts = {record["article_id"]: record["text"] for record in read_jsonl(data / f"polnear/{part}.jsonl")}
    return [
        GoldArticle(
            article_id=record["article_id"],
            text=texts[record["article_id"]],
            claims=[
                GoldClaim(sentence=[s["start"], s["end"]], kind=s["kind"], **{flag: s[flag] for flag in FLAGS})
                for s in record["sentences"]
                if s["kind"]
            ],
        )
        for record in read_jsonl(data / f"polnear/labels.{part}.jsonl")
    ]


def load_further(data: Path) -> list[GoldArticle]:
    """The articles with labels of claims that come with claimx, by either annotator, but those that it does not learn
    from; each up to its last labelled sentence."""
    texts = {record["article_id"]: record["text"] for record in read_jsonl(data / "polnear/train.jsonl")}
    held_out = read_config().held_out_claims
    return [
        GoldArticle(
            article_id=article_id,
            text=texts[article_id][: sentences[-1][1]],
            claims=[
                GoldClaim(
                    sentence=[start, end],
                    kind=KIND_LABELS[labels["kind"]],
                    checkable=bool(labels["checkable"]),
                    check_worthy=bool(labels["check_worthy"]),
                )
                for start, end, labels in sentences
                if labels["kind"]
            ],
        )
        for number, (article_id, annotators) in enumerate(load_further_claims().items())
        if number % held_out
        for sentences in annotators
    ]


def list_sentences(article: GoldArticle) -> Iterator[Sentence]:
    """The labelled sentences of an article, which make a claim, and those found elsewhere in it, which make none."""
    text = article["text"]
    taken = np.zeros(len(text) + 1, dtype=bool)
    for claim in article["claims"]:
        start, end = claim["sentence"]
        taken[start:end] = True
        yield Sentence(article["article_id"], text[start:end], claim)
    for found in find_sentences(text):
        if not taken[found.start : found.end].any():
            yield Sentence(article["article_id"], text[found.start : found.end], None)


def fit_baseline(baseline: Baseline, sentences: Sequence[Sentence]) -> dict[str, tuple[Any, float]]:
    """Estimators of checkable, check-worthy and kind; for the first two with the threshold best for F1 on folds."""
    features = baseline.represent([sentence.text for sentence in sentences])
    folds = assign_folds([sentence.article_id for sentence in sentences])
    fitted = {}
    for flag in FLAGS:
        labels = np.array([bool(s.claim and s.claim[flag]) for s in sentences])  # type: ignore[literal-required]
        scores = score_folds(baseline.make, features, labels, folds)
        fitted[flag] = (baseline.make().fit(features, labels), choose_threshold(scores, labels, find_f1))
    kinds = np.array([(s.claim and s.claim["kind"]) or NO_CLAIM for s in sentences])
    fitted["kind"] = (baseline.make().fit(features, kinds), 0.0)
    return fitted


def predict_baseline(
    articles: Iterable[GoldArticle], baseline: Baseline, fitted: Mapping[str, tuple[Any, float]]
) -> list[GoldArticle]:
    """The claims of articles by a baseline, by claimx's rules: what is check-worthy is checkable, and a claim has a
    kind."""
    articles = list(articles)
    found = [(article, s) for article in articles for s in find_sentences(article["text"])]
    features = baseline.represent([article["text"][s.start : s.end] for article, s in found])
    scores = {task: score_classes(estimator, features) for task, (estimator, _) in fitted.items()}
    names = [str(name) for name in fitted["kind"][0].classes_]
    claims = defaultdict(list)
    for row, (article, sentence) in enumerate(found):
        kinds = dict(zip(names, scores["kind"][row].tolist(), strict=True))
        checkable, worthy = (scores[flag][row] >= fitted[flag][1] for flag in FLAGS)
        if not checkable and max(kinds, key=lambda kind: kinds[kind]) == NO_CLAIM:
            continue
        kinds.pop(NO_CLAIM, None)
        claims[article["article_id"]].append(
            GoldClaim(
                sentence=[sentence.start, sentence.end],
                checkable=bool(checkable),
                check_worthy=bool(checkable and worthy),
                kind=max(kinds, key=lambda kind: kinds[kind]),
                score=float(1 / (1 + np.exp(-scores["check_worthy"][row]))),
            )
        )
    return [
        GoldArticle(article_id=a["article_id"], text=a["text"], quotes=[], claims=claims[a["article_id"]])
        for a in articles
    ]


def measure_articles(bench: Bench, source: str, title: str) -> list[Table]:
    gold = bench.gold(source, "dev")
    documents = make_documents(gold, source)
    predicted = {"claimx": read_articles(documents, bench.nlp())}
    predicted |= {b.name: predict_baseline(gold, b, bench.fitted(b)) for b in bench.baselines}
    rows = [{"": name, **list_measures(score(gold, articles))} for name, articles in predicted.items()]
    errors = pd.DataFrame([{"claimx": flag, **row} for flag, row in measure_scores(gold, documents, bench.nlp())])
    return [Table(title, pd.DataFrame(rows)), Table(f"{title}: calibration of claimx's scores (shares)", errors, 3)]


def list_measures(report: Mapping[str, Any]) -> dict[str, float]:
    """What a report of `score` says of claims, claimers aside, which the baselines do not find."""
    worthy = report["claims.check_worthy"]
    return {
        "checkable F1": report["claims.checkable"]["f1"],
        "check-worthy F1": worthy["f1"],
        "check-worthy AP": worthy["ap"],
        "kind": report["claims.kind"],
    }


def measure_scores(
    gold: Sequence[GoldArticle], documents: pd.DataFrame, nlp: "Language"
) -> Iterator[tuple[str, dict[str, float]]]:
    """Calibration of the scores of all sentences, whether claimx takes them for claims or not."""
    sentences = claimx.split(claimx.ingest(documents), nlp)
    rows = dict(iter(sentences.groupby("article_id", sort=False)))
    for flag in FLAGS:
        scores: list[float] = []
        hits: list[bool] = []
        for article in gold:
            own = rows.get(article["article_id"], sentences.iloc[:0])
            scores += own[f"{flag}_score"].astype(float).tolist()
            hits += match_sentences(article, zip(own["sentence_start"], own["sentence_end"], strict=True), flag)
        yield (
            flag.replace("_", "-"),
            {
                "sentences": len(scores),
                "mean score": float(np.mean(scores)),
                "share right": float(np.mean(hits)),
                "ECE, 10 equal widths": expected_calibration_error(scores, hits),
                "ECE, 10 equal masses": expected_calibration_error(scores, hits, binning="mass"),
            },
        )


def match_sentences(article: GoldArticle, spans: Iterable[tuple[int, int]], flag: str) -> list[bool]:
    """For each span of a sentence, whether it is a claim's that has the flag; sentences match as they do in `score`."""
    text, claims = article["text"], article["claims"]
    found = [find_characters([span], text) for span in spans]
    partners = {j: claims[i] for _, i, j in pair_spans([find_characters([c["sentence"]], text) for c in claims], found)}
    return [bool(partners[j].get(flag)) if j in partners else False for j in range(len(found))]


DECIDED = {"F1": find_f1, "accuracy": find_accuracy}
"""Measures of decisions, by name."""


# ---- public sets ----------------------------------------------------------------------------------------------------


class PublicSet(NamedTuple):
    """Sentences with 0 or 1, the document of each ("" where the set does not tell), and how they are measured."""

    title: str
    task: str
    texts: list[str]
    labels: Values
    documents: list[str]
    folds: Values
    measure: str

    def find(self, scores: Values) -> float:
        """The set's figure, in percent, for scores that other folds' labels gave."""
        if self.measure == "MAP":
            return find_mean_precision(scores, self.labels, self.documents)
        measure = DECIDED[self.measure]
        return measure(decide_by_others(scores, self.labels, self.folds, measure), self.labels)

    def find_at(self, scores: Values, threshold: float) -> float:
        """The set's figure, in percent, where decisions are needed by a threshold."""
        if self.measure == "MAP":
            return find_mean_precision(scores, self.labels, self.documents)
        return DECIDED[self.measure](scores >= threshold, self.labels)

    def choose_threshold(self, scores: Values) -> float:
        """The threshold that is best for all rows; 0 where the measure needs none."""
        return 0.0 if self.measure == "MAP" else choose_threshold(scores, self.labels, DECIDED[self.measure])


def load_public(data: Path) -> list[PublicSet]:
    """The public sets, in folds: by document where the set names it, else every fifth sentence, positives apart."""
    return [
        load_set("ClaimBuster", "claimbuster", data / "claims/claimbuster.train.jsonl"),
        load_set("PoliClaim, gold", "policlaim", data / "claims/policlaim.train.jsonl", tier="gold"),
        load_set("CheckThat! 2019", "clef", data / "claims/clef2019.train.jsonl"),
    ]


def load_set(title: str, task: str, path: Path, **properties: str) -> PublicSet:
    """The sentences of a file that have all properties."""
    records = [record for record in read_jsonl(path) if properties.items() <= record.items()]
    return make_public(title, task, records, MEASURES[task])


def load_others(data: Path) -> list[Labelled]:
    """What the network learns before the sets in `AFTER_OTHERS`: texts with the labels of all sentences but those that
    stand in these too, as some debates do."""
    public = load_public(data)
    own = {_find_letters(text) for each in public if each.task in AFTER_OTHERS for text in each.texts}
    silver = load_set("PoliClaim, silver", "policlaim", data / "claims/policlaim.train.jsonl", tier="silver")
    others = [silver, *(each for each in public if each.task not in AFTER_OTHERS)]
    texts = [label_run(other, rows) for other in others for rows in join_runs(other)]
    return [
        replace(text, sentences=tuple(s for s in text.sentences if _find_letters(text.text[s[0] : s[1]]) not in own))
        for text in texts
    ]


def _find_letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def make_public(title: str, task: str, records: Sequence[Mapping[str, Any]], measure: str) -> PublicSet:
    labels = np.array([int(record["label"]) for record in records])
    documents = [record.get("document", "") for record in records]
    if any(documents):
        folds = assign_folds(documents)
    else:
        folds = np.zeros(len(labels), np.int64)
        for label in np.unique(labels):
            own = np.flatnonzero(labels == label)
            folds[own] = np.arange(len(own)) % N_FOLDS
    return PublicSet(title, task, [record["text"] for record in records], labels, documents, folds, measure)


def measure_public(bench: Bench) -> list[Table]:
    rows = []
    for public in load_public(bench.data):
        row: dict[str, Any] = {"": f"{public.title}: {public.measure}", "sentences": len(public.texts)}
        for baseline in bench.baselines:
            features = baseline.represent(public.texts)
            row[baseline.name] = public.find(score_folds(baseline.make, features, public.labels, public.folds))
        rows.append(row)
    return [Table("Public sets, five folds", pd.DataFrame(rows))]


def measure_network(bench: Bench) -> list[Table]:
    """claimx's network, in each fold trained on the other folds of a set; it has learnt our own labels before."""
    publics = [public for public in load_public(bench.data) if public.task in bench.sets]
    own = fit_start(bench.data)
    others = fit_others(bench.data, own) if any(public.task in AFTER_OTHERS for public in publics) else own
    rows = []
    for public in publics:
        start = others if public.task in AFTER_OTHERS else own
        scores = sum((fit_fold(public, fold, start) for fold in range(N_FOLDS)), np.zeros(len(public.texts)))
        row = {"": f"{public.title}: {public.measure}", "claimx's network": public.find(scores)}
        rows.append(row | {"best threshold": 100 * public.choose_threshold(scores)})
        print(row, file=sys.stderr, flush=True)
    return [Table("Public sets, five folds: claimx's network", pd.DataFrame(rows))]


def fit_start(data: Path, *, epochs: int = 2) -> dict[str, "torch.Tensor"]:
    """The weights of claimx's network, trained on our own labels of claims alone."""
    from random import Random

    from claimx.training.data import choose_annotator, cut_examples, load_news, load_polnear

    config, random = read_config(), Random(0)
    polnear = load_polnear(data / "polnear", held_out_claims=config.held_out_claims)
    texts = [*load_news(data / "news" / "train.jsonl"), *(text for text in polnear if text.sentences)]

    def draw(tokenizer: "Tokenizer") -> list["Example"]:
        drawn = [choose_annotator(text, random) for text in texts]
        claims = [Labelled(text.text, sentences=text.sentences) for text in drawn]
        return [e for text in claims for e in cut_examples(text, tokenizer) if e.sentences]

    return fit_network(draw, None, epochs, "own").state_dict()


def fit_others(data: Path, start: Mapping[str, "torch.Tensor"], *, epochs: int = 2) -> dict[str, "torch.Tensor"]:
    """The weights of claimx's network, trained on what it learns before the sets in `AFTER_OTHERS`."""
    from claimx.training.data import cut_examples

    texts = load_others(data)
    return fit_network(
        lambda tokenizer: [e for text in texts for e in cut_examples(text, tokenizer) if e.sentences],
        start,
        epochs,
        "others",
    ).state_dict()


def fit_network(
    draw: Callable[["Tokenizer"], list["Example"]],
    start: Mapping[str, "torch.Tensor"] | None,
    epochs: int,
    name: str,
) -> "Network":
    """claimx's network, trained on windows that are drawn anew for each epoch; settings are those of `claimx train`."""
    from random import Random

    import torch

    from claimx.nlp.pieces import load_tokenizer
    from claimx.training.batches import batch_examples
    from claimx.training.config import Phase
    from claimx.training.fit import find_weights, make_optimizer, make_schedule, run_epoch
    from claimx.training.network import Network

    config, random = read_config(), Random(name)
    config = replace(config, loss_weights=dict.fromkeys(config.loss_weights, 1.0))
    phase = Phase("claims", {}, epochs=epochs, encoder_rate=1e-4, head_rate=1e-3, batch=16)
    torch.manual_seed(0)
    tokenizer = load_tokenizer(find_weights() / "tokenizer.json")
    network = Network(str(find_weights()), dropout=config.dropout).train()
    if start is not None:
        network.load_state_dict(start)
    optimizer, schedule = make_optimizer(network, phase, config), None
    for epoch in range(epochs):
        examples = draw(tokenizer)
        n_steps = -(-len(examples) // phase.batch) * epochs
        schedule = schedule or make_schedule(optimizer, n_steps, config.warmup, done=0)
        batches = batch_examples(examples, size=phase.batch, pad=0, random=random)
        run_epoch(network, batches, optimizer, schedule, config, name=f"{name} {epoch}")
    return network.eval()


def fit_fold(
    public: PublicSet, fold: int, start: Mapping[str, "torch.Tensor"] | None = None, *, epochs: int = 3
) -> Values:
    """Scores of a fold's rows, 0 elsewhere, by a network that was trained on the other folds.

    Where others taught it what the set asks for, its weights are the mean of those before and after.
    """
    import torch

    from claimx.nlp.pieces import load_tokenizer
    from claimx.training.batches import collate
    from claimx.training.data import cut_examples
    from claimx.training.fit import find_weights, keep_share

    def draw(tokenizer: "Tokenizer", *, is_in: bool = False) -> list["Example"]:
        return [e for text in list_texts(public, fold, is_in=is_in) for e in cut_examples(text, tokenizer)]

    network = fit_network(draw, start, epochs, f"{public.task} {fold}")
    if start is not None and public.task in AFTER_OTHERS:
        keep_share(network, start, 0.5)
    sums, counts = np.zeros(len(public.texts)), np.zeros(len(public.texts))
    examples = draw(load_tokenizer(find_weights() / "tokenizer.json"), is_in=True)
    with torch.inference_mode():
        for example in filter(lambda example: example.sentences, examples):  # a window may hold no whole sentence
            batch = collate([example], pad=0)
            hidden = network.encoder(batch.ids, batch.shapes, batch.layouts, batch.depths, batch.mask)
            vectors = network.embed_sentences(hidden, batch.sentences)
            scores = network.sentence_tasks[public.task](vectors).sigmoid().squeeze(-1).numpy()
            rows = [labels["row"] for _, _, labels in example.sentences]
            np.add.at(sums, rows, scores)
            np.add.at(counts, rows, 1)
    return np.divide(sums, counts, out=np.zeros_like(sums), where=counts > 0)


def list_texts(public: PublicSet, fold: int, *, is_in: bool) -> list[Labelled]:
    """The texts of a fold, or all others."""
    return [label_run(public, rows) for rows in join_runs(public) if (public.folds[rows[0]] == fold) == is_in]


def measure_test(bench: Bench) -> list[Table]:
    """The heads that ship, on further files of the public sets, at `THRESHOLDS`."""
    from claimx.nlp.encoder import open_network
    from claimx.nlp.model import find_model
    from claimx.nlp.pieces import cut_pieces

    network = open_network(find_model(bench.model) / "claimx_encoder", threads=bench.threads)
    rows = []
    for task, path in bench.tests.items():
        measure, threshold = MEASURES[task], THRESHOLDS.get(task, 0.0)
        public = make_public(path.name, task, read_jsonl(path), measure)
        scores = np.zeros(len(public.texts))
        for run in join_runs(public):
            text = label_run(public, run)
            pieces = cut_pieces(text.text, network.tokenizer)
            scores[run] = network.score_claims(network.encode(pieces)[2], pieces, text.sentences, (task,))[task]
        rows.append({"": f"{public.title}: {measure}", "claimx": public.find_at(scores, threshold)})
    return [Table("Files of public sets, by the heads that ship", pd.DataFrame(rows))]


def join_runs(public: PublicSet) -> list[list[int]]:
    """Which rows are read together: a document, or some sentences where the set does not tell documents.

    Those are drawn at random: in a file that is sorted by label, neighbours would tell each other's.
    """
    if not any(public.documents):
        order = np.random.default_rng(0).permutation(len(public.texts))
        by_fold = [order[public.folds[order] == fold].tolist() for fold in range(N_FOLDS)]
        return [own[start : start + RUN] for own in by_fold for start in range(0, len(own), RUN)]
    members = defaultdict(list)
    for row, document in enumerate(public.documents):
        members[document].append(row)
    return list(members.values())


def label_run(public: PublicSet, rows: Sequence[int]) -> Labelled:
    """A text of sentences; `row` rides along with each one's label."""
    sentences, start = [], 0
    for row in rows:
        end = start + len(public.texts[row])
        sentences.append((start, end, {public.task: int(public.labels[row]), "row": row}))
        start = end + 1
    return Labelled(text=" ".join(public.texts[row] for row in rows), sentences=tuple(sentences))


# ---- command line ---------------------------------------------------------------------------------------------------

PARTS: dict[str, Callable[[Bench], list[Table]]] = {
    "news": lambda bench: measure_articles(bench, "news", "News dev"),
    "polnear": lambda bench: measure_articles(bench, "polnear", "PolNeAR's 12 articles with our labels"),
    "public": measure_public,
    "folds": measure_network,
    "test": measure_test,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Claims: claimx beside what one would take in its place.")
    parser.add_argument("data", type=Path, help="the folder of labelled data that the model is trained from")
    parser.add_argument("--model", type=Path, help="the folder of the model (default: the one that ships)")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=f"some of: {', '.join(PARTS)}")
    parser.add_argument("--sets", nargs="+", choices=MEASURES, default=list(MEASURES), help="those that `folds` reads")
    for task in MEASURES:
        parser.add_argument(f"--{task}", type=Path, metavar="FILE", help=f"measure the head for {task} on this file")
    parser.add_argument("--threads", type=int, default=0, help="threads of the network (one per core)")
    parser.add_argument("--json", action="store_true", help="print JSON, nothing else")
    options = parser.parse_args(arguments)
    tests = {task: path for task in MEASURES if (path := getattr(options, task))}
    bench = Bench(options.data, options.model, options.threads, tests=tests, sets=options.sets)
    names = options.only or (["test"] if tests else ["news", "polnear", "public"])
    print_parts({name: PARTS[name] for name in names}, bench, is_json=options.json)


if __name__ == "__main__":
    main()
