"""One typography for the network."""

import pytest

from claimx.nlp.marks import find_quoted, unify_marks
from claimx.nlp.model import find_model
from claimx.nlp.pieces import cut_pieces, load_tokenizer

SAID = "{0}It{4}s {2}late{3} for dogs{4} homes,{1} she said. {0}Don{4}t go.{1}"
STYLES = {
    "curly": "“”‘’’",
    "straight": "\"\"'''",
    "British": "‘’“”’",
    "British straight": "''\"\"'",
    "guillemets": "«»‹›’",
    "guillemets outside in": "»«›‹’",
    "low": "„“‚‘’",
}


@pytest.fixture(scope="module")
def tokenizer():
    return load_tokenizer(find_model() / "claimx_encoder" / "tokenizer.json")


@pytest.mark.parametrize("style", STYLES)
def test_unify_marks_sets_every_typography_alike(style):
    text = SAID.format(*STYLES[style])
    assert unify_marks(text, find_quoted(text)) == SAID.format(*"“”‘’'")


def test_unify_marks_keeps_the_length_of_doubled_marks():
    text = "``We go,'' he said. ``No.''"
    assert unify_marks(text, find_quoted(text)) == "“ We go,”  he said. “ No.” "


def test_unify_marks_of_several_paragraphs():
    text = "«One.\n\n«Two,» he said."
    assert unify_marks(text, find_quoted(text)) == "“One.\n\n“Two,” he said."


@pytest.mark.parametrize("style", STYLES)
def test_cut_pieces_reads_every_typography_alike(style, tokenizer):
    curly, other = (cut_pieces(SAID.format(*STYLES[name]), tokenizer) for name in ("curly", style))
    for column in ("ids", "starts", "ends", "shapes", "depths", "words"):
        assert getattr(curly, column).tolist() == getattr(other, column).tolist()


def test_cut_pieces_counts_depth(tokenizer):
    text = "He said: “I read ‘Ulysses’ there.” So."
    pieces = cut_pieces(text, tokenizer)
    depths = {text[a:b]: depth for a, b, depth in zip(pieces.starts, pieces.ends, pieces.depths, strict=True)}
    assert [depths[word] for word in ("He", "“", "I", "‘", "there", "”", "So")] == [0, 1, 1, 2, 1, 1, 0]
