"""Training texts changed: the words that carry a label stay the same, whatever becomes of marks, case and names."""

import re
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.nlp.labels import LAYERS
from claimx.nlp.marks import find_quoted
from claimx.training.augment import (
    CHANCES,
    MARKS,
    UNCHANGED,
    capitalise_headline,
    change_dashes,
    change_marks,
    drop_marks,
    join_paragraphs,
    lower_case,
    move_punctuation,
    unbalance_marks,
    upper_case,
    vary,
)
from claimx.training.data import UNKNOWN, Labelled
from claimx.training.edits import apply_edits
from claimx.training.names import Names, collect_names, swap_names

SOURCE, CUE, CONTENT = (LAYERS.index(role) for role in ("source", "cue", "content"))
NAMES = Names(
    given={"m": ("Otto",), "f": ("Vera",), "": ("Kim",)},
    family=("Zabel", "Quist", "Ostrow"),
    organisations={"long": ("Blue Harbor Trust",), "the acronym": ("QXZ",), "the long": ("Tide Board",)},
    genders={"mary": "f", "peter": "m"},
    people=frozenset({"mary", "hill", "peter", "grant"}),
    common=frozenset({"hill", "grant"}),
)
ARTICLE = """Mayor calls flood plan ‘a mess’

“We are late — very late,” Mary Oakes said. “It rained for ‘forty days,’ and the dogs’ shelter is gone.”

The plan is “a mess,” she told the Dry Land Union (DLU), which called it “a start.” It’s up to the DLU's board.

“Nobody asked us.

“Nobody will,” Peter J. Stone Jr. said. Stone wouldn't say more.

Ms. Oakes left at 9 p.m. -- or later."""


def label(text, *contents, **more):
    """A text whose contents are the strings given, each an attribution of its own, and entities likewise."""
    spans = tuple((text.index(c), text.index(c) + len(c), CONTENT, c, 1) for c in contents)
    return Labelled(text, "news", spans, **more)


def entities(text, **names):
    found = (
        (match.start(), match.end(), label)
        for label, strings in names.items()
        for name in strings
        for match in re.finditer(re.escape(name), text)
    )
    return tuple(sorted(found))


def texts_of(labelled):
    return [labelled.text[start:end] for start, end, *_ in labelled.spans]


def outcomes(change, labelled, **more):
    """All that a change makes of a text: the new text to the texts of its spans."""
    results = [change(labelled, Random(seed), **more) for seed in range(150)]
    return {result.text: texts_of(result) for result in results}


def article():
    text = ARTICLE
    labelled = label(
        text,
        "‘a mess’",
        "“We are late — very late,”",
        "“It rained for ‘forty days,’ and the dogs’ shelter is gone.”",
        "“a mess,”",
        "“a start.”",
        "“Nobody asked us.",
        "“Nobody will,”",
    )
    people = ["Mary Oakes", "Ms. Oakes", "Peter J. Stone Jr.", "Stone wouldn't"]
    marked = entities(text, person=people, organisation=["Dry Land Union", "DLU"])
    marked = tuple((a, b - 9 if text[a:b].endswith("wouldn't") else b, kind) for a, b, kind in marked)
    sentences = tuple(
        (match.start(), match.end(), {"checkable": n}) for n, match in enumerate(re.finditer(r"\S[^\n]*", text))
    )
    return replace(labelled, entities=marked, sentences=sentences)


# apply_edits


@pytest.mark.parametrize(
    ("edits", "text", "covered"),
    [
        ([], "ab cd ef", "cd"),
        ([(0, 2, "")], " cd ef", "cd"),
        ([(3, 4, "xyz")], "ab xyzd ef", "xyzd"),
        ([(3, 5, "x")], "ab x ef", "x"),
        ([(2, 3, ""), (5, 6, "--")], "abcd--ef", "cd"),
        ([(3, 3, "<"), (5, 5, ">")], "ab <cd> ef", "cd"),
        ([(4, 4, "-")], "ab c-d ef", "c-d"),
        ([(1, 4, "xxx")], "axxxd ef", "xxxd"),
        ([(4, 7, "y")], "ab cyf", "cy"),
        ([(3, 3, "<"), (3, 4, "Z")], "ab <Zd ef", "Zd"),
    ],
)
def test_apply_edits_moves_a_span(edits, text, covered):
    edited = apply_edits(Labelled("ab cd ef", "news", ((3, 5, CUE, "q", UNKNOWN),)), edits)
    assert (edited.text, texts_of(edited)) == (text, [covered])
    assert edited.spans[0][2:] == (CUE, "q", UNKNOWN)


def test_apply_edits_drops_what_is_empty():
    labelled = Labelled("a , b", "news", ((2, 3, CUE, "q", UNKNOWN),), ((2, 3, "person"),), ((2, 3, {}),))
    edited = apply_edits(labelled, [(2, 3, "")])
    assert (edited.text, edited.spans, edited.entities, edited.sentences) == ("a  b", (), (), ())


def test_apply_edits_lets_a_sentence_take_in_its_full_stop():
    labelled = Labelled("A b c", sentences=((0, 3, {}), (4, 5, {})))
    edited = apply_edits(labelled, [(3, 3, "."), (4, 4, "x")])
    assert (edited.text, edited.sentences) == ("A b. xc", ((0, 4, {}), (6, 7, {})))


def test_apply_edits_keeps_unlabelled_entities_apart_from_none():
    assert apply_edits(Labelled("ab"), [(0, 1, "c")]).entities is None
    assert apply_edits(Labelled("ab", entities=()), [(0, 1, "c")]).entities == ()


@pytest.mark.parametrize("edits", [[(2, 4, ""), (3, 5, "")], [(3, 4, ""), (0, 1, "")], [(3, 2, "")]])
def test_apply_edits_refuses_edits_out_of_order(edits):
    with pytest.raises(ValueError, match="overlap or are not sorted"):
        apply_edits(Labelled("abcdef"), edits)


@given(st.data())
def test_apply_edits_keeps_unedited_words_in_their_spans(data):
    n = data.draw(st.integers(1, 8))
    words = [f"w{i}" for i in range(n)]
    text = " ".join(words)
    places = [(3 * i, 3 * i + 2) for i in range(n)]
    changed = data.draw(st.sets(st.sampled_from(range(n))))
    edits = []
    for i, (start, end) in enumerate(places):
        if data.draw(st.booleans()):
            edits.append((start, start, "+" * data.draw(st.integers(1, 3))))
        if i in changed:
            cut = data.draw(st.integers(start, end - 1))
            edits.append((cut, data.draw(st.integers(cut + 1, end)), "+" * data.draw(st.integers(0, 3))))
        if data.draw(st.booleans()):
            edits.append((end, end, "+"))
    pairs = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).map(sorted)
    ranges = data.draw(st.lists(pairs, max_size=5))
    spans = tuple((places[a][0], places[b][1], CONTENT, str(k), 1) for k, (a, b) in enumerate(ranges))
    edited = apply_edits(Labelled(text, "news", spans), edits)
    kept = {key: edited.text[start:end] for start, end, _, key, _ in edited.spans}
    for k, (a, b) in enumerate(ranges):
        whole = [words[i] for i in range(a, b + 1) if i not in changed]
        assert re.findall(r"w\d", kept.get(str(k), "")) == whole
    assert all(kept.values())


# marks


def test_change_marks_knows_every_kind():
    labelled = label("She said, “I don't ‘know,’ he’s late.” Dogs’ day.", "“I don't ‘know,’ he’s late.”")
    found = outcomes(change_marks, labelled)
    assert len(found) == len(MARKS)
    for a, b, c, d in MARKS:
        content = f"{a}I don't {c}know,{d} he’s late.{b}"
        assert found[f"She said, {content} Dogs’ day."] == [content]


def test_change_marks_opens_each_paragraph_again():
    text = "“One.\n\n“Two,” he said.\n\n“Three"
    found = outcomes(change_marks, label(text, "“One.", "“Two,”"))
    assert found["«One.\n\n«Two,» he said.\n\n«Three"] == ["«One.", "«Two,»"]
    assert found["``One.\n\n``Two,'' he said.\n\n``Three"] == ["``One.", "``Two,''"]


def test_change_marks_reads_doubled_and_spaced_marks():
    text = "``One,'' he said. « Two », she said. A 6\" nail."
    found = outcomes(change_marks, label(text, "``One,''", "« Two »"))
    assert found['"One," he said. "Two", she said. A 6" nail.'] == ['"One,"', '"Two"']


def test_change_marks_takes_along_marks_without_counterpart():
    found = outcomes(change_marks, label("“Yes,” he said. He left early” and slept.\n\n“One.\n“Two,” he said."))
    assert "«Yes,» he said. He left early» and slept.\n\n«One.\n«Two,» he said." in found


def test_change_marks_is_read_back_the_same():
    labelled = article()
    places = {text: [(q.depth, q.is_closed) for q in find_quoted(text)] for text in outcomes(change_marks, labelled)}
    assert len(places) == len(MARKS)
    assert len({tuple(place) for text, place in places.items() if "''" not in text}) == 1


@pytest.mark.parametrize(
    ("text", "content", "new", "covered"),
    [
        ("“We are late,” she said.", "“We are late,”", "We are late, she said.", "We are late"),
        ("She said, “we are late.”", "“we are late.”", "She said, we are late.", "we are late"),
        ("“Are we ‘late?’” she said.", "“Are we ‘late?’”", "Are we late? she said.", "Are we late?"),
        ("He left for the “U.S.” she said.", "“U.S.”", "He left for the U.S. she said.", "U.S."),
        ("It rained. “We are late.” He left.", "“We are late.”", None, None),
        ("“It rains. We are late,” she said.", "“It rains. We are late,”", None, None),
        ("“One.\n\n“Two,” he said.", "“One.", None, None),
        ("“We are late, she said.", "“We are late", None, None),
    ],
)
def test_drop_marks_where_the_sentence_still_tells(text, content, new, covered):
    changed = drop_marks(label(text, content), Random(0))
    assert (changed.text, texts_of(changed)) == (new or text, [covered or content])


def test_unbalance_marks_drops_one():
    text = "“One,” he said. “Two.”"
    assert outcomes(unbalance_marks, label(text, "“One,”", "“Two.”")) == {
        "One,” he said. “Two.”": ["One,”", "“Two.”"],
        "“One, he said. “Two.”": ["“One,", "“Two.”"],
        "“One,” he said. Two.”": ["“One,”", "Two.”"],
        "“One,” he said. “Two.": ["“One,”", "“Two."],
    }
    assert outcomes(unbalance_marks, label("No marks.")) == {"No marks.": []}


# punctuation, dashes, paragraphs, case


@pytest.mark.parametrize(
    ("american", "content", "british", "covered"),
    [
        ("“I am late,” she said.", "“I am late,”", "“I am late”, she said.", "“I am late”"),
        ("It is “a mess.” Still.", "“a mess.”", "It is “a mess”. Still.", "“a mess”"),
        ("“It was ‘late,’” he said.", "“It was ‘late,’”", "“It was ‘late’”, he said.", "“It was ‘late’”"),
        ("“It was ‘late,’ ” he said.", "“It was ‘late,’ ”", "“It was ‘late’ ”, he said.", "“It was ‘late’ ”"),
        ("She said, “It is late.”", "“It is late.”", None, None),
        ("He left the “U.S.” A day on.", "“U.S.”", None, None),
        ("“Is it late?” she said.", "“Is it late?”", None, None),
    ],
)
def test_move_punctuation_both_ways(american, content, british, covered):
    there = outcomes(move_punctuation, label(american, content))
    assert there == {american: [content]} | ({british: [covered]} if british else {})
    if british:
        assert outcomes(move_punctuation, label(british, covered)) == {american: [content], british: [covered]}


def test_move_punctuation_keeps_the_full_stop_in_the_sentence():
    labelled = Labelled("It is “a mess.” Still.", sentences=((0, 15, {}), (16, 22, {})))
    moved = [move_punctuation(labelled, Random(seed)) for seed in range(20)]
    assert {m.text[slice(*m.sentences[0][:2])] for m in moved} == {"It is “a mess.”", "It is “a mess”."}


def test_change_dashes_leaves_edges_and_numbers_alone():
    text = "– No.\nIt rains—hard -- he said - in 2010 – 2012, well-known."
    labelled = label(text, "It rains", "hard", "he said", "in 2010 – 2012")
    found = outcomes(change_dashes, labelled)
    assert set(found) == {
        f"– No.\nIt rains{dash}hard{dash}he said{dash}in 2010 – 2012, well-known."
        for dash in ("—", " — ", " – ", "--", " -- ")
    }
    assert {tuple(spans) for spans in found.values()} == {("It rains", "hard", "he said", "in 2010 – 2012")}


def test_join_paragraphs_keeps_headings_turns_and_open_quotes():
    text = "Rain today\n\nIt rains.\n\nIt pours. “One.\n\n“Two,” he said.\n\nQ: Why?\n\nBecause.\n\nSo it is.\n\nDone."
    changed = join_paragraphs(label(text, "“One.", "“Two,”"), Random(0))
    assert changed.text == (
        "Rain today\n\nIt rains. It pours. “One.\n\n“Two,” he said.\n\nQ: Why? Because. So it is. Done."
    )
    assert texts_of(changed) == ["“One.", "“Two,”"]


def test_join_paragraphs_leaves_few_and_long_ones():
    for text in ("One.\n\nTwo.", "\n\n".join(["Word " * 100 + "end."] * 9)):
        assert join_paragraphs(label(text), Random(0)).text == text


def test_capitalise_headline_takes_one_sentence():
    found = outcomes(capitalise_headline, label("The mayor didn't say it of us. It rained."))
    assert set(found) == {"The Mayor Didn't Say It of Us. It rained."}


def test_case_of_all_keeps_the_length():
    assert upper_case(label("Mayor: no"), Random(0)).text == "MAYOR: NO"
    assert lower_case(label("Mayor: NO"), Random(0)).text == "mayor: no"
    assert upper_case(label("Straße"), Random(0)).text == "Straße"


# names


def swap(text, names=NAMES, **labels):
    return swap_names(Labelled(text, "news", entities=entities(text, **labels)), Random(1), names)


@pytest.mark.parametrize(
    ("text", "people", "pattern"),
    [
        (
            "Mary Oakes left. Oakes’s car; Ms. Oakes.",
            ["Mary Oakes", "Oakes’s", "Ms. Oakes"],
            "Vera X left. X’s car; Ms. X.",
        ),
        ("Sen. Peter J. Stone Jr. spoke.", ["Sen. Peter J. Stone Jr."], "Sen. Otto J. X Jr. spoke."),
        ("PETER STONE SPEAKS", ["PETER STONE"], "OTTO X SPEAKS"),
        ("Ana de la Cruz", ["Ana de la Cruz"], "Kim de la X"),
        ("Peter Stone, from the Stone camp", ["Peter Stone"], "Otto X, from the X camp"),
        ("Mary Hill on the Hill", ["Mary Hill"], "Vera X on the Hill"),
        ("Angry Dutch voters", ["Dutch"], "Angry Dutch voters"),
    ],
)
def test_swap_names_of_persons(text, people, pattern):
    new = swap(text, person=people).text
    family = {name.upper() if new.isupper() else name for name in NAMES.family}
    assert new in {pattern.replace("X", name) for name in family}


def test_swap_names_gives_different_people_different_names():
    text = "Mary Oakes met Peter Stone."
    labelled = Labelled(text, entities=entities(text, person=["Mary Oakes", "Peter Stone"]))
    families = {tuple(re.findall("Zabel|Quist|Ostrow", new)) for new in outcomes(swap_names, labelled, names=NAMES)}
    assert len(families) == 6  # any two of the three, in any order
    assert all(a != b for a, b in families)


def test_swap_names_of_organisations_by_kind_and_not_of_places():
    text = "The DLU met Dry Land Union in Stone. The DLU and the Far West Club left with Mary Stone."
    new = swap(text, organisation=["DLU", "Dry Land Union", "Far West Club"], place=["Stone."], person=["Mary Stone"])
    expected = (
        r"The QXZ met Blue Harbor Trust in Stone\. The QXZ and the Tide Board left with Vera (Zabel|Quist|Ostrow)\."
    )
    assert re.fullmatch(expected, new.text)
    assert [new.text[a:b] for a, b, _ in new.entities][:2] == ["QXZ", "Blue Harbor Trust"]


def test_swap_names_leaves_an_organisation_that_a_role_ends_in():
    text = "Dry Land Union Says No"
    labelled = Labelled(text, "news", ((15, 19, CUE, "q", UNKNOWN),), ((0, 19, "organisation"),))
    assert swap_names(labelled, Random(1), NAMES) is labelled


@pytest.mark.parametrize("found", [None, ()])
def test_swap_names_needs_labelled_entities(found):
    labelled = Labelled("Mary Oakes left.", entities=found)
    assert swap_names(labelled, Random(1), NAMES) is labelled


def test_collect_names_sorts_what_it_finds():
    text = (
        "Mary Oakes said she left. Mary Stone said her dog did. Mr. Peter Lake met Peter Oakes; he ran. Bill Grant paid"
        " the bill for a grant. Ben Lake and Paris Dover flew to Dover, Paris. The DLU and the DLU saw Dry Land Union,"
        " Dry Land Union, Fog Inc."
    )
    people = ["Mary Oakes", "Mary Stone", "Mr. Peter Lake", "Peter Oakes", "Bill Grant", "Ben Lake", "Paris Dover"]
    bodies = ["DLU", "Dry Land Union", "Fog Inc"]
    found = entities(text, person=people, organisation=bodies, place=["Dover,", "Paris."])
    names = collect_names([Labelled(text, entities=found), Labelled("No Names Here.")])
    assert names.given == {"m": ("Peter",), "f": ("Mary",), "": ("Ben",)}
    assert names.family == ("Lake", "Oakes", "Stone")
    assert names.organisations == {"the acronym": ("DLU",), "long": ("Dry Land Union",)}
    assert names.genders == {"mary": "f", "peter": "m"}
    assert {"bill", "grant", "dover"} <= names.people
    assert {"bill", "grant"} <= names.common


# vary


def bare(text):
    """What is left of a text without all that may vary in typography."""
    return re.sub(r"[\s\"“”„«»‹›'‘’‚`,.—–-]+", "", text.lower())


@given(st.integers(0, 10**6))
def test_vary_keeps_the_words_of_every_label(seed):
    labelled = article()
    varied = vary(labelled, Random(seed), replace(NAMES, given={"m": (), "f": (), "": ()}, family=(), organisations={}))
    assert [bare(new) for new in texts_of(varied)] == [bare(old) for old in texts_of(labelled)]
    assert [span[2:] for span in varied.spans] == [span[2:] for span in labelled.spans]
    for part in ("entities", "sentences"):
        old, new = getattr(labelled, part), getattr(varied, part)
        assert [bare(varied.text[a:b]) for a, b, _ in new] == [bare(labelled.text[a:b]) for a, b, _ in old]
        assert [item[2] for item in new] == [item[2] for item in old]
    assert all(covered and covered == covered.strip() for covered in texts_of(varied))


@given(st.integers(0, 10**6))
def test_vary_with_names_keeps_every_label(seed):
    labelled = article()
    varied = vary(labelled, Random(seed), NAMES)
    assert [bare(new) for new in texts_of(varied)] == [bare(old) for old in texts_of(labelled)]
    assert [label for *_, label in varied.entities] == [label for *_, label in labelled.entities]
    assert varied == vary(labelled, Random(seed), NAMES)


def test_vary_makes_every_change_and_leaves_the_share_that_it_says():
    labelled, random = article(), Random(4)
    varied = [vary(labelled, random, NAMES) for _ in range(1500)]
    assert sum(v is labelled for v in varied) / 1500 == pytest.approx(UNCHANGED, abs=0.05)
    texts = [v.text for v in varied]
    assert sum(text.isupper() for text in texts) / 1500 == pytest.approx(0.03, abs=0.015)
    assert sum(text.islower() for text in texts) / 1500 == pytest.approx(0.03, abs=0.015)
    for part in ("Vera", "late”, ", "days’, ", "Plan", "late--very", "is a mess", "»"):
        assert any(part in text for text in texts), part
    assert sum(CHANCES.values()) > 1
