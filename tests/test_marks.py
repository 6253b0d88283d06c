import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.nlp.marks import MARK_CHARACTERS, find_quoted, is_utterance, unify_marks

pieces = [*MARK_CHARACTERS, *"aSs.,?!:9 \n—…", "''", "``", "\n\n", "\u00a0", "𝒳", "word ", "don't"]
hostile = st.lists(st.sampled_from(pieces), max_size=100).map("".join)


def read(text):
    """The outer stretches, each as its text by paragraphs; an asterisk before one that lacks a mark."""
    return [
        ("" if q.is_closed else "*") + " ¶ ".join(text[start:end] for start, end in q.spans)
        for q in find_quoted(text)
        if q.depth == 0
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"It rains," she said. "It pours."', ['"It rains,"', '"It pours."']),
        ("“It rains,” she said. “It pours.”", ["“It rains,”", "“It pours.”"]),
        ("'It rains,' she said. 'It pours.'", ["'It rains,'", "'It pours.'"]),
        ("‘It rains,’ she said. ‘It pours.’", ["‘It rains,’", "‘It pours.’"]),
        ("«Il pleut», dit-elle.", ["«Il pleut»"]),
        ("« Il pleut », dit-elle.", ["« Il pleut »"]),
        ("»Es regnet«, sagte sie. »Ja.«", ["»Es regnet«", "»Ja.«"]),
        ("‹It rains›, she said.", ["‹It rains›"]),
        ("„Es regnet“, sagte sie. „Ja.“", ["„Es regnet“", "„Ja.“"]),
        ("„Pada deszcz”, powiedziała.", ["„Pada deszcz”"]),
        ("”Det regnar”, sade hon. ”Ja.”", ["”Det regnar”", "”Ja.”"]),
        ("``It rains,'' she said.", ["``It rains,''"]),
        ("''It rains,'' she said.", ["''It rains,''"]),
        ("‘‘It rains,’’ she said.", ["‘‘It rains,’’"]),
        ("＂It rains,＂ she said.", ["＂It rains,＂"]),
        ("`It rains,' she said.", ["`It rains,'"]),
        ('She said:"It rains."', ['"It rains."']),
        ('""It rains," she said.', ['""It rains,"']),
        ("’It rains,’ she said. ’It pours,’ he said.", ["’It rains,’", "’It pours,’"]),
        ("‘It rains ’ she said. ' It pours.'", ["‘It rains ’", "' It pours.'"]),
        ("“ It rains. ” “It pours ”.", ["“ It rains. ”", "“It pours ”"]),
        ("» It rains.« Then »it pours«.", ["» It rains.«", "»it pours«"]),
        ("It was late.'So it rains,' she said.", ["'So it rains,'"]),
        ("'It rains.'She left.", ["'It rains.'"]),
    ],
)
def test_find_quoted_typography(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("''It rains.\" Then it stopped.", ["''It rains.\""]),
        ('“It rains," she said. "It pours.”', ['“It rains,"', '"It pours.”']),
        ('‘It rains," she said.', ['‘It rains,"']),
        ('It rains every day here," she noted.', ['*It rains every day here,"']),
        (
            '"It pours," he said. It rains all the time too," she noted.',
            ['"It pours,"', '*It rains all the time too,"'],
        ),
        ('"It pours." It rains all the time too," he noted.', ['"It pours."', '*It rains all the time too,"']),
        ('"It pours, he said. Then "it stops," she added.', ['*"It pours, he said. Then', '"it stops,"']),
        ("“It pours, he said.", ["*“It pours, he said."]),
        ('The rope is 12" long.', []),
        ("He is 6'2\" tall, she said.", []),
        ('He is 6\'2" tall and "very slim," she said.', ['"very slim,"']),
        ("", []),
        ('"', ['*"']),
    ],
)
def test_find_quoted_unbalanced(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We don't know. They don’t either.", []),
        ("The dogs’ owner and the cats' owner", []),
        ("‘I don’t know the dogs’ owner,’ she said.", ["‘I don’t know the dogs’ owner,’"]),
        ("'I don't know the dogs' owner,' she said.", ["'I don't know the dogs' owner,'"]),
        ("It was the ’90s, rock ’n’ roll, and ’twas fun.", []),
        ("'It's the '90s,' he said.", ["'It's the '90s,'"]),
        ("'It was in '98,' he said.", ["'It was in '98,'"]),
        ("'12 Hours' was shown in '98.", ["'12 Hours'"]),
        ("‘Losers’ Ann and Bob ‘won’t come back’ now", ["‘Losers’", "‘won’t come back’"]),
        ("He was runnin’ and jumpin’ about", []),
        ("‘’Cause it rains,’ he sang, ‘Cause it rains", ["‘’Cause it rains,’"]),
        ("They met ‘Oumuamua. It left.\n\n‘It was fast,’ she said.", ["‘It was fast,’"]),
        ("'The rope is 6' long,' he said.", ["'The rope is 6' long,'"]),
        ('"The rope is 12" long," he said.', ['"The rope is 12" long,"']),
        ('"Number 12" is the "best".', ['"Number 12"', '"best"']),
        ("the 'king' of rock 'n' roll's 'best' years", ["'king'", "'best'"]),
    ],
)
def test_find_quoted_apostrophes(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said: "One.\n\n"Two.\n\n"Three." He left.', ['"One. ¶ "Two. ¶ "Three."']),
        ("“One.\n\n“Two,” she said.\n\n“Three.”", ["“One. ¶ “Two,”", "“Three.”"]),
        ("‘One.\n\n‘Two,’ she said.", ["‘One. ¶ ‘Two,’"]),
        ("“One.\n\nTwo.\n\nThree,” she said.", ["“One. ¶ Two. ¶ Three,”"]),
        ("• “One.\n\n• “Two.”", ["“One. ¶ • “Two.”"]),
        ("“One.\n“Two,” she said.", ["“One.\n“Two,”"]),
        ("“One\nand two,” she said.", ["“One\nand two,”"]),
        ("“One.\n\nA new day. “Two,” she said.", ["*“One.", "“Two,”"]),
        ("‘One and\n\ntwo,’ she said.", ["‘One and ¶ two,’"]),
        ("‘One and\n\nthe dogs’ owner", ["*‘One and"]),
        ("“One.\r\n\r\n“Two.”", ["“One. ¶ “Two.”"]),
    ],
)
def test_find_quoted_paragraphs(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“He said, ‘It rains,’ and left,” she said.", [(0, "“He said, ‘It rains,’ and left,”"), (1, "‘It rains,’")]),
        ("‘He said, “It rains,” and left,’ she said.", [(0, "‘He said, “It rains,” and left,’"), (1, "“It rains,”")]),
        ("\"He said 'no'\"", [(0, "\"He said 'no'\""), (1, "'no'")]),
        ("''He said 'no'''", [(0, "''He said 'no'''"), (1, "'no'")]),
        ("‘He said, ‘no’’", [(0, "‘He said, ‘no’’"), (1, "‘no’")]),
        ("'He said 'no''", [(0, "'He said 'no''"), (1, "'no'")]),
        ('"I told "Pat" so."', [(0, '"I told "Pat" so."'), (1, '"Pat"')]),
        ("«He said “a ‘b’ c” d»", [(0, "«He said “a ‘b’ c” d»"), (1, "“a ‘b’ c”"), (2, "‘b’")]),
    ],
)
def test_find_quoted_depth(text, expected):
    assert [(q.depth, text[q.start : q.end]) for q in find_quoted(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We will not go there again,” he said.", True),
        ("“Free them!”", True),
        ("“Why?”", True),
        ("“and then we went to see the old man by the lake”", True),
        ("“The Last of Us”", False),
        ("“A Long Way Home to the Hills of Spring,”", False),
        ("“toxic”", False),
        ("“mafia methods”", False),
        ("“…”", False),
    ],
)
def test_is_utterance_shapes(text, expected):
    assert is_utterance(text, find_quoted(text)[0]) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'I don't \"know\",' she said.", "“I don't ‘know’,” she said."),
        ("‘He said, ‘no’’ again", "“He said, ‘no’” again"),
        ("''He said 'no'''", "“ He said ‘no’” "),
        ("«One.\n\n• «Two.»", "“One.\n\n• “Two.”"),
        ('It rains here," he said', "It rains here,” he said"),
        ("the dogs' owner", "the dogs' owner"),
    ],
)
def test_unify_marks_typography(text, expected):
    assert unify_marks(text, find_quoted(text)) == expected


@given(hostile)
@settings(max_examples=100, deadline=None)
def test_unify_marks_any_text(text):
    unified = unify_marks(text, find_quoted(text))
    assert len(unified) == len(text)
    assert all(a == b for a, b in zip(text, unified, strict=True) if a not in MARK_CHARACTERS + ",")


@given(hostile)
@settings(max_examples=300, deadline=None)
def test_find_quoted_any_text(text):
    quoted = find_quoted(text)
    assert quoted == sorted(quoted, key=lambda q: (q.start, -q.end))
    ends = []
    for q in quoted:
        assert q.start == q.spans[0].start
        assert q.end == q.spans[-1].end
        edges = [offset for span in q.spans for offset in span]
        assert edges == sorted(edges)
        assert 0 <= q.start < q.end <= len(text)
        while ends and ends[-1] <= q.start:
            ends.pop()
        assert q.depth == len(ends)
        assert not ends or q.end <= ends[-1]
        ends.append(q.end)
        is_utterance(text, q)


@pytest.mark.parametrize("unit", ['"‘" ', "“a ‘b\n\n", "'\n\n\"\n\n", "''", "“", "\" a' ", ".’ ", "„«‹‘"])
def test_find_quoted_reads_to_the_end_of_hostile_text(unit):
    text = unit * 30_000  # at quadratic cost this would take many minutes
    assert all(0 <= quoted.start < quoted.end <= len(text) for quoted in find_quoted(text))
