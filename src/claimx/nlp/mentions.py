"""Which spans play a role: those by our own definition of a quote, and thoughts by PolNeAR's."""

from collections.abc import Sequence

import numpy as np

from claimx.nlp.decode import decode_layer
from claimx.nlp.heads import ACT_THRESHOLD, Floats, Mention
from claimx.nlp.labels import LAYERS, OWN_SCHEME, ROLE_OF_LAYER, SCHEMES
from claimx.nlp.pieces import Pieces


def find_mentions(tags: Floats, pieces: Pieces) -> tuple[list[Mention], list[float]]:
    """The spans of all roles, with their scores.

    PolNeAR marks thoughts, which our own definition leaves out. Its spans are added where ours has none of that role.

    Args:
        tags: (pieces, schemes, layers, 3) scores.
        pieces: the pieces.

    Returns:
        Spans in order, each marked with whether it `is_further`, PolNeAR's alone, and their scores.
    """
    paragraphs = np.cumsum(pieces.layouts)
    found: list[tuple[int, int, int, bool, float]] = []
    taken = {role: np.zeros(len(pieces), dtype=bool) for role in ROLE_OF_LAYER}
    for scheme in sorted(SCHEMES, key=lambda name: name != OWN_SCHEME):
        for layer in range(len(LAYERS)):
            found += [
                (first, last, layer, scheme != OWN_SCHEME, score)
                for first, last, score in decode_layer(tags[:, SCHEMES.index(scheme), layer], pieces)
                if scheme == OWN_SCHEME or not taken[ROLE_OF_LAYER[layer]][first : last + 1].any()
            ]
        for first, last, layer, _, _ in found:
            taken[ROLE_OF_LAYER[layer]][first : last + 1] = True
    found.sort()
    mentions = [Mention(first, last, layer, int(paragraphs[first]), more) for first, last, layer, more, _ in found]
    return mentions, [score for *_, score in found]


def choose_mentions(mentions: Sequence[Mention], speech: Floats) -> list[int]:
    """Of the spans that only PolNeAR's definition gives, leave those that belong to thoughts.

    Args:
        mentions: spans, as `find_mentions` gives them.
        speech: for each the probability of speech.

    Returns:
        Which stay, in order: all of our own definition; contents of thoughts; cues and sources in their paragraphs.
    """
    is_content = [ROLE_OF_LAYER[mention.layer] == "content" for mention in mentions]
    is_thought = [content and score < ACT_THRESHOLD for content, score in zip(is_content, speech, strict=True)]
    homes = {m.paragraph for m, thought in zip(mentions, is_thought, strict=True) if thought and m.is_further}
    return [
        i
        for i, mention in enumerate(mentions)
        if not mention.is_further or is_thought[i] or (not is_content[i] and mention.paragraph in homes)
    ]
