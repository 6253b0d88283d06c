"""Which stretch of a sentence is a claim, and what can be read off its words, on made-up sentences."""

import re
import time

import pytest

from claimx.nlp.annotations import Span
from claimx.nlp.clauses import Report, find_claims, is_clause
from claimx.nlp.grounds import MAX_REASONS, find_reasons, find_stance
from claimx.schema import MODALITIES, POLARITIES, REASONS


def claims_of(marked: str, *, is_direct: bool = False) -> list[str]:
    """The claims of a sentence in which [ ] hold what is quoted, and ^ stands where that is reported."""
    text, spans, at, opened = "", [], None, 0
    for part in re.split(r"([\[\]^])", marked):
        if part == "[":
            opened = len(text)
        elif part == "]":
            spans.append(Span(opened, len(text)))
        elif part == "^":
            at = len(text)
        else:
            text += part
    reports = [Report(0, tuple(spans), at, is_direct)] if spans else []
    return [text[clause.start : clause.end] for clause in find_claims(text, reports)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("The bridge is shut; the ferry has stopped too.", ["The bridge is shut", "the ferry has stopped too."]),
        ("The bridge was shut, and workers have left.", ["The bridge was shut", "workers have left."]),
        ("The bridge was shut, but it had been unsafe.", ["The bridge was shut", "it had been unsafe."]),
        ("The bridge was shut in March, April and May.", None),
        ("The bridge was shut, and then reopened in May.", None),
        ("If the bridge is shut, and the ferry has stopped, nobody can leave.", None),
        ("The council that was elected, and the mayor was there too.", None),
        ("Bell said that it was shut, and the ferry has stopped.", None),
        ("The bridge (which was shut, and it was old) reopened in May.", None),
        ("They were told “it is shut, and it was old” in May.", None),
        ("^Bell said that [the bridge is shut].", ["the bridge is shut"]),
        (
            "^Bell said [the bridge is shut, and the ferry has stopped].",
            ["the bridge is shut", "the ferry has stopped"],
        ),
        (
            "[The bridge is shut], ^Bell said, [and the ferry has stopped].",
            ["The bridge is shut", "the ferry has stopped"],
        ),
        (
            "[The bridge is shut], ^Bell said, [and so has stopped].",
            ["The bridge is shut, Bell said, and so has stopped"],
        ),
        (
            "[The bridge is shut,] ^Bell said. [The ferry has stopped.]",
            ["The bridge is shut,", "The ferry has stopped."],
        ),
        ("[The bridge,] ^Bell said, [is shut for good.]", ["The bridge, Bell said, is shut for good."]),
        ("^Bell called it [a national disgrace].", None),
    ],
)
def test_find_claims(marked: str, expected: list[str] | None) -> None:
    assert claims_of(marked) == (expected or [re.sub(r"[\[\]^]", "", marked)])


def test_find_claims_joins_one_clause_that_was_taken_for_two_quotes() -> None:
    text = "The survey showed the bridge is shut for good, Bell said."
    reports = [Report(3, (Span(0, 17),), 47), Report(5, (Span(18, 45),), 11)]
    assert [tuple(clause) for clause in find_claims(text, reports)] == [(0, 45, 5)]


def test_find_claims_takes_the_outer_of_two_quotes() -> None:
    text = "He said it is shut for good today"
    reports = [Report(0, (Span(11, 24),), 3), Report(1, (Span(0, len(text)),), None, True)]
    assert [clause.number for clause in find_claims(text, reports)] == [1]


def test_find_claims_leaves_a_long_stretch_whole() -> None:
    text = "It was shut, and it was old, and it has gone; " * 5_000
    began = time.process_time()
    assert len(find_claims(text, [])) == 1
    assert time.process_time() - began < 2


@pytest.mark.parametrize("words", ["", " ", "“”", "a b", "to be or not to be", "the council’s new bridge"])
def test_is_clause_not(words: str) -> None:
    assert not is_clause(words)


@pytest.mark.parametrize(
    ("claim", "cue", "expected"),
    [
        ("The bridge is safe.", None, ("affirmed", "asserted")),
        ("The bridge isn't safe.", None, ("negated", "asserted")),
        ("The bridge isn’t safe.", None, ("negated", "asserted")),
        ("There is no bridge.", None, ("negated", "asserted")),
        ("The house at No. 10 is old.", None, ("affirmed", "asserted")),
        ("The bridge is not only old but ugly.", None, ("affirmed", "asserted")),
        ("The man who did not pay has left.", None, ("affirmed", "asserted")),
        ("The council denied the report.", None, ("denied", "asserted")),
        ("it took bribes", "denied", ("denied", "asserted")),
        ("it took bribes", "alleged", ("affirmed", "alleged")),
        ("The mayor allegedly took bribes.", None, ("affirmed", "alleged")),
        ("The bridge may close.", None, ("affirmed", "possible")),
        ("The bridge opened in May.", None, ("affirmed", "asserted")),
        ("The bridge would not close.", None, ("negated", "conditional")),
        ("It won’t close.", None, ("negated", "future")),
        ("We'll close it.", None, ("affirmed", "future")),
        ("The council must act.", None, ("affirmed", "obliged")),
        ("If it may close, the council will act.", None, ("affirmed", "future")),
        ("The bridge, which may be sold, is old.", None, ("affirmed", "asserted")),
    ],
)
def test_find_stance(claim: str, cue: str | None, expected: tuple[str, str]) -> None:
    assert find_stance(claim, cue) == expected
    assert expected[0] in POLARITIES
    assert expected[1] in MODALITIES


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("The bridge is old.", []),
        ("It is taller than the tower.", ["comparison"]),
        ("It is as tall as the tower.", ["comparison"]),
        ("Exports fell.", ["comparison", "past_act"]),
        ("It is the oldest bridge.", ["superlative"]),
        ("It is the country's first bridge.", ["superlative"]),
        ("It shuts because of ice.", ["causal_verb"]),
        ("Ice leads to cracks.", ["causal_verb"]),
        ("The bridge is illegal.", ["law"]),
        ("The bridge was shut.", ["past_act"]),
        ("They closed it.", ["past_act"]),
        ("Every bridge is shut.", ["absolute"]),
        ("A wounded guest met the forest ranger.", ["past_act"]),
    ],
)
def test_find_reasons(claim: str, expected: list[str]) -> None:
    wanted = [name for name in expected if not (claim == "Exports fell." and name == "past_act")]
    found = find_reasons(claim)
    assert set(wanted) <= set(found)
    assert set(found) <= set(expected)


def test_find_reasons_of_annotations() -> None:
    text = "Tom Ray closed it."
    assert find_reasons(text) == []
    assert find_reasons(text, has_number=True) == ["number"]
    assert find_reasons(text, actor_ends=(7,)) == ["past_act", "named_actor"]
    assert find_reasons(text, source="the deputy mayor of Arn") == ["official_source"]
    assert find_reasons(text, source="a baker") == []


def test_find_reasons_are_few_and_in_the_order_of_the_list() -> None:
    text = "The law was the worst ever because prices rose for all."
    found = find_reasons(text, has_number=True, actor_ends=(3,), source="mayor")
    assert found == list(REASONS[:MAX_REASONS])


@pytest.mark.parametrize("unit", ["more ", "as ", "has ", "who ", "the most ", "he was, and ", "result in ", "'s "])
def test_reading_of_long_text_takes_no_long_time(unit: str) -> None:
    text = unit * 20_000
    began = time.process_time()
    find_reasons(text, actor_ends=(4,))
    find_stance(text, text)
    find_claims(text, [Report(0, (Span(0, len(text)),), 5)])
    assert time.process_time() - began < 5
