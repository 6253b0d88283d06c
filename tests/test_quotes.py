import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claimx.nlp.annotations import RoleLink, RoleSpan, Sentence, Span
from claimx.nlp.marks import MARK_CHARACTERS, find_quoted
from claimx.nlp.quotes import assemble_quotes, clean_content
from claimx.nlp.sentences import find_sentences
from claimx.nlp.turns import find_turns

MARKUP = re.compile(r"\[(?P<role>[csk])(?P<number>\d?) |\]")
ROLES = {"c": "content", "s": "source", "k": "cue"}


def parse(marked):
    """Text and role spans from a text with [c content], [s source] and [k cue]; numbers give spans a key for links."""
    text, roles, keys, stack = "", [], {}, []
    last = 0
    for match in MARKUP.finditer(marked):
        text += marked[last : match.start()]
        last = match.end()
        if match["role"]:
            stack.append((match["role"], match["number"], len(text)))
        elif stack:
            role, number, start = stack.pop()
            roles.append(RoleSpan(start, len(text), ROLES[role], 0.97, 0.9 if role == "c" else None))
            keys[role + number] = roles[-1]
        else:
            text += "]"
    return text + marked[last:], sorted(roles), keys


def assemble(marked, links=(), title=None, publisher=None, **thresholds):
    """Drafts of a marked text; a link is (content key, other key, score)."""
    text, roles, keys = parse(marked)
    joined = [RoleLink(keys[one].start, keys[two].start, keys[two].role, score) for one, two, score in links]
    return text, assemble_quotes(
        text,
        find_sentences(text),
        roles,
        joined,
        find_quoted(text),
        find_turns(text, title=title, publisher=publisher),
        quote_threshold=thresholds.get("quote_threshold", 0.4),
        link_threshold=thresholds.get("link_threshold", 0.5),
    )


def read(marked, links=(), **options):
    """(kind, content by spans, cue, source, continues) of every quote."""
    text, drafts = assemble(marked, links, **options)

    def words(span):
        return None if span is None else text[span.start : span.end]

    return [
        (draft.kind, " … ".join(map(words, draft.content)), words(draft.cue), words(draft.source), draft.continues)
        for draft in drafts
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("that it rains, ", "it rains"),
        (" , it rains.", "it rains"),
        ("it rains in the U.S.", "it rains in the U.S."),
        ("that, it rains —", "it rains"),
        ("That it rains is true", "That it rains is true"),
        ("that is true", "that is true"),
        ("that", "that"),
        ("thatched roofs", "thatched roofs"),
        ("— , .", None),
        ("", None),
    ],
)
def test_clean_content_edges(text, expected):
    span = clean_content(text, Span(0, len(text)))
    assert (None if span is None else text[span.start : span.end]) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # the cue and the source of the sentence
        (
            "[s Ann Poe] [k said] [c that the sea was calm.]",
            [("indirect", "the sea was calm", "said", "Ann Poe", None)],
        ),
        ("[c “The sea is calm,”] [s she] [k said].", [("direct", "“The sea is calm,”", "said", "she", None)]),
        # a reporting clause in the middle
        (
            "[c The sea], [k according to] [s Ann Poe], [c was calm that day].",
            [("indirect", "The sea … was calm that day", "according to", "Ann Poe", None)],
        ),
        # two reporting clauses: the nearest cue each
        (
            "[s Ann] [k said] [c the sea was calm], but [s Bob] [k denied] [c it].",
            [("indirect", "the sea was calm", "said", "Ann", None), ("indirect", "it", "denied", "Bob", None)],
        ),
        # one source, two cues
        (
            "[s Ann] [k denied] [c the theft], [k saying] [c she had been at sea].",
            [
                ("indirect", "the theft", "denied", "Ann", None),
                ("indirect", "she had been at sea", "saying", "Ann", None),
            ],
        ),
        # no cue in another sentence
        (
            "[c “It is calm,”] [s she] [k said]. [c “We can go.”]",
            [("direct", "“It is calm,”", "said", "she", None), ("direct", "“We can go.”", None, None, 0)],
        ),
        # words in marks make it mixed
        (
            "[s Ann] [k said] [c the sea was “very calm” that day].",
            [("mixed", "the sea was “very calm” that day", "said", "Ann", None)],
        ),
    ],
)
def test_assemble_quotes_without_links(marked, expected):
    assert read(marked) == expected


def test_assemble_quotes_links_decide():
    marked = "[s1 Ann] [k1 said] [c1 the sea was calm] and [s2 Bob] [k2 knew] [c2 it was not]."
    crossed = [("c1", "k2", 0.9), ("c1", "s2", 0.9), ("c2", "k1", 0.8), ("c2", "s1", 0.8)]
    assert [quote[2:4] for quote in read(marked, crossed)] == [("knew", "Bob"), ("said", "Ann")]


def test_assemble_quotes_link_joins_pieces():
    marked = "[s Ann] [k said] [c1 the sea], as ever, [c2 was calm]."
    assert read(marked, [("c1", "c2", 0.9), ("c1", "k", 0.9)])[0][1] == "the sea … was calm"
    assert len(read(marked, [("c1", "c2", 0.3), ("c1", "k", 0.9), ("c2", "k", 0.2)])) == 1


def test_assemble_quotes_source_is_shared_cue_is_not():
    marked = "[s Ann] [k1 denied] [c1 the theft] and [k2 praised] [c2 the police]."
    links = [("c1", "k1", 0.9), ("c2", "k2", 0.6), ("c2", "k1", 0.8), ("c1", "s", 0.9), ("c2", "s", 0.8)]
    assert [quote[2:4] for quote in read(marked, links)] == [("denied", "Ann"), ("praised", "Ann")]


def test_assemble_quotes_source_is_more_than_an_article():
    [quote] = read("[s The] council was full. “[c We are late and nobody knows],” [s the] mayor [k said].")
    assert quote[3] != "the"


def test_assemble_quotes_who_is_told_is_no_source():
    [(_, _, cue, source, _)] = read("[s Tenants] were later [k told] [c the well was safe.]")
    assert (cue, source) == ("told", None)
    [(_, _, _, source, _)] = read("Tenants were [k told] by [s the agency] [c that the well was safe.]")
    assert source == "the agency"
    [(_, _, _, source, _)] = read("[s Ann Poe] was [k quoted as saying] [c that the well was safe.]")
    assert source == "Ann Poe"


def test_assemble_quotes_cue_has_words_and_ends_with_one():
    assert read("[s Ann] [k said:] [c It rains.]") == [("indirect", "It rains", "said", "Ann", None)]
    [quote] = read("[s Ann], [k said:] [c it rains] [k :]")
    assert quote[2] == "said"


def test_assemble_quotes_complementiser_alone_is_no_content():
    found = read("[s The council] [k said] [c that] [c the bridge was closed].")
    assert found == [("indirect", "the bridge was closed", "said", "The council", None)]


def test_assemble_quotes_thresholds():
    marked = "[s Ann] [k said] [c the sea was calm]."
    [draft] = assemble(marked)[1]
    assert 0.5 < draft.score < 1
    assert read(marked, quote_threshold=draft.score)
    assert not read(marked, quote_threshold=draft.score + 0.01)


def test_assemble_quotes_without_reporting_clause_is_unlikely():
    [draft] = assemble("[c The sea was calm that day].", quote_threshold=0.0)[1]
    assert draft.score < 0.5


def test_assemble_quotes_score_falls_without_cue():
    marked = ("[s Ann] [k said] [c it rained].", "Ann said [c it rained].")
    [whole], [part] = (assemble(text, quote_threshold=0.0)[1] for text in marked)
    assert part.score < whole.score - 0.1


def test_assemble_quotes_thought_is_marked():
    text = "Ann thought the sea was calm."
    roles = [RoleSpan(0, 3, "source", 0.9), RoleSpan(4, 11, "cue", 0.9), RoleSpan(12, 28, "content", 0.9, 0.2)]
    drafts = assemble_quotes(text, find_sentences(text), roles, [], [], [], quote_threshold=0.5, link_threshold=0.5)
    assert [draft.act for draft in drafts] == ["thought"]


@pytest.mark.parametrize(
    ("marked", "content"),
    [
        ("“[c The sea is calm],” [s she] [k said].", "“The sea is calm,”"),
        ("[c “The sea is calm],” [s she] [k said].", "“The sea is calm,”"),
        ("“The sea [c is calm and we can go],” [s she] [k said].", "“The sea is calm and we can go,”"),
        ("[s She] [k said] [c it was “calm] and clear”.", "it was “calm and clear”"),
        ("[s She] [k said] [c it was calm”].", "it was calm"),
        ("[s She] [k said] [c “it was calm].", "“it was calm."),
        ("[c “The sea is calm,” she said]. [s Ann] left.", "“The sea is calm,”"),
    ],
)
def test_assemble_quotes_edges_fit_marks(marked, content):
    assert read(marked)[0][1] == content


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # pieces of one stretch
        (
            "[c “The sea is calm]. [c We can go out now],” [s she] [k said].",
            [("direct", "“The sea is calm. We can go out now,”", "said", "she", None)],
        ),
        # "I think" inside is no quote, "Bob says" is
        (
            "“[s1 I] [k1 think] [c1 the sea is calm today],” [s2 she] [k2 said].",
            [("direct", "“I think the sea is calm today,”", "said", "she", None)],
        ),
        (
            "[c1 “The sea is high, and ][s1 Bob] [k1 says] [c2 it will stay so],” [s2 she] [k2 said].",
            [
                ("direct", "“The sea is high, and Bob says it will stay so,”", "said", "she", None),
                ("indirect", "it will stay so", "says", "Bob", None),
            ],
        ),
        # several paragraphs, one span for each
        (
            "[s She] [k said]: [c “The sea is calm.]\n\n[c “We can go out now.”]",
            [("direct", "“The sea is calm. … “We can go out now.”", "said", "She", None)],
        ),
        (
            "[s She] [k said] [c the sea was “calm and clear.\n\n“We can go out now.”]",
            [("mixed", "the sea was “calm and clear. … “We can go out now.”", "said", "She", None)],
        ),
        # no mark stays open: the quote ends with its paragraph
        ("[s She] [k said] [c it was calm.\n\nBoats went] out.", [("indirect", "it was calm.", "said", "She", None)]),
        # two utterances, one content
        (
            "[c1 “It is calm,”] [s she] [k said]. [c2 “We can go.”]",
            [("direct", "“It is calm,”", "said", "she", None), ("direct", "“We can go.”", None, None, 0)],
        ),
        # the reporter goes on after the clause
        (
            "[c1 “The sea is calm today,”] [s she] [k said], [k2 adding] that [c2 boats could leave].",
            [
                ("direct", "“The sea is calm today,”", "said", "she", None),
                ("indirect", "boats could leave", "adding", "she", None),
            ],
        ),
    ],
)
def test_assemble_quotes_reconciles_contents(marked, expected):
    keys = parse(marked)[2]
    links = [("c1", "c2", 0.9)] if {"c1", "c2"} <= keys.keys() and "Bob" not in marked else []
    assert read(marked, links) == expected


SPEECH = "The sea is calm and we can go"


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ('"', '"'),
        ("“", "”"),
        ("'", "'"),
        ("‘", "’"),
        ("«", "»"),
        ("« ", " »"),
        ("»", "«"),
        ("„", "“"),
        ("„", "”"),
        ("”", "”"),
        ("``", "''"),
        ("''", "''"),
        ("''", '"'),
        ("‹", "›"),
    ],
)
@pytest.mark.parametrize(
    ("form", "cue", "source"),
    [
        ("{0}{2},{1} said Ann Poe, who runs the harbour.", "said", "Ann Poe"),
        ("{0}{2}{1}, Ann Poe told reporters on Monday.", "told", "Ann Poe"),
        ("{0}{2}!{1} the manager shouted.", "shouted", "the manager"),
        ("Ann Poe, the manager, added: {0}{2}.{1}", "added", "Ann Poe, the manager"),
        ("In a letter, she wrote, {0}{2}.{1}", "wrote", "she"),
        ("She said:\n\n{0}{2}.{1}", "said", "She"),
        ("The boats left. {0}{2},{1} she said.", "said", "she"),
    ],
)
def test_assemble_quotes_finds_missed(opening, closing, form, cue, source):
    text = form.format(opening, closing, SPEECH)
    (quote,) = read(text)
    assert quote[0] == "direct"
    assert quote[1].strip(MARK_CHARACTERS + " ,.!") == SPEECH
    assert quote[1].startswith(opening.strip())
    assert quote[2:] == (cue, source, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the network's cue and source come first
        (
            "“The sea is calm today,” [k opined] [s Ann].",
            [("direct", "“The sea is calm today,”", "opined", "Ann", None)],
        ),
        # a single word, set against its clause
        ("“Calm,” she said.", [("direct", "“Calm,”", "said", "she", None)]),
        # one that its clause interrupts, one that it does not
        (
            "“The sea,” she said, “is calm and we can go.”",
            [("direct", "“The sea,” … “is calm and we can go.”", "said", "she", None)],
        ),
        (
            "“The sea is calm,” she said. “We can go.” Then she left.",
            [("direct", "“The sea is calm,”", "said", "she", None), ("direct", "“We can go.”", None, None, 0)],
        ),
        # a paragraph of its own
        (
            "“The sea is calm,” she said.\n\n“We can all go out now.”",
            [
                ("direct", "“The sea is calm,”", "said", "she", None),
                ("direct", "“We can all go out now.”", None, None, 0),
            ],
        ),
        # after an adverb, in lower case
        (
            "However, “what we saw there last week was a storm”, he said.",
            [("direct", "“what we saw there last week was a storm”", "said", "he", None)],
        ),
        # no opening mark
        ('The sea is calm today," she said.', [("direct", 'The sea is calm today,"', "said", "she", None)]),
        # within a quote, by another speaker
        (
            "“Bob shouted: ‘The sea is calm!’ and we went,” she said.",
            [
                ("direct", "“Bob shouted: ‘The sea is calm!’ and we went,”", "said", "she", None),
                ("direct", "‘The sea is calm!’", "shouted", "Bob", None),
            ],
        ),
        (
            "“I said: ‘The sea is calm!’ and we went,” she said.",
            [("direct", "“I said: ‘The sea is calm!’ and we went,”", "said", "she", None)],
        ),
        # a post with its author below, a signed quote
        (
            "The sea is calm today. We go. pic.example.com\n\n— Ann Poe (@annpoe) May 4, 2020",
            [("direct", "The sea is calm today. We go. pic.example.com", None, "Ann Poe", None)],
        ),
        ("“The sea is calm today.”\n\n– Ann Poe", [("direct", "“The sea is calm today.”", None, "Ann Poe", None)]),
    ],
)
def test_assemble_quotes_finds_missed_forms(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "They saw “The Last of the Long Summers,” a film by Poe.",
        "The so-called “quiet sea” was loud.",
        "He is known as “the man who went to sea and never came back” in Lund.",
        "The “Sea of Calm” exhibition opened.",
        "It does not rain. They don't say so.",
        'The rope is 12" long and 3" wide.',
    ],
)
def test_assemble_quotes_titles_and_scare_quotes(text):
    assert read(text) == []


def test_assemble_quotes_resumed_piece_and_signed_block():
    marked = (
        "[c1 “The sea,”] [s she] [k said], [c2 “is calm and we can go.”]\n\nIt is late here.\n\n— Ann Poe (@annpoe)"
    )
    assert read(marked, [("c1", "k", 0.9), ("c1", "s", 0.9), ("c2", "k", 0.1)]) == [
        ("direct", "“The sea,” … “is calm and we can go.”", "said", "she", None),
        ("direct", "It is late here.", None, "Ann Poe", None),
    ]


def test_assemble_quotes_turns():
    text, drafts = assemble(
        "Gull: How is the sea?\n\nAnn Poe: [s1 I] [k1 say] [c1 it is calm]. [s2 Bob] [k2 says] [c2 it is not]."
        "\n\nAre you sure you can go?\n\nI am. We go.\n\nThe boats are old.",
        publisher="Gull",
    )
    rows = [(d.turn, [text[s:e] for s, e in d.content], d.label and text[d.label.start : d.label.end]) for d in drafts]
    assert rows == [
        ("question", ["How is the sea?"], "Gull"),
        ("answer", ["I say it is calm. Bob says it is not."], "Ann Poe"),
        (None, ["it is not"], None),
        ("question", ["Are you sure you can go?"], "Gull"),
        ("answer", ["I am. We go.", "The boats are old."], "Ann Poe"),
    ]
    assert [d.source and text[d.source.start : d.source.end] for d in drafts] == ["Gull", "Ann Poe", "Bob", None, None]
    assert {d.kind for d in drafts if d.turn} == {"direct"}
    assert {d.continues for d in drafts} == {None}


def test_assemble_quotes_continues_within_two_paragraphs():
    near = "“It is calm,” she said.\n\n“And so we will go out again.”"
    far = "“It is calm,” she said.\n\nOne.\n\nTwo.\n\nThree.\n\n“And so we will go out again.”"
    assert [quote[-1] for quote in read(near)] == [None, 0]
    assert [quote[-1] for quote in read(far)] == [None, None]


words = ["word ", "She said", ", ", ". ", ": ", "Q: ", "Ann: ", "I do", "?", "\n", "\n\n", "— Ann (@a)", "𝒳"]
patterns = [
    "“We,” she said, “go on.” ",
    "‘No,’ Bob told us. ",
    "Ann said: “It is\n\n“so.” ",
    "\n\n“All of it is true.”\n\n",
]
pieces = st.lists(st.sampled_from([*MARK_CHARACTERS, *words, *patterns * 5]), max_size=60).map("".join)
roles = st.lists(
    st.builds(
        lambda start, length, role, score: RoleSpan(start, start + length, role, score, score),
        st.integers(0, 250),
        st.integers(0, 30),
        st.sampled_from(["content", "cue", "source"]),
        st.floats(0, 1),
    ),
    max_size=40,
)
links = st.lists(
    st.tuples(st.integers(0, 39), st.integers(0, 39), st.floats(0, 1)),
    max_size=40,
)


def test_assemble_quotes_takes_white_space_of_any_kind_off_contents():
    text, spans = '9 percent \u2028 " the mayor \n', [RoleSpan(0, 12, "content", 0.9, 0.9)]
    (draft,) = assemble_quotes(text, find_sentences(text), spans, [], [], [], quote_threshold=0.0, link_threshold=0.5)
    assert [text[a:b] for a, b in draft.content] == ["9 percent"]


@example(
    "«She saidShe saidShe said‘No,’ Bob told us. ‘No,’ Bob told us. Ann said: “It is\n\n“so.” ",
    [RoleSpan(52, 82, "content", 0.0, 0.0)],
    [],
    False,
)
@given(pieces, roles, links, st.booleans())
@settings(max_examples=400, deadline=None)
def test_assemble_quotes_any_input(text, spans, pairs, has_sentences):
    joined = [
        RoleLink(spans[i].start, spans[j].start, spans[j].role, score)
        for i, j, score in pairs
        if i < len(spans) and j < len(spans)
    ]
    sentences: list[Sentence] = find_sentences(text) if has_sentences else []
    arguments = (text, sentences, spans, joined, find_quoted(text), find_turns(text, title=None, publisher=None))
    drafts = assemble_quotes(*arguments, quote_threshold=0.5, link_threshold=0.5)
    assert drafts == assemble_quotes(*arguments, quote_threshold=0.5, link_threshold=0.5)
    starts = [draft.content[0].start for draft in drafts]
    assert starts == sorted(starts)
    for n, draft in enumerate(drafts):
        edges = [offset for span in draft.content for offset in span]
        assert edges == sorted(edges)
        assert all(0 <= start < end <= len(text) for start, end in draft.content)
        assert draft.continues is None or 0 <= draft.continues < n
        assert draft.kind in ("direct", "indirect", "mixed")
        for role in (draft.cue, draft.source):
            assert role is None or 0 <= role.start < role.end <= len(text)
