"""Makes a network easier to quantise: the outliers among its activations move into its weights.

Activations are quantised with one scale a matrix, so a few channels that are many times larger than the others cost
the others their precision. Dividing each channel by a factor, and multiplying the weights that read it by the same,
changes nothing but the sizes. This is SmoothQuant (Xiao et al., ICML 2023), with the division as an operation of its
own, since what comes before is no linear map everywhere.
"""

import copy
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import nn

from claimx.training.network import Batch, Network

STRENGTH = 0.75
"""How much of the outliers moves: 0 for nothing, 1 for all."""
_LEAST = 1e-4


class Smoothed(nn.Module):
    """A linear map whose inputs are divided by a factor for each channel, and its weights multiplied by it."""

    def __init__(self, linear: nn.Linear, factors: torch.Tensor) -> None:
        super().__init__()
        self.inverse = nn.Parameter(1 / factors)
        self.linear = copy.deepcopy(linear)
        with torch.no_grad():
            self.linear.weight.mul_(factors)

    def forward(self, inputs: torch.Tensor) -> Any:
        """The same as the map that it was made from."""
        return self.linear(inputs * self.inverse)


def smooth_network(network: Network, batches: Iterable[Batch]) -> Network:
    """A network that computes the same, with smoother activations in the layers of its encoder.

    Args:
        network: a trained network; it stays as it is.
        batches: windows of the kind of text that it will read, to see how large its activations are.

    Returns:
        The new network, in evaluation mode.
    """
    network = copy.deepcopy(network).eval()
    layers = network.encoder.bert.encoder
    linears = {name: module for name, module in layers.named_modules() if isinstance(module, nn.Linear)}
    largest = {name: torch.zeros(module.in_features) for name, module in linears.items()}

    def observe(name: str) -> Callable[[nn.Module, tuple[torch.Tensor, ...]], None]:
        def hook(_: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            largest[name] = torch.maximum(largest[name], inputs[0].abs().amax((0, 1)))

        return hook

    hooks = [module.register_forward_pre_hook(observe(name)) for name, module in linears.items()]
    with torch.no_grad():
        for batch in batches:
            network.encoder(batch.ids, batch.shapes, batch.layouts, batch.depths, batch.mask)
    for hook in hooks:
        hook.remove()
    for name, linear in linears.items():
        weights = linear.weight.detach().abs().amax(0).clamp(min=_LEAST)
        factors = largest[name].clamp(min=_LEAST) ** STRENGTH / weights ** (1 - STRENGTH)
        parent, _, last = name.rpartition(".")
        setattr(layers.get_submodule(parent), last, Smoothed(linear, factors / factors.mean()))
    return network
