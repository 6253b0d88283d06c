"""The pipeline that ships, through spaCy and through split."""

import numpy as np
import pytest
import spacy

import claimx
from claimx import schema
from claimx.errors import ModelError
from claimx.nlp.components import SentenceMarker, doc_sentences
from claimx.nlp.model import find_model, fingerprint, load_model
from claimx.nlp.sentences import find_sentences

TEXT = (
    "The old bridge was closed on Monday. “We could not wait any longer,” harbour master Mary Hill said.\n\n"
    "Officials said that repairs would cost $3 million. She added that the work would take two years."
)


def articles_of(*texts):
    rows = [{"article_id": f"a{i}", "uri": f"{i}", "authors": [], "text": t, "n_words": 1} for i, t in enumerate(texts)]
    return schema.make_frame(rows, schema.ARTICLES, "test")


def test_spacy_load_opens_the_pipeline_and_gives_quotes():
    nlp = spacy.load(find_model())
    quotes = nlp(TEXT)._.quotes
    assert [(quote["cue"], quote["speaker"]) for quote in quotes][:1] == [("said", "Mary Hill")]
    assert quotes[0]["content"] == "“We could not wait any longer,”"


def test_split_rows_are_sentences_with_annotations(nlp):
    sentences = claimx.split(articles_of(TEXT), nlp)
    assert sentences["paragraph_index"].tolist() == [0, 0, 1, 1]
    assert [text.split()[0] for text in sentences["text"]] == ["The", "“We", "Officials", "She"]
    roles = {(role["role"], TEXT[role["start"] : role["end"]]) for row in sentences["roles"] for role in row}
    assert {("source", "Officials"), ("source", "She"), ("cue", "added")} <= roles
    assert all(abs(sum(scores) - 1) < 1e-3 for scores in sentences["kind_scores"])


def test_split_reads_an_article_the_same_whatever_stands_beside_it(nlp):
    alone = claimx.split(articles_of(TEXT), nlp)
    long = " ".join([TEXT] * 40)
    beside = claimx.split(articles_of(TEXT, long), nlp)
    assert beside[beside["article_id"] == "a0"].reset_index(drop=True).equals(alone)


@pytest.mark.parametrize("text", ["", " \n ", "?", "\u200b", "“" * 3000, "a" * 5000, "😀 " * 700, "\u0301x\u202e"])
def test_split_survives_odd_texts(nlp, text):
    for row in claimx.split(articles_of(text), nlp).to_dict("records"):
        assert row["text"] == text[row["sentence_start"] : row["sentence_end"]]


def test_doc_sentences_count_paragraphs_by_lines(nlp):
    doc = nlp("One here. Two here.\n\nThree here.\nFour here.")
    assert [sentence.paragraph for sentence in doc_sentences(doc)] == [0, 0, 1, 2]


@pytest.mark.parametrize(
    "text", ["A.\rB.", "A.\x0bB.\x0cC.", "A. B.\x85C.", "A.\u2028 \u2029B.", "\nA.\r\n \r\nB. C.", "A.B.\tC."]
)
def test_doc_sentences_agree_with_find_sentences_on_paragraphs(text):
    doc = SentenceMarker()(spacy.blank("en")(text))
    paragraphs = {sentence.start: sentence.paragraph for sentence in find_sentences(text)}
    assert {sentence.start: sentence.paragraph for sentence in doc_sentences(doc)} == paragraphs


def test_pipeline_survives_being_saved(nlp, tmp_path):
    nlp.to_disk(tmp_path / "copy")
    copy = load_model(tmp_path / "copy")
    assert copy(TEXT)._.quotes == nlp(TEXT)._.quotes
    assert np.array_equal(copy(TEXT)._.claimx.kinds, nlp(TEXT)._.claimx.kinds)


def test_find_model_names_what_to_do_where_there_is_none(tmp_path):
    with pytest.raises(ModelError, match=r"no pipeline here.*--model"):
        find_model(tmp_path)


def test_load_model_names_a_damaged_file(nlp, tmp_path):
    nlp.to_disk(tmp_path / "copy")
    encoder = tmp_path / "copy" / "claimx_encoder" / "encoder.onnx"
    encoder.write_bytes(encoder.read_bytes()[:1000])
    with pytest.raises(ModelError, match="cannot be opened"):
        load_model(tmp_path / "copy")


def test_fingerprint_changes_with_any_file_but_the_card(nlp, tmp_path):
    nlp.to_disk(tmp_path / "copy")
    before = fingerprint(tmp_path / "copy")
    (tmp_path / "copy" / "README.md").write_text("# card")
    assert fingerprint(tmp_path / "copy") == before
    (tmp_path / "copy" / "claimx_encoder" / "heads.npz").write_bytes(b"other")
    assert fingerprint(tmp_path / "copy") != before
