"""How likely it is that what looks like a quote is one: the signs that speak for it, weighed.

A log-linear model over a handful of signs, fitted on articles that the network was not trained on, so that of quotes
with a score of 0.8 about four in five are right (Platt, 1999; Guo et al., ICML 2017).
"""

import math

from claimx.nlp.confidence_weights import WEIGHTS
from claimx.nlp.groups import Group
from claimx.nlp.reporting import reports

_LEAST, _MOST = 0.02, 0.995
_LONG = 40


def describe_group(text: str, group: Group, kind: str) -> dict[str, float]:
    """The signs for and against a quote.

    Args:
        text: the text of the article.
        group: the quote in the making.
        kind: its kind.

    Returns:
        Signs by name: log-odds of the network's scores, and 1 for what holds.
    """
    n_words = sum(len(text[part.start : part.end].split()) for part in group.parts)
    signs = {"always": 1.0, f"{kind}": 1.0, "length": math.log(min(n_words, _LONG) + 1)}
    if group.reader == "marks":
        return signs | {"by_marks": 1.0, "by_marks_without_clause": float(group.cue is None and group.source is None)}
    signs["spans"] = log_odds(group.score)
    signs["several_spans"] = float(len(group.parts) > 1)
    signs[f"{kind}_by_saying"] = float(group.cue is not None and reports(text, group.cue))
    for role, score in (("cue", group.cue_score), ("source", group.source_score)):
        if getattr(group, role) is None:
            signs[f"{kind}_without_{role}"] = 1.0
        else:
            signs[f"{role}_link"] = log_odds(score)
    return signs


def log_odds(probability: float) -> float:
    """The log-odds of a probability that is kept away from 0 and 1."""
    probability = min(max(probability, _LEAST), _MOST)
    return math.log(probability / (1 - probability))


def weigh_signs(signs: dict[str, float], act: str) -> float:
    """The probability that a quote of an act (speech or thought) is one, from its signs."""
    weights = WEIGHTS[act]
    total = sum(weights.get(name, 0.0) * value for name, value in signs.items())
    return 1 / (1 + math.exp(-total))
