"""A network's weights back from the files that ship, to go on training where no checkpoint is at hand."""

from pathlib import Path
from typing import Any

import numpy as np
import torch

from claimx.nlp.encoder import ENCODER_FILE, HEADS_FILE

_PRODUCT, _SUFFIX = "MatMulNBits", "/MatMul_Q8"
_MIDDLE = 128
"""What stands for zero in a matrix of unsigned 8-bit integers."""


def restore_weights(folder: Path) -> dict[str, torch.Tensor]:
    """The weights of a network by name, as `training.network.Network` takes them.

    Args:
        folder: of a network whose weights are stored in 8 bits (`export.export_network`); they come back as these say.
    """
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(folder / ENCODER_FILE).graph
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights = {name: value for name, value in values.items() if name.startswith(("encoder.", "tags.", "entities."))}
    words = "encoder.bert.embeddings.word_embeddings"
    weights[f"{words}.weight"] = weights.pop(f"{words}.values") * weights.pop(f"{words}.scales")
    for node in graph.node:
        if node.op_type == _PRODUCT:
            name = node.name.removesuffix(_SUFFIX).strip("/").replace("/", ".")
            weights[f"{name}.weight"] = unpack_blocks(values[node.input[1]], values[node.input[2]])
    with np.load(folder / HEADS_FILE) as heads:
        weights |= {name: heads[name] for name in heads.files}
    return {name: torch.from_numpy(np.array(value, dtype=np.float32)) for name, value in weights.items()}


def unpack_blocks(values: "np.ndarray[Any, Any]", scales: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """(rows, blocks, values) unsigned 8-bit integers and a scale for each block to (rows, columns)."""
    numbers = (values.astype(np.float32) - _MIDDLE) * scales.reshape(*values.shape[:2], 1)
    return np.asarray(numbers.reshape(len(values), -1), dtype=np.float32)
