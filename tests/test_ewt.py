"""Names from the proper nouns of a treebank and an earlier network's scores; the sentences are made up."""

import numpy as np
import pytest

from claimx.errors import InputError
from claimx.nlp.labels import ENTITY_TAGS
from claimx.nlp.model import find_model
from claimx.nlp.pieces import cut_pieces, load_tokenizer
from claimx.training.conllu import load_documents
from claimx.training.data import UNKNOWN, Labelled, cut_examples
from claimx.training.edits import apply_edits
from claimx.training.ewt import find_proper_spans, find_titles, load_ewt, score_spans, type_spans

# A word is form/tag/head/relation; `~` ends a form that no space follows. This sentence tells a title.
MAYOR = "Mayor/NNP/2/nmod:desc Roth/NNP/3/nsubj spoke/VBD/0/root"


def write_sentence(sentence, number=1):
    """A sentence in CoNLL-U."""
    lines = [f"# sent_id = {number}\n"]
    for index, word in enumerate(sentence.split(), start=1):
        form, tag, head, relation = word.split("/")
        misc = "SpaceAfter=No" if form.endswith("~") else "_"
        form = form.removesuffix("~")
        lines.append("\t".join((str(index), form, form, "X", tag, "_", head, relation, "_", misc)) + "\n")
    return "".join(lines) + "\n"


def write_file(folder, *parts):
    (folder / "x_ewt-ud-train.conllu").write_text("".join(parts), encoding="utf-8")


@pytest.fixture(scope="module")
def tokenizer():
    return load_tokenizer(find_model() / "claimx_encoder" / "tokenizer.json")


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        pytest.param("Ana/NNP/3/nsubj Bell/NNP/1/flat ran/VBD/0/root", ["Ana Bell"], id="flat"),
        pytest.param("Mayor/NNP/2/nmod:desc Bell/NNP/0/root", ["Bell"], id="title"),
        pytest.param("St./NNP/2/nmod:desc Bern/NNP/0/root", ["St. Bern"], id="saint"),
        pytest.param("Mayor/NNP/0/root Tom/NNP/1/flat Bell/NNP/1/flat", ["Tom Bell"], id="title as head"),
        pytest.param("Mayor/NNP/0/root", ["Mayor"], id="title alone"),
        pytest.param("Tom/NNP/0/root Bell/NNP/1/flat Jr./NNP/1/nmod:desc", ["Tom Bell Jr."], id="suffix"),
        pytest.param(
            "the/DT/2/det Bank/NNP/0/root of/IN/5/case New/NNP/5/amod Bern/NNP/2/nmod",
            ["Bank of New Bern"],
            id="after a preposition",
        ),
        pytest.param("Mayor/NNP/0/root of/IN/3/case Bern/NNP/1/nmod", ["Mayor", "Bern"], id="of a place"),
        pytest.param(
            "Ana/NNP/0/root Bell/NNP/1/flat of/IN/4/case Bern/NNP/1/nmod", ["Ana Bell", "Bern"], id="from a place"
        ),
        pytest.param("Bank/NNP/0/root in/IN/3/case Bern/NNP/1/nmod", ["Bank", "Bern"], id="where it is"),
        pytest.param("Ana/NNP/0/root and/CC/3/cc Ben/NNP/1/conj", ["Ana", "Ben"], id="joined to the core"),
        pytest.param(
            "Fish/NNP/4/compound and/CC/3/cc Wildlife/NNP/1/conj Service/NNP/0/root",
            ["Fish and Wildlife Service"],
            id="joined within",
        ),
        pytest.param("Bern~/NNP/3/nmod:poss 's/POS/1/case Senate/NNP/0/root", ["Bern", "Senate"], id="owner"),
        pytest.param("Bern/NNP/0/root ,/,/3/punct Norland/NNP/1/appos", ["Bern", "Norland"], id="comma"),
        pytest.param(
            "in/IN/3/case The/DT/3/det Crier/NNP/0/root and/CC/6/cc the/DT/6/det Echo/NNP/3/conj",
            ["The Crier", "Echo"],
            id="articles",
        ),
        pytest.param("Terminal/NNP/0/root 2/CD/1/flat", ["Terminal 2"], id="number"),
        pytest.param("Ana/NNP/0/root and/CC/3/cc I/PRP/1/conj", ["Ana"], id="no numeral"),
        pytest.param("the/DT/3/det Roth/NNP/3/compound team/NN/0/root", ["Roth"], id="upon a common noun"),
    ],
)
def test_find_proper_spans_names(tmp_path, sentence, names):
    write_file(tmp_path, write_sentence(sentence), "# newdoc\n", write_sentence(MAYOR))
    one, other = load_documents(tmp_path, "*train*")
    [tokens] = one.sentences
    found = find_proper_spans(tokens, find_titles([tokens, *other.sentences]))
    assert [one.text[start:end] for start, end in found] == names


def test_load_ewt_text(tmp_path):
    first, second, third = (write_sentence(s) for s in (MAYOR, "Well~/UH/0/root", "Bern/NNP/0/root"))
    write_file(tmp_path, "# newdoc\n", first, second, third, "# newpar\n", third, "# newdoc\n", second)
    (tmp_path / "x_ewt-ud-dev.conllu").write_text(first, encoding="utf-8")
    one, other = load_ewt(tmp_path)  # dev is not read
    assert (one.text, other.text) == ("Mayor Roth spoke WellBern\n\nBern", "Well")
    assert one.entities == ((6, 10, None), (21, 25, None), (27, 31, None))
    assert (other.entities, one.scheme, one.names) == ((), None, ())


def test_load_ewt_without_files(tmp_path):
    with pytest.raises(InputError, match="training data is missing"):
        load_ewt(tmp_path)


def test_score_spans_over_the_pieces_of_words(tokenizer):
    text = "Xyrthia Bell left Bern."
    pieces = cut_pieces(text, tokenizer)
    logits = np.zeros((len(pieces), len(ENTITY_TAGS)), np.float32)
    for piece, (start, word) in enumerate(zip(pieces.starts, pieces.words, strict=True)):
        tag = {0: "B-person" if start == 0 else "I-person", 1: "I-person", 3: "B-place"}.get(int(word), "O")
        logits[piece, ENTITY_TAGS.index(tag)] = 3
    labelled = Labelled(text, entities=((0, 12, None), (18, 22, None)))
    scores = score_spans(labelled, pieces, logits)
    assert scores.shape == (2, 4)
    assert scores.argmax(axis=1).tolist() == [1, 3]
    assert (scores.max(axis=1) > -0.4).all()  # however many pieces a name has
    assert score_spans(Labelled(text), pieces, logits).shape == (0, 4)


def type_names(*texts):
    """The kinds that the names of texts get, by what the network says of each: name to its probabilities."""
    labelled, scores = [], []
    for names in texts:
        text = " ".join(name for name, _ in names)
        starts = np.cumsum([0, *(len(name) + 1 for name, _ in names)]).tolist()
        spans = zip(names, starts, strict=False)
        labelled.append(Labelled(text, entities=tuple((a, a + len(name), None) for (name, _), a in spans)))
        scores.append(np.log([chances for _, chances in names]))
    return [[(text.text[a:b], label) for a, b, label in text.entities] for text in type_spans(labelled, scores)]


NONE, PERSON, PLACE = (0.97, 0.01, 0.01, 0.01), (0.02, 0.96, 0.01, 0.01), (0.01, 0.01, 0.02, 0.96)
UNSURE = (0.15, 0.5, 0.2, 0.15)


def test_type_spans_by_the_network():
    assert type_names([("May", NONE), ("Ana", PERSON), ("Bern", PLACE), ("Vale", UNSURE)]) == [
        [("Ana", "person"), ("Bern", "place"), ("Vale", None)]
    ]


@pytest.mark.parametrize(
    ("chances", "label"),
    [((0.5, 0.46, 0.02, 0.02), None), ((0.33, 0.64, 0.02, 0.01), "person"), ((0.9, 0.05, 0.03, 0.02), None)],
)
def test_type_spans_takes_proper_nouns_for_evidence_of_a_name(chances, label):
    assert type_names([("Vale", chances)]) == [[("Vale", label)]]


def test_type_spans_reads_a_name_alike_in_a_text_and_less_so_in_others():
    assert type_names([("Vale", UNSURE), ("VALE", PLACE), ("Vale", PLACE)])[0][0] == ("Vale", "place")
    assert type_names([("Vale", UNSURE)], [("Vale", PLACE)], [("Vale", PLACE)])[0] == [("Vale", None)]
    assert type_names([("Vale", (0.1, 0.15, 0.1, 0.65))], [("Vale", PLACE)])[0] == [("Vale", "place")]
    assert type_names([("Vale", PERSON)] * 3, [("Vale", PLACE)] * 3) == [
        [("Vale", "person")] * 3,
        [("Vale", "place")] * 3,
    ]


def test_cut_examples_leaves_doubtful_names_unknown(tokenizer):
    labelled = Labelled("Ana met Bell.", entities=((0, 3, "person"), (8, 12, None)))
    [example] = cut_examples(labelled, tokenizer)
    begin = ENTITY_TAGS.index("B-person")
    assert example.entities[:, 0].tolist() == [UNKNOWN, begin, 0, UNKNOWN, 0, UNKNOWN]
    assert labelled.names == ((0, 3, "person"),)


def test_apply_edits_moves_doubtful_names():
    labelled = Labelled("Ana met Bell.", entities=((0, 3, "person"), (8, 12, None)))
    assert apply_edits(labelled, [(4, 7, "hugged")]).entities == ((0, 3, "person"), (11, 15, None))
