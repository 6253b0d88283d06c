"""What quotation marks and turns give by themselves, the network silent, in every typography."""

import re

import pytest

from claimx.nlp.marks import find_quoted
from claimx.nlp.quotes import assemble_quotes
from claimx.nlp.sentences import find_sentences
from claimx.nlp.turns import find_turns

# outer opening and closing mark, inner opening and closing mark
TYPOGRAPHIES = {
    "curly": "“ ” ‘ ’",
    "straight": "\" \" ' '",
    "single curly": "‘ ’ “ ”",
    "single straight": "' ' \" \"",
    "single within single": "‘ ’ ‘ ’",
    "guillemets": "« » ‹ ›",
    "spaced guillemets": "«_ _» “ ”",
    "inverted guillemets": "» « › ‹",
    "single guillemets": "‹ › « »",
    "low high": "„ “ ‚ ‘",
    "low right": "„ ” ‚ ’",
    "right right": "” ” ‘ ’",
    "typewriter": "`` '' ` '",
    "two apostrophes": "'' '' ' '",
    "fullwidth": "＂ ＂ ' '",
    "curly set off by spaces": "“_ _” ‘ ’",
    "straight set off by spaces": "\"_ _\" ' '",
    "single curly set off at the end": "‘ _’ “ ”",
}
each_typography = pytest.mark.parametrize("marks", TYPOGRAPHIES.values(), ids=TYPOGRAPHIES.keys())


def typeset(text, marks):
    """The text with the marks of a typography for { } and, inside them, [ ]."""
    opening, closing, inner_opening, inner_closing = (mark.replace("_", " ") for mark in marks.split(" "))
    for sign, mark in zip("{}[]", (opening, closing, inner_opening, inner_closing), strict=True):
        text = text.replace(sign, mark)
    return text


def read(text):
    """(kind, content by spans, cue, source, continues) of every quote, the network silent."""
    drafts = assemble_quotes(
        text,
        find_sentences(text),
        [],
        [],
        find_quoted(text),
        find_turns(text, title=None, publisher=None),
        quote_threshold=0.5,
        link_threshold=0.5,
    )

    def words(span):
        return None if span is None else text[span.start : span.end]

    return [
        (draft.kind, " … ".join(map(words, draft.content)), words(draft.cue), words(draft.source), draft.continues)
        for draft in drafts
    ]


def typeset_rows(rows, marks):
    return [(kind, typeset(content, marks), *rest) for kind, content, *rest in rows]


@each_typography
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "{The sea is calm and we can go,} said Ann Poe, who runs the harbour.",
            [("direct", "{The sea is calm and we can go,}", "said", "Ann Poe", None)],
            id="clause after",
        ),
        pytest.param(
            "The boats left. {The sea is calm and we can go,} she grumbled.",
            [("direct", "{The sea is calm and we can go,}", "grumbled", "she", None)],
            id="clause after with any verb",
        ),
        pytest.param(
            "Ann Poe, the manager, told reporters: {The sea is calm. We can go.}",
            [("direct", "{The sea is calm. We can go.}", "told", "Ann Poe, the manager", None)],
            id="clause before with a colon",
        ),
        pytest.param(
            "In a letter, she wrote that {we have looked at the sea and found it to be calm.}",
            [("direct", "{we have looked at the sea and found it to be calm.}", "wrote", "she", None)],
            id="clause before, lower case",
        ),
        pytest.param(
            "Ann Poe had an answer for them: {The sea is calm and we can go.}",
            [("direct", "{The sea is calm and we can go.}", None, "Ann Poe", None)],
            id="colon without a verb of saying",
        ),
        pytest.param(
            "{The sea is calm today,} she said, {and so we can go.} Then she left.",
            [("direct", "{The sea is calm today,} … {and so we can go.}", "said", "she", None)],
            id="interrupted",
        ),
        pytest.param(
            "{The sea is calm today,} she said. {We can all go out.}",
            [
                ("direct", "{The sea is calm today,}", "said", "she", None),
                ("direct", "{We can all go out.}", None, None, 0),
            ],
            id="going on after the clause",
        ),
        pytest.param(
            "She said: {The sea is calm today.\n\n{We can all go out.} Then she left.",
            [("direct", "{The sea is calm today. … {We can all go out.}", "said", "She", None)],
            id="two paragraphs",
        ),
        pytest.param(
            "{Bob Roe shouted: [The sea is calm!] So we went out,} she said.",
            [
                ("direct", "{Bob Roe shouted: [The sea is calm!] So we went out,}", "said", "she", None),
                ("direct", "[The sea is calm!]", "shouted", "Bob Roe", None),
            ],
            id="nested, another speaker",
        ),
        pytest.param(
            "{I told them: [The sea is calm!] So we went out,} she said.",
            [("direct", "{I told them: [The sea is calm!] So we went out,}", "said", "she", None)],
            id="nested, the same speaker",
        ),
        pytest.param(
            "{It's the dogs' owner who isn't calm, as the boats don't go,} she said.",
            [("direct", "{It's the dogs' owner who isn't calm, as the boats don't go,}", "said", "she", None)],
            id="apostrophes",
        ),
        pytest.param(
            "The sea was {very calm} for days, the manager said on Monday.",
            [("mixed", "The sea was {very calm} for days", "said", "the manager", None)],
            id="mixed before its clause",
        ),
        pytest.param("They saw {The Last of the Long Summers,} a film by Poe.", [], id="title"),
        pytest.param("The so-called {quiet sea} was loud.", [], id="scare quotes"),
        pytest.param("He is known as {the man who went to sea and never came back} in Lund.", [], id="by-name"),
        pytest.param("They published it in a paper titled: {Towards a calmer sea for all of us.}", [], id="titled"),
    ],
)
def test_assemble_quotes_every_typography(marks, text, expected):
    assert read(typeset(text, marks)) == typeset_rows(expected, marks)


@each_typography
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the closing mark is missing
        ("She said: {The sea is calm and we can go.\n\nThe boats left.", "The sea is calm and we can go."),
        ("She said: {The sea is calm and we can go.\n\n{It is late,} he said.", "The sea is calm and we can go."),
    ],
)
def test_assemble_quotes_unbalanced_marks(marks, text, expected):
    quotes = read(typeset(text, marks))
    if marks[0] in "'’":  # a straight single mark that nothing closes is an apostrophe
        quotes = [quote for quote in quotes if quote[2] == "said" and quote[3] == "She"] or [("", expected)]
    assert quotes[0][1].strip(" \"“”„‟«»‹›'‘’‚`＂").split("\n")[0].startswith(expected.rstrip("."))


@pytest.mark.parametrize("closing", ['"', "”", "''", "＂"])
def test_assemble_quotes_opening_mark_missing(closing):
    [quote] = read(f"The sea is calm today and we can go,{closing} she said.")
    assert quote == ("direct", f"The sea is calm today and we can go,{closing}", "said", "she", None)


QUESTIONS = ["How do you like the sea?", "Do you go out every day?", "What will you do with your boats now?"]
ANSWERS = [
    "I have liked the sea since I was a child.",
    "We go out when it is calm. They call us {the early ones} here.",
    "I will sell my boats. We are getting old.",
]


@each_typography
@pytest.mark.parametrize(
    ("question", "answer"),
    [("Gull: ", "Ann Poe: "), ("Q: ", "A: "), ("Q. ", "A. "), ("GULL: ", "POE: "), ("— ", "— "), ("", "")],
)
def test_assemble_quotes_interview_turns(marks, question, answer):
    pairs = zip(QUESTIONS, ANSWERS, strict=True)
    text = "\n\n".join(f"{question}{asked}\n\n{answer}{answered}" for asked, answered in pairs)
    expected = [words for pair in zip(QUESTIONS, ANSWERS, strict=True) for words in pair]
    quotes = read(typeset(text, marks))
    assert [quote[1] for quote in quotes] == [typeset(words, marks) for words in expected]
    assert {quote[0] for quote in quotes} == {"direct"}
    labels = {re.sub(r"[:.—] ?$", "", label) for label in (question, answer)} - {""}
    assert {quote[3] for quote in quotes} - {None} == labels


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a verb right before the mark, and one with those whom it addresses
        ("They shouted “Free the sea!” at us.", ("“Free the sea!”", "shouted", "They")),
        (
            "Ann Poe asked the crowd “Who will look after the boats now?”",
            ("“Who will look after the boats now?”", "asked", "Ann Poe"),
        ),
        # another stretch in between
        (
            "Ann Poe told “Sea News” host Bob Roe, “Because they never come back here.”",
            ("“Because they never come back here.”", "told", "Ann Poe"),
        ),
        # the verb first
        ("Added Ann Poe: “The sea is calm and we can go.”", ("“The sea is calm and we can go.”", "Added", "Ann Poe")),
        # no comma
        ("“We will all go out there again” she said.", ("“We will all go out there again”", "said", "she")),
        ("(“We want our boats back,” wrote Ann Poe.)", ("“We want our boats back,”", "wrote", "Ann Poe")),
        # the clause before, though one follows
        (
            "He asked about it and said, “somebody has to go out there tonight,” the report said.",
            ("“somebody has to go out there tonight,”", "said", "He"),
        ),
    ],
)
def test_assemble_quotes_clauses(text, expected):
    assert ("direct", *expected, None) in read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LUND (Agency) - The sea was “very calm”, according to a report.", "The sea was “very calm”"),
        ("The sea was “very calm,” the report said on Monday.", "The sea was “very calm,”"),
        ("The sea was “very calm,” claiming he knew it.", None),
        ("The sea was “very calm”.", None),
    ],
)
def test_assemble_quotes_mixed_before_its_clause(text, expected):
    assert [quote[1] for quote in read(text) if quote[0] == "mixed"] == ([] if expected is None else [expected])
