"""How fast claimx reads: words per second end to end, of its encoder alone, and of a spaCy CNN pipeline.

    python benchmarks/speed.py                       on made-up articles
    python benchmarks/speed.py FOLDER-OR-FILE…       on your own, as `claimx run` takes them

Needs a checkout with the package installed. On Linux it binds itself, and what it starts, to `--cores` cores.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import claimx
from claimx.nlp.encoder import open_network
from claimx.nlp.model import find_model
from claimx.nlp.pieces import cut_pieces, plan_windows

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).parents[1]
ENCODER_FOLDER = "claimx_encoder"


class Timing(NamedTuple):
    """One line of the table."""

    name: str
    n_words: int
    seconds: float


# ---- text -----------------------------------------------------------------------------------------------------------

NAMES = ["Ana Reyes", "Tom Low", "Ines Okafor", "Paul Brandt", "Mira Sato", "Leo Duarte", "Ruth Ekman", "Sam Hollis"]
ROLES = ["finance minister", "police chief", "spokesman", "union leader", "chief executive", "economist", "mayor"]
VERBS = ["said", "told reporters", "warned", "added", "wrote in a statement", "announced", "argued"]
SUBJECTS = ["The council", "The company", "The ministry", "A new report", "The agency", "The court", "The union"]
ACTS = [
    "closed {n} plants in the north last year",
    "spent ${n} million on roads and schools",
    "cut its forecast for growth to {n} percent",
    "will vote on the plan in {n} days",
    "rejected the appeal of {n} workers",
    "has raised wages by {n} percent since January",
]
OPINIONS = [
    "we cannot go on like this",
    "the figures speak for themselves",
    "nobody was told about the decision",
    "this is the worst winter in {n} years",
    "prices should fall by the end of the year",
    "the talks were open and useful",
]


def make_article(number: int, n_words: int = 600) -> dict[str, str]:
    """A made-up news article as a JSON record: the same for the same number."""
    rng = random.Random(number)
    paragraphs: list[str] = []
    while sum(len(paragraph.split()) for paragraph in paragraphs) < n_words:
        paragraphs.append(" ".join(_make_sentence(rng) for _ in range(rng.randint(1, 3))))
    return {"id": f"made-{number}", "title": f"Report {number}", "text": "\n\n".join(paragraphs)}


def _make_sentence(rng: random.Random) -> str:
    fact = f"{rng.choice(SUBJECTS)} {rng.choice(ACTS)}".format(n=rng.randint(2, 90))
    view = rng.choice(OPINIONS).format(n=rng.randint(2, 90))
    name, role, verb = rng.choice(NAMES), rng.choice(ROLES), rng.choice(VERBS)
    forms = [
        f"{fact}.",
        f"{fact}, according to {name}, the {role}.",
        f"“{view[0].upper()}{view[1:]},” {name.split()[1]} {verb}.",
        f"{name}, the {role}, {verb} that {view}.",
        f"The {role} {verb} “{view}” after {fact[0].lower()}{fact[1:]}.",
    ]
    return rng.choice(forms)


def write_articles(folder: Path, n_articles: int) -> Path:
    """Write made-up articles as JSONL."""
    path = folder / "made.jsonl"
    records = (json.dumps(make_article(number)) for number in range(n_articles))
    path.write_text("\n".join(records) + "\n", encoding="utf-8")
    return path


# ---- what is timed --------------------------------------------------------------------------------------------------


def measure_pipeline(sources: Sequence[str], model: Path, folder: Path) -> tuple[list[Timing], list[str]]:
    """Time `claimx.run`, from the files to the tables, with a line for each stage; and give the texts that it read."""
    began = time.perf_counter()
    result = claimx.run(sources, out=folder / "processed", interim=folder / "interim", model=model)
    seconds = time.perf_counter() - began
    texts = [text for text in result.articles["text"] if text]
    n_words = count_words(texts)
    stages = [Timing(f"  {stage.stage}", n_words, stage.seconds) for stage in result.stages]
    return [Timing("claimx end to end, start-up of the model included", n_words, seconds), *stages], texts


def measure_encoder(texts: Sequence[str], model: Path, repeat: int) -> Timing:
    """Time the network alone, on texts that are cut into word pieces and windows already."""
    network = open_network(model / ENCODER_FOLDER)
    pieces = [cut_pieces(text, network.tokenizer) for text in texts]
    n_windows = sum(len(plan_windows(own.layouts)) for own in pieces)
    network.encode(pieces[0])

    def encode() -> None:
        for own in pieces:
            network.encode(own)

    return Timing(f"the encoder alone ({n_windows} windows)", count_words(texts), best_time(encode, repeat))


def make_cnn() -> "Language":
    """A spaCy pipeline of the architecture and size of en_core_web_sm, with untrained weights."""
    import spacy

    embed = {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "width": 96,
        "depth": 4,
        "embed_size": 2000,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
        "pretrained_vectors": None,
    }
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96}
    transitions = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "extra_state_tokens": False,
    }
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": embed})
    tagger = nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    parser = nlp.add_pipe("parser", config={"model": {**transitions, "state_type": "parser", "tok2vec": listener}})
    ner = nlp.add_pipe("ner", config={"model": {**transitions, "state_type": "ner", "tok2vec": embed}})
    for pipe, n_labels in ((tagger, 50), (parser, 45), (ner, 18)):
        for i in range(n_labels):
            pipe.add_label(f"L{i}")
    nlp.initialize()
    return nlp


def measure_cnn(texts: Sequence[str], repeat: int) -> Timing:
    """Time a spaCy CNN pipeline on the same texts."""
    nlp = make_cnn()
    nlp(texts[0])
    seconds = best_time(lambda: [None for _ in nlp.pipe(texts)], repeat)
    return Timing("spaCy tagger, parser and ner on a CNN", count_words(texts), seconds)


def measure_process(source: Path, model: Path) -> tuple[float, float | None]:
    """Wall time in seconds, and peak memory in MB where the system tells it, of `claimx run` in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "claimx", "run", str(source), "--model", str(model)]
        command += ["--out", f"{folder}/processed", "--interim", f"{folder}/interim"]
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        error = process.stderr.read() if process.stderr else b""
        if not hasattr(os, "wait4"):
            status, peak = process.wait(), None
        else:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = status
            peak = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1024)
        seconds = time.perf_counter() - began
    if status:
        raise SystemExit(f"claimx run {source} failed:\n{error.decode(errors='replace')}")
    return seconds, peak


def best_time(call: Callable[[], object], repeat: int) -> float:
    """The shortest of several runs, in seconds."""
    seconds = []
    for _ in range(repeat):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def count_words(texts: Sequence[str]) -> int:
    """Words, split at white space."""
    return sum(len(text.split()) for text in texts)


def bind_to_cores(n_cores: int) -> int:
    """Bind this process to as many cores, where the system can; the number of cores that it then has."""
    if not hasattr(os, "sched_setaffinity"):
        return os.cpu_count() or 1
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:n_cores])
    return len(os.sched_getaffinity(0))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Words per second of claimx, its encoder, and a spaCy CNN pipeline.")
    parser.add_argument("sources", nargs="*", help="articles, as `claimx run` takes them (default: made-up ones)")
    parser.add_argument("--articles", type=int, default=100, help="how many made-up articles of 600 words (100)")
    parser.add_argument("--model", type=Path, help="the folder of the model (default: the one that ships)")
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds", help="what the fresh process runs on (seeds/)")
    parser.add_argument("--cores", type=int, default=2, help="how many cores to use (2)")
    parser.add_argument("--repeat", type=int, default=2, help="runs of encoder and CNN, the best of which counts (2)")
    options = parser.parse_args()
    n_cores = bind_to_cores(options.cores)
    model = find_model(options.model)
    # First of all: a process counts as its own the memory of the one that it was forked from.
    wall, peak = measure_process(options.seeds, model)
    with tempfile.TemporaryDirectory() as folder:
        sources = options.sources or [str(write_articles(Path(folder), options.articles))]
        timings, texts = measure_pipeline(sources, model, Path(folder))
    if not texts:
        raise SystemExit("the sources hold no article")
    timings += [measure_encoder(texts, model, options.repeat), measure_cnn(texts, options.repeat)]
    print(f"{len(texts)} articles, {count_words(texts)} words, {n_cores} cores")
    print(f"{'':<56}{'seconds':>9}{'words/s':>10}")
    for name, n_words, seconds in timings:
        print(f"{name:<56}{seconds:>9.2f}{n_words / max(seconds, 1e-9):>10.0f}")
    memory = "" if peak is None else f", peak memory {peak:.0f} MB"
    print(f"claimx run {options.seeds.name}/ in a fresh process: {wall:.2f} s{memory}")


if __name__ == "__main__":
    main()
