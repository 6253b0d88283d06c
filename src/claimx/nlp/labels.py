"""What the network tells apart: the order of its outputs."""

from claimx.schema import CLAIM_KINDS, ENTITY_LABELS, ROLES

SCHEMES = ("polnear", "news")
"""Definitions of a quote, each with tags of its own: that of PolNeAR and that of claimx."""

OWN_SCHEME = "news"

OUTSIDE, BEGIN, INSIDE = range(3)
N_TAGS = 3
"""Tags of a layer: outside of a span, its first piece, a further piece."""

LAYERS = (*ROLES, "nested")
"""Layers of tags, each read by itself, since cues and sources may stand inside contents; `nested` holds contents that
stand inside another one."""

ROLE_OF_LAYER = (*ROLES, "content")

LINK_ROLES = ROLES
"""What may be linked to a content: its source, its cue, a further piece of the same content."""

NAME_SCHEMES = ("gold", "silver")
"""Definitions of a name: that of labels by hand, and that of CoreNLP's output."""

ENTITY_TAGS = ("O", *(f"{prefix}-{label}" for label in ENTITY_LABELS for prefix in "BI"))

KIND_LABELS = ("none", *CLAIM_KINDS)

CHECKABLE_KINDS = ("quantity", "event", "state", "causal", "rule")
"""By our guidelines a claim of one of these kinds is checkable, and of no other."""

OWN_TASKS = ("checkable", "check_worthy", "kind")
PUBLIC_TASKS = ("claimbuster", "clef", "policlaim")
"""Sentence heads by our own definitions, and by those of data sets that define a claim in their own way."""

SENTENCE_TASKS = {task: len(KIND_LABELS) if task == "kind" else 1 for task in (*OWN_TASKS, *PUBLIC_TASKS)}
"""Their outputs."""
