"""Names drawn from GUM's marks of all mentions; the sentences are made up."""

import pytest

from claimx.errors import InputError
from claimx.training.gum import load_gum

# A word is form/tag/head/relation/mentions; `~` ends a form that no space follows, `-x` stands for the fields of a
# mention that do not matter. These two sentences tell which words are titles, peoples, persons and common nouns.
OTHERS = (
    "Mayor/NNP/2/nmod:desc/(1-person-x Ines/NNP/4/nsubj Roth/NNP/2/flat/1) spoke/VBD/0/root",
    "Vargs/NNPS/2/nsubj/(1-person-x) saw/VBD/0/root Roth/NNP/2/obj/(2-person-x) at/IN/5/case court/NN/2/obl",
    "A/DT/2/det court/NN/0/root",
)


def write_sentence(sentence):
    """A sentence in CoNLL-U."""
    lines = []
    for number, word in enumerate(sentence.split(), start=1):
        form, tag, head, relation, *mentions = word.split("/")
        misc = [f"Entity={marks.replace('-x', '-new-nnn-cf1-1-coref')}" for marks in mentions]
        misc += ["SpaceAfter=No"] * form.endswith("~")
        form = form.removesuffix("~")
        columns = (number, form, form.removesuffix("s"), "X", tag, "_", head, relation, "_", "|".join(misc) or "_")
        lines.append("\t".join(map(str, columns)) + "\n")
    return "".join(lines) + "\n"


def load_names(folder, sentence):
    """What is named in a sentence, in a corpus that holds the others too."""
    lines = ["# newdoc id = a\n", write_sentence(sentence), "# newdoc id = b\n", *map(write_sentence, OTHERS)]
    (folder / "x-train.conllu").write_text("".join(lines), encoding="utf-8")
    labelled = load_gum(folder)[0]
    return [(labelled.text[start:end], label) for start, end, label in labelled.entities]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        pytest.param(
            "He/PRP/2/nsubj/(1-person-x-Tom_Bell) met/VBD/0/root Tom/NNP/2/obj/(1-person-x-Tom_Bell Bell/NNP/3/flat/1)",
            [("Tom Bell", "person")],
            id="pronoun",
        ),
        pytest.param(
            "Mayor/NNP/2/nmod:desc/(1-person-x Tom/NNP/0/root Bell/NNP/2/flat ,/,/5/punct cook/NN/2/appos/1)",
            [("Tom Bell", "person")],
            id="title and apposition",
        ),
        pytest.param(
            "Mayor/NNP/0/root/(1-person-x Tom/NNP/1/flat Bell/NNP/1/flat/1)",
            [("Tom Bell", "person")],
            id="title as head",
        ),
        pytest.param("The/DT/2/det/(1-person-x Mayor/NNP/0/root/1)", [], id="office"),
        pytest.param("Mayor/NNP/0/root/(1-person-x)", [], id="office without an article"),
        pytest.param("The/DT/2/det/(1-person-x Warden/NNP/0/root/1)", [], id="office never seen as a title"),
        pytest.param(
            "Our/PRP$/2/nmod:poss/(1-person-x Roth/NNP/0/root/1)", [("Roth", "person")], id="known name with an owner"
        ),
        pytest.param("Vargs/NNPS/0/root/(1-person-x)", [], id="people"),
        pytest.param("Varg/NNP/0/root/(1-person-x)", [], id="member of a people"),
        pytest.param("the/DT/2/det/(1-organization-x Court/NNP/0/root/1)", [], id="common noun written large"),
        pytest.param(
            "the/DT/2/det/(1-organization-x Senate/NNP/0/root/1)", [("Senate", "organisation")], id="institution"
        ),
        pytest.param(
            "the/DT/2/det/(1-person-x singer/NN/0/root Ana/NNP/2/appos Bell/NNP/3/flat/1)",
            [("Ana Bell", "person")],
            id="name added to a description",
        ),
        pytest.param(
            "the/DT/2/det/(1-place-x state/NN/0/root of/IN/4/case Norland/NNP/2/nmod/1)",
            [("Norland", "place")],
            id="name of a kind of place",
        ),
        pytest.param(
            "Bank/NNP/0/root/(1-organization-x of/IN/4/case New/NNP/4/compound/(2-place-x Bern/NNP/1/nmod/2)1)",
            [("Bank of New Bern", "organisation")],
            id="outermost",
        ),
        pytest.param(
            "the/DT/2/det/(1-organization-x Bank/NNP/0/root in/IN/4/case Bern/NNP/2/nmod/(2-place-x)1)",
            [("Bank", "organisation"), ("Bern", "place")],
            id="where it is",
        ),
        pytest.param(
            "the/DT/2/det/(1-organization-x-Bank_in_Bern Bank/NNP/0/root in/IN/4/case Bern/NNP/2/nmod/(2-place-x)1)",
            [("Bank in Bern", "organisation")],
            id="where it is, by its title",
        ),
        pytest.param(
            "in/IN/3/case The/DT/3/det/(1-organization-x Crier/NNP/0/root/1)",
            [("The Crier", "organisation")],
            id="article of the name",
        ),
        pytest.param(
            "Bern/NNP/0/root/(1-place-x ,/,/3/punct Norland/NNP/1/appos/(2-place-x)1)",
            [("Bern", "place"), ("Norland", "place")],
            id="comma",
        ),
        pytest.param(
            "Norland~/NNP/3/nmod:poss/(1-organization-x(2-place-x 's/POS/1/case/2) Senate/NNP/0/root/1)",
            [("Norland", "place"), ("Senate", "organisation")],
            id="owner",
        ),
        pytest.param(
            "the/DT/3/det/(1-organization-x Roth/NNP/3/compound team/NN/0/root/1)", [("Roth", "person")], id="namesake"
        ),
        pytest.param(
            "Terminal/NNP/0/root/(1-place-x 2/CD/1/flat/1)", [("Terminal 2", "place")], id="number of the name"
        ),
        pytest.param(
            "the/DT/3/det/(1-event-x Bern/NNP/3/compound/(2-place-x) Talks/NNPS/0/root/1)",
            [("Bern", "place")],
            id="within a name of another type",
        ),
        pytest.param("Bern/NNP/0/root/9)(1-place-x)", [("Bern", "place")], id="mark without a beginning"),
    ],
)
def test_load_gum_names(tmp_path, sentence, names):
    assert load_names(tmp_path, sentence) == names


def test_load_gum_text(tmp_path):
    lines = [
        "# newdoc id = a",
        "# newpar",
        "# newpar_block = p (2 s)",
        "1-2\tAna's\t_\t_\t_\t_\t_\t_\t_\t_",
        "1\tAna\tAna\tPROPN\tNNP\t_\t3\tnmod:poss\t_\tEntity=(1-person-x)",
        "2\t's\t's\tPART\tPOS\t_\t1\tcase\t_\t_",
        "3\tdog\tdog\tNOUN\tNN\t_\t0\troot\t_\tSpaceAfter=No",
        "3.1\tbarks\tbark\tVERB\tVBZ\t_\t_\t_\t_\t_",
        "4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_",
        "",
        "1\tYes\tyes\tINTJ\tUH\t_\t0\troot\t_\t_",
        "",
        "# newpar",
        "1\tBern\tBern\tPROPN\tNNP\t_\t0\troot\t_\tEntity=(2-place-x)",
        "",
        "# newdoc id = b",
        "1\tBern\tBern\tPROPN\tNNP\t_\t0\troot\t_\t_",
        "",
    ]
    (tmp_path / "x-train.conllu").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "x-dev.conllu").write_text("\n".join(lines), encoding="utf-8")
    [labelled] = load_gum(tmp_path)  # no mention is marked in the second document, and dev is not read
    assert labelled.text == "Ana's dog. Yes\n\nBern"
    assert labelled.entities == ((0, 3, "person"), (16, 20, "place"))
    assert labelled.scheme is None


def test_load_gum_without_files(tmp_path):
    (tmp_path / "x-test.conllu").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="training data is missing"):
        load_gum(tmp_path)
