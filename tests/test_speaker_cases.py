"""Who speaks, phenomenon by phenomenon: made-up articles with hand-written quotes, and whom each must be given to."""

from collections.abc import Sequence

import pytest
from tests.test_speakers import Quoted, make_drafts, resolve

from claimx.nlp.annotations import Draft, Span
from claimx.nlp.sentences import find_sentences
from claimx.nlp.speakers import resolve_speakers

Case = tuple[str, list[Quoted], list[str]]

NAMES: dict[str, Case] = {
    "surname alone": (
        "Nadia Ferrante restores organs. The pipes are tin, Ferrante said.",
        [("The pipes are tin", "Ferrante")],
        ["Nadia Ferrante"],
    ),
    "surname before the name in full": (
        "The pipes are tin, Ferrante said on Friday. Nadia Ferrante restores organs.",
        [("The pipes are tin", "Ferrante")],
        ["Nadia Ferrante"],
    ),
    "given name alone": (
        "Kofi Mensah-Boateng, nine, won the chess cup. “I was lucky,” Kofi said.",
        [("“I was lucky,”", "Kofi")],
        ["Kofi Mensah-Boateng"],
    ),
    "wife beside her husband's full name": (
        "Mr. Gregor Pohl founded the dairy in 1961, and he ran it for years. Mrs. Pohl said the cows came later.",
        [("the cows came later", "Mrs. Pohl")],
        ["Mrs. Pohl"],
    ),
    "husband beside his wife": (
        "Mrs. Agnes Pohl founded the dairy with her husband, Mr. Gregor Pohl. Mr. Pohl said the cows came later.",
        [("the cows came later", "Mr. Pohl")],
        ["Gregor Pohl"],
    ),
    "two of one surname by given name": (
        "Brothers Idris Kamara and Sorie Kamara dive. It is cold, Sorie Kamara said. Deep, Idris Kamara added.",
        [("It is cold", "Sorie Kamara"), ("Deep", "Idris Kamara")],
        ["Sorie Kamara", "Idris Kamara"],
    ),
    "initials": (
        "T. W. Ashgrove wrote the score. It took a week, Ashgrove said.",
        [("It took a week", "Ashgrove")],
        ["T. W. Ashgrove"],
    ),
    "initial and full given name": (
        "Theodora Ashgrove wrote the score. It took a week, T. Ashgrove said.",
        [("It took a week", "T. Ashgrove")],
        ["Theodora Ashgrove"],
    ),
    "particle van der": (
        "Dike warden Saskia van der Plas walked the shore. It leaks, van der Plas said.",
        [("It leaks", "van der Plas")],
        ["Saskia van der Plas"],
    ),
    "particle al-": (
        "Omar al-Rashidi sells maps. They are old, al-Rashidi said.",
        [("They are old", "al-Rashidi")],
        ["Omar al-Rashidi"],
    ),
    "particle bin": (
        "Yusuf bin Tahir sells maps. They are old, bin Tahir said.",
        [("They are old", "bin Tahir")],
        ["Yusuf bin Tahir"],
    ),
    "surname of two words": (
        "Chef Amélie Le Gall cooks eel. Eel is tender, Le Gall said.",
        [("Eel is tender", "Le Gall")],
        ["Amélie Le Gall"],
    ),
    "family name first": (
        "Judge Baek Soo-jin won gold. The wind fell, Baek said.",
        [("The wind fell", "Baek")],
        ["Baek Soo-jin"],
    ),
    "hyphen": (
        "Vet Colm Rafferty-Quinn came at dawn. The mare lives, Rafferty-Quinn said.",
        [("The mare lives", "Rafferty-Quinn")],
        ["Colm Rafferty-Quinn"],
    ),
    "diacritics dropped": (
        "Zdeněk Růžička tunes bells. This one is flat, Ruzicka said.",
        [("This one is flat", "Ruzicka")],
        ["Zdeněk Růžička"],
    ),
    "possessive": (
        "Livia Sarpong heads the mint. Sarpong's warning that coins run short came late.",
        [("coins run short", "Sarpong's")],
        ["Livia Sarpong"],
    ),
    "misspelt surname": (
        "Livia Sarpongue heads the mint. Coins run short, Sarpongue said. They are heavy, Sarpnogue added.",
        [("Coins run short", "Sarpongue"), ("They are heavy", "Sarpnogue")],
        ["Livia Sarpongue"] * 2,
    ),
    "suffix": (
        "Emmett Drayfoot Jr. breeds mules. They bite, Drayfoot said.",
        [("They bite", "Drayfoot")],
        ["Emmett Drayfoot Jr."],
    ),
    "office before the name": (
        "Maltese Culture Minister Dorian Zahra said the fort would open.",
        [("the fort would open", "Maltese Culture Minister Dorian Zahra")],
        ["Dorian Zahra"],
    ),
    "title with of": (
        "Secretary of Fisheries Lorna Teale said the nets were legal.",
        [("the nets were legal", "Secretary of Fisheries Lorna Teale")],
        ["Lorna Teale"],
    ),
    "compound before the name": (
        "Medal-winner Teale said the nets were legal. Lorna Teale rows.",
        [("the nets were legal", "Medal-winner Teale")],
        ["Lorna Teale"],
    ),
    "headline in capitals": (
        "Lorna Teale Wins Regatta Without Paddle\n\nLorna Teale rows. The river was high, Teale said.",
        [("The river was high", "Teale")],
        ["Lorna Teale"],
    ),
    "whole name in capitals": (
        "LORNA TEALE\n\nThe river was high, Teale said.",
        [("The river was high", "Teale")],
        ["LORNA TEALE"],
    ),
}

BODIES: dict[str, Case] = {
    "acronym explained": (
        "The Alpine Marmot Society (AMS) counts burrows. AMS said they were empty.",
        [("they were empty", "AMS")],
        ["Alpine Marmot Society"],
    ),
    "acronym of a name": (
        "The Alpine Marmot Society counts burrows. The AMS said they were empty.",
        [("they were empty", "The AMS")],
        ["Alpine Marmot Society"],
    ),
    "the group after the acronym": (
        "The Front for the Liberation of Toads (FLT) struck at night. The ponds are ours, the group said.",
        [("The ponds are ours", "the group")],
        ["Front for the Liberation of Toads"],
    ),
    "shortened name": (
        "The Ostrava Mining Museum reopened. The Ostrava Museum said entry was free.",
        [("entry was free", "The Ostrava Museum")],
        ["Ostrava Mining Museum"],
    ),
    "company by its first word": (
        "Shares of Quillfeather Holdings fell. Quillfeather said sales were flat.",
        [("sales were flat", "Quillfeather")],
        ["Quillfeather Holdings"],
    ),
    "name after the noun for it": (
        "The newspaper Ribera Hoy saw the file. Ribera Hoy reported that it was blank.",
        [("it was blank", "Ribera Hoy")],
        ["Ribera Hoy"],
    ),
    "the ministry": (
        "Peru's Mines Ministry closed the shaft. Gas had leaked, the ministry said.",
        [("Gas had leaked", "the ministry")],
        ["Mines Ministry"],
    ),
    "police of a town": (
        "Grimsby Police stopped a van. Police said it held parrots.",
        [("it held parrots", "Police")],
        ["Grimsby Police"],
    ),
    "country for its government": (
        "Lisbon said the ferry would sail.",
        [("the ferry would sail", "Lisbon")],
        ["Lisbon"],
    ),
    "name with and": (
        "The Office for Tides and Moorings said the bay was shut.",
        [("the bay was shut", "The Office for Tides and Moorings")],
        ["Office for Tides and Moorings"],
    ),
    "it": (
        "The Grimsby Parrot Trust feeds strays. Seed is dear, it said.",
        [("Seed is dear", "it")],
        ["Grimsby Parrot Trust"],
    ),
}

POINTERS: dict[str, Case] = {
    "he": (
        "Ferry captain Anselm Okoro left port at six. The sea was calm, he said.",
        [("The sea was calm", "he")],
        ["Anselm Okoro"],
    ),
    "she, by the title of one of two": (
        "Mr. Anselm Okoro met Ms. Pia Lund at the pier. The sea was calm, she said.",
        [("The sea was calm", "she")],
        ["Pia Lund"],
    ),
    "he, by a noun beside the name": (
        "Her brother Robin Lund met Pia Lund, an actress, at the pier. The sea was calm, he said.",
        [("The sea was calm", "he")],
        ["Robin Lund"],
    ),
    "she, by a pronoun elsewhere": (
        "Robin Vale sold her boat in May. She had built it.\n\n"
        "Mr. Anselm Okoro bought it from Robin Vale. “It leaks,” she said.",
        [("“It leaks,”", "she")],
        ["Robin Vale"],
    ),
    "he goes on": (
        "“The sea was calm,” Anselm Okoro told Tomas Birk.\n\n“We sailed at six,” he said.\n\n“It was dark,” he added.",
        [("“The sea was calm,”", "Anselm Okoro"), ("“We sailed at six,”", "he"), ("“It was dark,”", "he")],
        ["Anselm Okoro"] * 3,
    ),
    "they": (
        "Divers from Hull searched the wreck. It was empty, they said.",
        [("It was empty", "they")],
        ["Divers from Hull"],
    ),
    "who": (
        "Anselm Okoro met the pilot Tomas Birk, who said the sea was calm.",
        [("the sea was calm", "who")],
        ["Tomas Birk"],
    ),
    "who after of": (
        "He quoted the diary of Tomas Birk, who wrote that the sea was calm.",
        [("the sea was calm", "who")],
        ["Tomas Birk"],
    ),
    "the latter": (
        "Anselm Okoro sailed with Tomas Birk. The latter said the sea was calm.",
        [("the sea was calm", "The latter")],
        ["Tomas Birk"],
    ),
    "both": (
        "Anselm Okoro sailed with Tomas Birk. Both said the sea was calm.",
        [("the sea was calm", "Both")],
        ["Anselm Okoro and Tomas Birk"],
    ),
    "the minister": (
        "Transport Minister Ilse Grandin rode the tram with the painter Bo Ek. It is late, the minister said.",
        [("It is late", "the minister")],
        ["Ilse Grandin"],
    ),
    "an office that is abbreviated": (
        "Prime Minister Ilse Grandin rode the tram with the painter Bo Ek. It is late, the PM said.",
        [("It is late", "the PM")],
        ["Ilse Grandin"],
    ),
    "the senior diplomat": (
        "Senior diplomat Ilse Grandin met the painter Bo Ek. Talks go on, the senior diplomat said.",
        [("Talks go on", "the senior diplomat")],
        ["Ilse Grandin"],
    ),
    "the 54-year-old": (
        "Ilse Grandin, 54, won the race in Turku. The ice was thin, the 54-year-old said.",
        [("The ice was thin", "the 54-year-old")],
        ["Ilse Grandin"],
    ),
    "his spokesman is another": (
        "Mayor Olaf Brandt was not at home. The bridge stays shut, his spokesman said.",
        [("The bridge stays shut", "his spokesman")],
        ["his spokesman"],
    ),
    "a named man's lawyer is another": (
        "Olaf Brandt denies it. The tape is a fake, Olaf Brandt's lawyer said.",
        [("The tape is a fake", "Olaf Brandt's lawyer")],
        ["Olaf Brandt's lawyer"],
    ),
    "unnamed stays unnamed": (
        "A customs officer said the crates were empty.",
        [("the crates were empty", "A customs officer")],
        ["A customs officer"],
    ),
    "unnamed again": (
        "A customs officer said the crates were empty. They smelled of fish, the officer said.",
        [("the crates were empty", "A customs officer"), ("They smelled of fish", "the officer")],
        ["A customs officer"] * 2,
    ),
    "named later": (
        "A beekeeper has warned of a poor summer\n\nThe hives are silent, beekeeper Juno Abara said.",
        [("a poor summer", "A beekeeper"), ("The hives are silent", "beekeeper Juno Abara")],
        ["Juno Abara"] * 2,
    ),
    "the company": (
        "Quillfeather Ltd. said it would close two plants. Demand fell, the company said.",
        [("it would close two plants", "Quillfeather Ltd."), ("Demand fell", "the company")],
        ["Quillfeather Ltd."] * 2,
    ),
}

FORMS: dict[str, Case] = {
    "discontinuous, one speaker": (
        "“The vines,” said grower Pilar Ochoa, “froze in May.”",
        [("“The vines,”", "grower Pilar Ochoa"), ("“froze in May.”", None)],
        ["Pilar Ochoa"] * 2,
    ),
    "after a sentence about the speaker": (
        "Grower Pilar Ochoa lost her vines to the frost. “I wept.”",
        [("“I wept.”", None)],
        ["Pilar Ochoa"],
    ),
    "after a colon": (
        "The frost came late. Grower Pilar Ochoa shook her head: “All is gone.”",
        [("“All is gone.”", None)],
        ["Pilar Ochoa"],
    ),
    "after the speaker's last quote": (
        "“The vines froze,” Pilar Ochoa said. “All is gone.”",
        [("“The vines froze,”", "Pilar Ochoa"), ("“All is gone.”", None)],
        ["Pilar Ochoa"] * 2,
    ),
    "in the next paragraph": (
        "“The vines froze,” Pilar Ochoa said.\n\n“All is gone.”",
        [("“The vines froze,”", "Pilar Ochoa"), ("“All is gone.”", None)],
        ["Pilar Ochoa"] * 2,
    ),
    "according to": (
        "The frost killed half the vines, according to Pilar Ochoa.",
        [("The frost killed half the vines", "Pilar Ochoa")],
        ["Pilar Ochoa"],
    ),
    "document": (
        "An audit of the harbour found that two cranes were missing.",
        [("two cranes were missing", "An audit of the harbour")],
        ["An audit of the harbour"],
    ),
    "poll": (
        "A poll by the Turku Institute found that half would move.",
        [("half would move", "A poll by the Turku Institute")],
        ["A poll by the Turku Institute"],
    ),
    "law": (
        "The Harbour Act says that cranes need a licence.",
        [("cranes need a licence", "The Harbour Act")],
        ["Harbour Act"],
    ),
    "someone quoting another": (
        "The gate was open, Ribera Radio said, quoting the guard Ivo Marsh.",
        [("The gate was open", "the guard Ivo Marsh")],
        ["Ivo Marsh"],
    ),
    "headline": (
        "Vines are dead, says grower\n\nGrower Pilar Ochoa said on Monday her vines were dead.",
        [("Vines are dead", "grower"), ("her vines were dead", "Grower Pilar Ochoa")],
        ["Pilar Ochoa"] * 2,
    ),
    "several at once": (
        "Pilar Ochoa and Ivo Marsh met. Ochoa and Marsh said the gate was open.",
        [("the gate was open", "Ochoa and Marsh")],
        ["Pilar Ochoa and Ivo Marsh"],
    ),
    "a country and its allies": (
        "Lisbon and its allies said the ferry would sail.",
        [("the ferry would sail", "Lisbon and its allies")],
        ["Lisbon and its allies"],
    ),
}

ROLES = {
    "apposition after": ("Juno Abara, keeper of the Vale hives, said bees slept.", "keeper of the Vale hives"),
    "apposition before": ("The guild's chairwoman, Juno Abara, said bees slept.", "guild's chairwoman"),
    "title before": ("Deputy Honey Inspector Juno Abara said bees slept.", "Deputy Honey Inspector"),
    "title in lower case with of": ("Former minister of state Juno Abara said bees slept.", "Former minister of state"),
    "title with a field in capitals": (
        "Director of Public Hives Juno Abara said bees slept.",
        "Director of Public Hives",
    ),
    "who is": ("Juno Abara, who is the director of Vale Honey, said bees slept.", "director of Vale Honey"),
    "after an age": ("Juno Abara, 61, a beekeeper from Vale, said bees slept.", "beekeeper from Vale"),
    "abbreviation": ("Sen. Juno Abara said bees slept.", "Sen."),
    "fuller one elsewhere": (
        "Dr. Juno Abara said bees slept.\n\nJuno Abara, professor of insects at Vale College, is tired.",
        "professor of insects at Vale College",
    ),
    "clause that tells the work": (
        "Juno Abara, a professor who teaches law at Vale, said bees slept.",
        "professor who teaches law at Vale",
    ),
    "clause that tells a deed": ("Juno Abara, a beekeeper who fled the fire, said bees slept.", "beekeeper"),
    "bracket": (
        "Juno Abara, an adviser at the Office for Bees (OFB), said bees slept.",
        "adviser at the Office for Bees (OFB)",
    ),
    "second office after and": (
        "Juno Abara, director of Vale Honey and a co-author of the report, said bees slept.",
        "director of Vale Honey",
    ),
    "heads": ("Juno Abara, who heads the Vale Honey Guild, said bees slept.", "head of the Vale Honey Guild"),
    "caption": ("Honey inspector Juno Abara at the fair\n\nAbara said bees slept.", "Honey inspector"),
    "no office": ("Juno Abara, 61, said bees slept.", None),
}

# What does not work yet, and why.
KNOWN = {
    "misspelt surname": "letters that change places make a name too unlike",
    "the group after the acronym": "the scorer prefers a group of its own",
    "company by its first word": "without the network's names, a word at the start of a sentence is no company's",
    "they": "groups that have not spoken are no candidates",
}


def cases(table: dict[str, Case]) -> pytest.MarkDecorator:
    rows = [
        pytest.param(
            *case, id=name, marks=[pytest.mark.xfail(reason=KNOWN[name], strict=True)] if name in KNOWN else []
        )
        for name, case in table.items()
    ]
    return pytest.mark.parametrize(("text", "quotes", "speakers"), rows)


def find_speakers(text: str, quotes: Sequence[Quoted]) -> list[str | None]:
    return [found.speaker for found in resolve(text, quotes)]


@cases(NAMES)
def test_resolve_speakers_name_cases(text: str, quotes: list[Quoted], speakers: list[str]) -> None:
    assert find_speakers(text, quotes) == speakers


@cases(BODIES)
def test_resolve_speakers_body_cases(text: str, quotes: list[Quoted], speakers: list[str]) -> None:
    found = resolve(text, quotes)
    assert [each.speaker for each in found] == speakers
    assert {each.kind for each in found} == {"organisation"}


@cases(POINTERS)
def test_resolve_speakers_pointer_cases(text: str, quotes: list[Quoted], speakers: list[str]) -> None:
    assert find_speakers(text, quotes) == speakers


@cases(FORMS)
def test_resolve_speakers_form_cases(text: str, quotes: list[Quoted], speakers: list[str]) -> None:
    assert find_speakers(text, quotes) == speakers


INTRODUCTION = "Vale Radio asked beekeeper Juno Abara about the frost."
TURNS = INTRODUCTION + "\n\n{0}Did bees die?\n\n{1}Some did.\n\n{2}When?\n\n{3}In May."
CONTENTS = ("Did bees die?", "Some did.", "When?", "In May.")


@pytest.mark.parametrize(
    ("labels", "speakers"),
    [
        pytest.param(("RADIO", "ABARA") * 2, ["Vale Radio", "Juno Abara"] * 2, id="labels at every turn"),
        pytest.param(("Vale Radio", "Juno Abara", "", ""), ["Vale Radio", "Juno Abara"] * 2, id="labels at the first"),
        pytest.param(("Q", "A") * 2, ["Vale Radio", "Juno Abara"] * 2, id="Q and A"),
        pytest.param(("", "") * 2, ["Vale Radio", "Juno Abara"] * 2, id="no labels"),
    ],
)
def test_resolve_speakers_turn_cases(labels: Sequence[str], speakers: list[str]) -> None:
    text = TURNS.format(*(f"{label}: " if label else "" for label in labels))
    drafts, at = [], text.index("\n")
    for number, (content, label) in enumerate(zip(CONTENTS, labels, strict=True)):
        at = text.index(f"{label}: {content}" if label else content, at)
        span = Span(at, at + len(label)) if label else None
        start = text.index(content, at)
        turn = "answer" if number % 2 else "question"
        drafts.append(Draft((Span(start, start + len(content)),), "direct", turn=turn, label=span))
    found = resolve_speakers(text, find_sentences(text), drafts, [], title="Bees", publisher="Vale Radio", authors=[])
    assert [each.speaker for each in found] == speakers
    assert {each.resolved_by for each in found} == {"interview_turn"}


def test_resolve_speakers_relay() -> None:
    text = "Pilar Ochoa said the guard Ivo Marsh had told her the gate was open."
    outer = make_drafts(text, [("the guard Ivo Marsh had told her the gate was open", "Pilar Ochoa")])
    inner = make_drafts(text, [("the gate was open", "the guard Ivo Marsh")])
    found = resolve_speakers(text, find_sentences(text), [*outer, *inner], [], title=None, publisher=None, authors=[])
    assert [each.speaker for each in found] == ["Pilar Ochoa", "Ivo Marsh"]


def test_resolve_speakers_author_of_a_letter() -> None:
    (found,) = resolve("I say the bees are fine.", [("the bees are fine", "I")], authors=["Juno Abara"])
    assert (found.speaker, found.resolved_by) == ("Juno Abara", "pronoun")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        pytest.param(
            *case, id=name, marks=[pytest.mark.xfail(reason=KNOWN[name], strict=True)] if name in KNOWN else []
        )
        for name, case in ROLES.items()
    ],
)
def test_resolve_speakers_role_cases(text: str, role: str | None) -> None:
    source = "Abara" if text.endswith("Abara said bees slept.") and "\n\n" in text else text.split(" said bees")[0]
    (found,) = resolve(text, [("bees slept", source)])
    assert (found.speaker, found.role) == ("Juno Abara", role)
