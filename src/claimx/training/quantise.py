"""Makes a network small: its weights as 8-bit integers, with scales so fine that it still reads alike."""

import copy
from pathlib import Path

import torch
from torch import nn

from claimx.training.network import Network

BLOCK = 32
"""So many values in a row share a scale, of the weights as of the activations that they are multiplied by: a channel
that is many times larger than the others costs only its own block precision."""

INT8_PRODUCTS = 4
"""What ONNX Runtime calls products that are computed in 8 bits too, not only stored so."""


class QuantisedEmbedding(nn.Module):
    """A table of embeddings in 8 bits, with one scale a row."""

    def __init__(self, embedding: nn.Embedding) -> None:
        super().__init__()
        values = embedding.weight.detach()
        scales = values.abs().amax(1, keepdim=True).clamp(min=1e-9) / 127
        self.register_buffer("scales", scales)
        self.register_buffer("values", (values / scales).round().to(torch.int8))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """(B, T) rows to (B, T, width) vectors."""
        vectors = self.get_buffer("values")[ids].float()
        return vectors * self.get_buffer("scales")[ids]


def quantise_embeddings(network: Network) -> Network:
    """A copy of a network whose word embeddings are quantised."""
    network = copy.deepcopy(network)
    embeddings = network.encoder.bert.embeddings
    embeddings.word_embeddings = QuantisedEmbedding(embeddings.word_embeddings)
    return network


def quantise_products(source: Path, out: Path) -> None:
    """Store the weights of an ONNX file's matrix products in 8 bits, to be multiplied as such.

    Args:
        source: a file in fp32.
        out: the file to write; ONNX Runtime from 1.22 on runs it.
    """
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    quantizer = MatMulNBitsQuantizer(
        onnx.load(source), bits=8, block_size=BLOCK, is_symmetric=True, accuracy_level=INT8_PRODUCTS
    )
    quantizer.process()
    quantizer.model.save_model_to_file(str(out), use_external_data_format=False)
