import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.nlp.turns import find_turns

QUESTIONS = [
    "You have led the harbour for ten years. What has changed for you?",
    "Did you expect the strike?",
    "What will you do next?",
    "Are you afraid that the ships will leave?",
]
ANSWERS = [
    "I came here when the cranes were still painted red. We had four ships a week.",
    "No, I did not. My people were happy, or so I thought.",
    "I will talk to the union. We must find a way.",
    "I am not. They need us as much as we need them.",
]
INTRO = "Pat Doe has run the harbour of Lund since 2009. The Daily Gull met the manager on the quay."


def read(text, title=None, publisher=None):
    """The turns, as (Q or A, own label, label that applies, words)."""
    return [
        (
            "Q" if turn.is_question else "A",
            turn.label and text[turn.label.start : turn.label.end],
            turn.speaker_label and text[turn.speaker_label.start : turn.speaker_label.end],
            " ¶ ".join(text[start:end] for start, end in turn.spans),
        )
        for turn in find_turns(text, title=title, publisher=publisher)
    ]


def write(form, intro=INTRO):
    """An interview in one of the usual forms; `form` gives the line of (number of the pair, side, words)."""
    lines = [
        form(n, side, words)
        for n, pair in enumerate(zip(QUESTIONS, ANSWERS, strict=True))
        for side, words in enumerate(pair)
    ]
    return "\n\n".join([intro, *lines] if intro else lines)


PIECES = ["Q: ", "A:", "Q", "Pat Doe", "Pat Doe: ", "DOE:", "— ", "-", "\n", "\n\n", "?", " "]
FORMS = {
    "labels at every turn": (lambda n, side, words: f"{('Daily Gull', 'Pat Doe')[side]}: {words}", True),
    "labels at the first turns": (
        lambda n, side, words: f"{('Daily Gull', 'Pat Doe')[side]}: {words}" if n == 0 else words,
        True,
    ),
    "Q: and A:": (lambda n, side, words: f"{'QA'[side]}: {words}", True),
    "Q. and A.": (lambda n, side, words: f"{'QA'[side]}. {words}", True),
    "capitals with a role": (
        lambda n, side, words: (
            f"{('JO ROE, DAILY GULL ANCHOR', 'PAT DOE, HARBOUR MANAGER' if n == 0 else 'DOE')[side]}: {words}"
        ),
        True,
    ),
    "label before the questions": (lambda n, side, words: words if side else f"Gull: {words}", True),
    "label before the answers": (lambda n, side, words: f"Doe: {words}" if side else words, True),
    "names on their own lines": (lambda n, side, words: f"{('Jo Roe', 'Pat Doe')[side]}\n\n{words}", True),
    "names above": (lambda n, side, words: f"{('Jo Roe', 'Pat Doe')[side]}\n{words}", True),
    "dashes": (lambda n, side, words: f"— {words}", False),
    "dash before the questions": (lambda n, side, words: words if side else f"- {words}", False),
    "nothing": (lambda n, side, words: words, False),
    "transcript in marks": (lambda n, side, words: f'"{("ROE", "DOE")[side]}: {words}', True),
}


@pytest.mark.parametrize("name", FORMS)
def test_find_turns_forms(name):
    form, has_labels = FORMS[name]
    turns = read(write(form), title="The harbour", publisher="The Daily Gull")
    assert [(side, words) for side, _, _, words in turns] == [
        item for question, answer in zip(QUESTIONS, ANSWERS, strict=True) for item in (("Q", question), ("A", answer))
    ]
    assert any(label for _, label, _, _ in turns) is has_labels


def test_find_turns_label_is_taken_over():
    turns = read(write(FORMS["labels at the first turns"][0]), publisher="Daily Gull")
    assert [turn[1:3] for turn in turns[:4]] == [
        ("Daily Gull", "Daily Gull"),
        ("Pat Doe", "Pat Doe"),
        (None, "Daily Gull"),
        (None, "Pat Doe"),
    ]


def test_find_turns_answer_of_several_paragraphs():
    text = (
        "Q: Why do you?\n\nA: I like it.\n\nThe harbour is quiet. Is that not enough?\n\nQ: Are you well?\n\nA: I am."
    )
    assert [words for *_, words in read(text)] == [
        "Why do you?",
        "I like it. ¶ The harbour is quiet. Is that not enough?",
        "Are you well?",
        "I am.",
    ]


def test_find_turns_prompt_without_question_mark():
    text = "Gull: Tell us about your first day.\n\nDoe: I was late.\n\nGull: Were you sorry?\n\nDoe: I was."
    assert [side for side, *_ in read(text)] == ["Q", "A", "Q", "A"]


def test_find_turns_leaves_out_captions_and_credits():
    text = write(FORMS["Q: and A:"][0]) + "\n\nImage: Sam Poe/Gull\n\nThis interview has been edited for length."
    assert read(text)[-1][3] == ANSWERS[-1]


def test_find_turns_one_question_of_the_publisher():
    text = "A long day for Doe.\n\nDaily Gull: Unlike others, you stayed. Is that how you see it?"
    assert [turn[0] for turn in read(text, publisher="dailygull.com")] == []
    assert [turn[0] for turn in read(text, publisher="Daily Gull")] == ["Q"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One line.",
        # a rhetorical question in an article
        "The harbour was closed.\n\nWhy did it take so long?\n\nThe manager said she did not know. “I was away.”",
        # an explainer: the reporter asks and answers
        "What happened?\n\nThe harbour was closed.\n\nWho decided that?\n\nThe council did.\n\nWhat happens next?\n\n"
        "A court will rule on the matter.\n\nHow many people are affected?\n\nSome 4,000 workers.",
        # advice to the reader
        "Do I need a licence?\n\nYou need one from May.\n\nCan I sail alone?\n\nYou can, if you are 18."
        "\n\nWhere do I ask?\n\nAsk your harbour office.",
        # lists with colons
        "The fair\n\nLocation: Lund\n\nDate: 4 May\n\nTickets: from the office\n\nLocation: Malmö\n\nDate: 5 May",
        "Charged were:\n\nAnn Poe: theft of a boat.\n\nBob Roe: theft of an oar.\n\nCy Doe: sale of an oar.",
        # datelines and headlines
        "LUND: The harbour was closed.\n\nMALMÖ: The other one was not.\n\nLUND: It reopened on Tuesday.",
        "Minister: We will win\n\nThe minister said that she would win.\n\n“We will win,” she said.",
        # a sports report
        "Lund: Poe; Roe, Doe.\n\nSubs: Fox, Cox.\n\nMalmö: Nox, Box.\n\nSubs: Rex, Max.",
        # dashes that are list items
        "The council wants:\n\n- more boats\n\n- more oars\n\n- fewer gulls\n\n- a new quay",
        # an essay in the first person
        "I went to the harbour. I like it.\n\nWho would not?\n\nI saw ships. My father had one.\n\nWas it good?\n\n"
        "I do not know. I was six.\n\nAnd now?\n\nI went home.",
        # an article with quotes introduced by a name
        "The manager was clear.\n\nPat Doe: “It is closed.”\n\nThe council did not answer.",
    ],
)
def test_find_turns_no_interview(text):
    assert read(text, title="Is the harbour closed?", publisher="Daily Gull") == []


@given(
    st.lists(
        st.sampled_from(
            [*QUESTIONS, *ANSWERS, "Q: ", "A:", "Q", "Pat Doe", "Pat Doe: ", "DOE:", "— ", "-", "\n", "\n\n", "?", " "]
        ),
        max_size=40,
    ).map("".join),
    st.sampled_from([None, "", "Gull", "Interview"]),
)
@settings(max_examples=300, deadline=None)
def test_find_turns_any_text(text, title):
    last = 0
    for turn in find_turns(text, title=title, publisher=title):
        assert turn.spans
        for label in (turn.label, turn.speaker_label):
            assert label is None or text[label.start : label.end].strip()
        for start, end in turn.spans:
            assert last <= start < end <= len(text)
            last = end
