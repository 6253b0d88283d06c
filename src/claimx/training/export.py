"""From a trained network to the files that ship: ONNX in int8, the weights of the heads, a spaCy pipeline."""

import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch

from claimx import __version__
from claimx.nlp.encoder import ENCODER_FILE, HEADS_FILE, TOKENIZER_FILE
from claimx.nlp.pieces import WINDOW
from claimx.training.network import Exported, Network
from claimx.training.quantise import quantise_embeddings, quantise_products

OPSET = 17
ENCODER_FOLDER = "claimx_encoder"
HEADS = ("mention", "link", "act", "sentence")


def export_network(network: Network, tokenizer_file: Path, out: Path, *, is_quantised: bool) -> None:
    """Write the network's files into a folder.

    Args:
        network: a trained network.
        tokenizer_file: the `tokenizer.json` that it was trained with.
        out: the folder; it is made where it is missing.
        is_quantised: whether weights are stored, and multiplied, as 8-bit integers.
    """
    from onnxruntime.quantization.shape_inference import quant_pre_process

    out.mkdir(parents=True, exist_ok=True)
    if is_quantised:
        with tempfile.TemporaryDirectory() as folder:
            full, ready = Path(folder) / "full.onnx", Path(folder) / "ready.onnx"
            export_onnx(quantise_embeddings(network), full)
            quant_pre_process(full, ready, skip_symbolic_shape=True)
            quantise_products(ready, out / ENCODER_FILE)
    else:
        export_onnx(network, out / ENCODER_FILE)
    weights = {
        name: value.numpy().astype(np.float32)
        for name, value in sorted(network.state_dict().items())
        if name.startswith(HEADS)
    }
    with (out / HEADS_FILE).open("wb") as file:
        np.savez(file, **weights)
    shutil.copy(tokenizer_file, out / TOKENIZER_FILE)


def export_onnx(network: Network, path: Path) -> None:
    """Write the encoder and its token heads in fp32, for windows of any number and length."""
    example = tuple(torch.ones(1, WINDOW // 2, dtype=torch.long) for _ in range(4))
    names = ["ids", "shapes", "layouts", "depths"]
    torch.onnx.export(
        Exported(network).eval(),
        example,
        path,
        input_names=names,
        output_names=["tags", "entities", "hidden"],
        dynamic_axes={name: {0: "windows", 1: "pieces"} for name in [*names, "tags", "entities", "hidden"]},
        opset_version=OPSET,
        dynamo=False,
    )


def write_pipeline(network: Network, tokenizer_file: Path, out: Path, *, meta: dict[str, object]) -> None:
    """Write a spaCy pipeline around the network, in place of what stood in the folder; its card stays.

    Args:
        network: a trained network.
        tokenizer_file: the `tokenizer.json` that it was trained with.
        out: the pipeline's folder.
        meta: what its `meta.json` shall say besides name and version.
    """
    import spacy

    import claimx.nlp.components  # noqa: F401  (registers the components)

    nlp = spacy.blank("en")
    nlp.add_pipe("claimx_sentences")
    encoder = nlp.add_pipe("claimx_encoder")
    nlp.meta |= {"name": "claimx_news", "version": __version__, "spacy_version": ">=3.8,<4.0"} | meta
    with tempfile.TemporaryDirectory() as folder:
        export_network(network, tokenizer_file, Path(folder), is_quantised=True)
        encoder.from_disk(folder)  # type: ignore[attr-defined]
        for part in (ENCODER_FOLDER, "vocab"):
            shutil.rmtree(out / part, ignore_errors=True)
        out.mkdir(parents=True, exist_ok=True)
        nlp.to_disk(out)
