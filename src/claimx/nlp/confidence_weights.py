"""Weights of the signs of a quote, by act; made by `claimx.training.confidence`."""

WEIGHTS: dict[str, dict[str, float]] = {
    "speech": {
        "always": -0.78,
        "by_marks": 0.34,
        "direct": 0.66,
        "direct_without_cue": -0.32,
        "direct_without_source": -0.21,
        "indirect": -1.52,
        "indirect_without_cue": -1.3,
        "indirect_without_source": -0.04,
        "length": 0.48,
        "mixed": 0.08,
        "mixed_without_cue": -0.93,
        "mixed_without_source": -0.75,
        "several_spans": 1.15,
        "spans": 0.7,
    },
    "thought": {
        "always": -1.25,
        "direct": -0.72,
        "direct_without_source": -0.72,
        "indirect": -0.24,
        "indirect_without_cue": -0.61,
        "indirect_without_source": -0.2,
        "length": 0.96,
        "mixed": -0.29,
        "mixed_without_cue": -0.33,
        "mixed_without_source": -0.33,
        "several_spans": -0.61,
        "spans": 0.59,
    },
}
