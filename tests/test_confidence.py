"""How likely it is that what looks like a quote is one."""

import pytest

from claimx.nlp.annotations import Span
from claimx.nlp.confidence import describe_group, log_odds, weigh_signs
from claimx.nlp.groups import Group

PLACES = {"cue": Span(4, 8), "source": Span(0, 3)}


TEXT = "Ann said the well was dry, and deep too."


def weigh(kind="indirect", act="speech", text=TEXT, **parts):
    group = Group([Span(9, 40)], **(PLACES | {"score": 0.9, "cue_score": 0.9, "source_score": 0.9} | parts))
    return weigh_signs(describe_group(text, group, kind), act)


def test_weigh_signs_gives_a_probability_that_rises_with_the_network_s():
    low, middle, high = (weigh(score=score) for score in (0.4, 0.8, 0.99))
    assert 0 < low < middle < high < 1


def test_weigh_signs_doubts_a_content_without_cue():
    assert weigh(cue=None) < weigh() - 0.1


def test_weigh_signs_trusts_a_verb_of_saying():
    assert weigh() > weigh(text=TEXT.replace("said", "sees")) + 0.1


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_log_odds_are_finite(score):
    assert abs(log_odds(score)) < 6


def test_describe_group_of_the_reader_of_marks_needs_no_score_of_the_network():
    group = Group([Span(9, 40)], reader="marks")
    signs = describe_group(TEXT, group, "direct")
    assert "spans" not in signs
    assert signs["by_marks_without_clause"] == 1
