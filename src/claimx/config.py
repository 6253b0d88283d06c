"""The settings of a run: one frozen value, passed to every stage.

Thresholds were chosen on training articles that the network had not seen, those of quotes on a fifth of our own, those
of claims on an eighth of PolNeAR's with an eye on the development files and the seeds; the model's card says more.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """Thresholds and limits. Probabilities are in [0, 1].

    Attributes:
        max_document_bytes: a larger document is rejected as `too_large`.
        quote_threshold: contents with a lower probability are no quotes.
        link_threshold: spans with a lower probability of belonging together are not joined.
        checkable_threshold: from this score on, a claim counts as checkable.
        check_worthy_threshold: from this score on, a claim counts as check-worthy.
        attribution_threshold: quotes with a lower score leave their claims to the article.
        acts: the acts (of `schema.ACTS`) whose quotes the exported tables hold.
    """

    max_document_bytes: int = 20_000_000
    quote_threshold: float = 0.3
    link_threshold: float = 0.5
    checkable_threshold: float = 0.6
    check_worthy_threshold: float = 0.5
    attribution_threshold: float = 0.6
    acts: tuple[str, ...] = ("speech",)
