from claimx.nlp.heads import MAX_PAIR_DISTANCE, N_PAIR_FEATURES, Mention, describe_pairs, pair_mentions
from claimx.nlp.labels import LAYERS, LINK_ROLES

SOURCE, CUE, CONTENT, NESTED = range(len(LAYERS))


def test_pair_mentions_joins_contents_with_what_is_near():
    mentions = [
        Mention(0, 3, CONTENT, 1),
        Mention(4, 5, SOURCE, 1),
        Mention(6, 6, CUE, 1),
        Mention(8, 12, CONTENT, 1),
        Mention(13 + MAX_PAIR_DISTANCE, 14 + MAX_PAIR_DISTANCE, CUE, 2),
    ]
    named = [(i, j, LINK_ROLES[role]) for i, j, role in pair_mentions(mentions)]
    assert named == [(0, 1, "source"), (0, 2, "cue"), (3, 0, "content"), (3, 1, "source"), (3, 2, "cue")]


def test_pair_mentions_keeps_nested_contents_apart_from_outer_ones():
    mentions = [Mention(0, 20, CONTENT, 1), Mention(5, 9, NESTED, 1)]
    assert pair_mentions(mentions) == []


def test_describe_pairs_sets_one_feature_of_each_sort():
    mentions = [Mention(0, 3, CONTENT, 1), Mention(4, 5, SOURCE, 1), Mention(9, 9, CUE, 2)]
    features = describe_pairs(mentions, [(0, 1, 0), (0, 2, 1)])
    assert features.shape == (2, N_PAIR_FEATURES)
    assert features.sum(axis=1).tolist() == [4, 4]
    assert features[:, -2:].tolist() == [[1, 0], [0, 1]]
