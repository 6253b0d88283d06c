"""Sentence boundaries: made-up text in, sentences out; ` | ` (`¦` without a space) is where one ends."""

import importlib
import re

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from claimx.nlp.annotations import Sentence
from claimx.nlp.sentences import find_sentences

CASES = {
    "plain": "It rained. | Nobody came! | Why not? | They slept.",
    "titles": "Mr. Low met Dr. Ana Reyes and Lt. Col. Kim. | Gen. Ode and Sens. Fay and Gray left.",
    "titles_in_capitals": "GOV. LOW AND SEN. GRAY MEET.",
    "initials": "Robert J. Hale and P.J. Ostrow spoke. | A. Noor did not.",
    "acronym_inside": "The U.S. Senate met in Washington D.C. on Monday.",
    "acronym_at_the_end": "She left the U.S. | The trip was long. | He stayed in the U.K. | “We wait,” he said.",
    "company": "Brask Inc. Chairman Joe Pell resigned from Ulm Corp. | He gave no reason.",
    "state": "A man from Springfield, Ill. who was 40 and one from Akron, Ohio, met. | Sen. Lee, R-Ga., came.",
    "saint": "Father Moss of St. Louis lives at 12 Elm St. | He is 80.",
    "clock": "It began at 5 p.m. Tuesday and 6 a.m. EST. | By 7 p.m. | Everyone had left.",
    "months": "It opened on Jan. 5 and closed on Dec. 24. | In Aug. | It burned.",
    "numbers": "No. 5 fell 3.5 percent to $1.20, see p. 12 and Fig. 3. | It was 9. | Then 10 came.",
    "no_as_a_word": "Did they pay? | No. | Nobody did.",
    "etcetera": "They sold pens, ink, etc. | Prices rose.",
    "versus": "The case Dorn v. Ruiz ended.",
    "decimal_and_url": "See www.example.org/a.html or report.pdf, up 0.5 points. | It helps.",
    "url_after_a_sentence": "Open now. | https://example.org/x",
    "closing_quotation_marks": "“He left.” | She stayed. | 'He left.' | \"She stayed.\" | He wept.",
    "speech_and_clause": '"I go," he said. | "I stay."',
    "question_and_clause": "“Why?” he asked. | “Go!” she cried. | “Really?” said Low.",
    "question_and_clause_with_a_name": "“Is it true?” Ana Reyes asked. | “Stop it!” Mr. Low told reporters in Bonn.",
    "quotation_then_a_new_sentence": "“It is true.” | Ana Reyes said no more of it. | “Go?” | She said nothing.",
    "nested_quotation": "“And I said, ‘I want more.’ | They laughed.” | ‘Oh no,’ ” she said.",
    "nested_marks_apart": "“He told me, ‘Go home.’ ” | She went.",
    "double_apostrophes": "''We won.'' | He grinned.",
    "mark_set_apart": 'He said: "We won. " | She agreed.',
    "slogan": "Their viral “Snow. We’re on it.” campaign failed. | It snowed.",
    "several_sentences_in_marks": "“We go. | We stay,” he said.",
    "brackets": "(They had met before. | It went badly.) | Rep. Lee (R-Va.) said so.",
    "ellipsis_in_a_sentence": "It was ... odd. | It was … odd, one of ... Ana's jokes.",
    "ellipsis_at_the_end": "It was over... | Then it began. | Well … | The end.",
    "ellipsis_at_the_start": "“They won. | … We lost. | ... It hurt.” | “… Nobody knew.”",
    "ellipsis_spaced": "They won . . . and lost.",
    "many_marks": "What?! | No!!! | Oh.",
    "name_with_an_exclamation_mark": "She told E! News about it.",
    "list": "1. Skip to content",
    "list_items": "1. Pay the tax. | 2. Move out.",
    "bullets": "We ask. | • more pay. | • less work",
    "dateline": "PORTO, April 21. /ABC/. | Talks ended.",
    "dateline_with_a_dash": "AKRON, Ohio. -- Talks ended. | BONN (ABC) — They began.",
    "missing_space": 'The talks ended.¦Nobody won. | “It ended,” he said.¦“We go on.” | He wept.¦"So it is."',
    "lower_case_name": "They met iPhone sellers. | eBay sued. | iPhone sales fell.",
    "semicolon": "One was 31; Thomas was 41.",
    "no_full_stop": "Talks end in Bonn",
    "money": "It cost a lot. | $5 million went. | €3 came back.",
    "accents": "Il est là. | Élan vital. | Österreich gewann.",
    "broken_marks": 'He said "yes. | She said no. | “Never.',
}


@pytest.mark.parametrize("marked", CASES.values(), ids=CASES)
def test_find_sentences_table(marked: str) -> None:
    expected = re.split(r" \| |¦", marked)
    text = marked.replace(" | ", " ").replace("¦", "")
    found = [text[s.start : s.end] for s in find_sentences(text)]
    assert found == expected


def test_find_sentences_paragraphs() -> None:
    text = "\n  One. Two.\r\n\n \t\nThree\nFour…\u2028Five \n"
    found = find_sentences(text)
    assert [(text[s.start : s.end], s.paragraph) for s in found] == [
        ("One.", 0),
        ("Two.", 0),
        ("Three", 1),
        ("Four…", 2),
        ("Five", 3),
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\u00a0\n"])
def test_find_sentences_blank(text: str) -> None:
    assert find_sentences(text) == []


@given(st.text() | st.text(alphabet="aA.!?…\"'“”‘’()[] \n\u00a01•$", max_size=60))
def test_find_sentences_covers_every_character(text: str) -> None:
    sentences = find_sentences(text)
    end, covered = 0, 0
    for sentence in sentences:
        span = text[sentence.start : sentence.end]
        assert sentence.start >= end
        assert span
        assert span == span.strip()
        end, covered = sentence.end, covered + sum(not c.isspace() for c in span)
    assert covered == sum(not c.isspace() for c in text)
    assert [s.paragraph for s in sentences] == sorted(s.paragraph for s in sentences)


HOSTILE = [
    '."',
    "E! ",
    "“a. ”b ",
    ". ",
    ".\u00a0”",
    "? “",
    "A.",
    "a.A ",
    "…",
    '"',
    "(",
    "’ ”",
    "X. ",
    ".\t\t",
    "x" * 50,
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_find_sentences_reads_to_the_end_of_hostile_text(unit: str) -> None:
    text = (unit * 400_000)[:400_000]  # a quadratic pass over this would take minutes
    found = find_sentences(text)
    assert sum(len("".join(text[s.start : s.end].split())) for s in found) == len("".join(text.split()))


def test_find_sentences_one_long_line_of_spaces() -> None:
    text = "End." + " " * 300_000 + "Next." + " " * 300_000 + "x"
    assert [text[s.start : s.end] for s in find_sentences(text)] == ["End.", "Next. " + " " * 299_999 + "x"]


def test_claimx_sentences_marks_the_same_sentences() -> None:
    nlp = spacy.blank("en")
    importlib.import_module("claimx.nlp.components")  # registers the factory
    nlp.add_pipe("claimx_sentences")
    text = "  “Why?” he asked. It ended.\n\nMr. Low left…"
    doc = nlp(text)
    assert [sentence.text.strip() for sentence in doc.sents] == ["“Why?” he asked.", "It ended.", "Mr. Low left…"]
    assert all(token.is_sent_start is not None for token in doc)
    assert find_sentences(text)[0] == Sentence(2, 18, 0)


def test_claimx_sentences_empty() -> None:
    importlib.import_module("claimx.nlp.components")
    nlp = spacy.blank("en")
    nlp.add_pipe("claimx_sentences")
    assert list(nlp("").sents) == []


def test_claimx_sentences_reads_to_the_end_of_a_long_doc() -> None:
    importlib.import_module("claimx.nlp.components")
    nlp = spacy.blank("en")
    doc = nlp("They met again. " * 15_000)
    mark = nlp.add_pipe("claimx_sentences")
    # Token by token, with a look at all others for each, this would take minutes.
    assert sum(1 for _ in mark(doc).sents) == 15_000
