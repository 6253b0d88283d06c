"""How well predicted quotes and claims agree with gold labels: the measures, in percent, over all articles together.

quotes.match      F1 of one-to-one pairs of quotes whose contents overlap with a character IoU of at least 0.5
quotes.exact      the same with IoU = 1
quotes.chars      F1 over the characters of contents
quotes.kind       F1 of quotes that match and have the same kind
quotes.source     F1 of quotes that match and whose sources overlap, or are both absent; quotes.cue likewise
quotes.speaker    F1 of quotes that match and have the same speaker; gold quotes without `speaker` are left out
quotes.speaker_right    of the pairs that match, the share with the right speaker
recall_by_kind    recall of quotes.match over the gold quotes of each kind
claims.checkable, claims.check_worthy   F1 over sentences; `ap` is the average precision of `score`
claims.kind       accuracy over the sentences that both label; claims.claimer likewise
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from claimx.evaluate.gold import GoldArticle, GoldClaim, GoldQuote
from claimx.evaluate.matching import (
    align_texts,
    find_characters,
    is_same_speaker,
    list_spans,
    normalise_name,
    pair_articles,
    pair_spans,
)

ALL_ACTS = ("speech", "thought")
QUOTE_ROLES: tuple[Literal["source"], Literal["cue"]] = ("source", "cue")
CLAIM_FLAGS: tuple[Literal["checkable"], Literal["check_worthy"]] = ("checkable", "check_worthy")
EXCERPT, LONG_EXCERPT = 60, 110


@dataclass
class _Tally:
    """What is counted over the articles."""

    counts: Counter[str] = field(default_factory=Counter)
    gold_kinds: Counter[str | None] = field(default_factory=Counter)
    found_kinds: Counter[str | None] = field(default_factory=Counter)
    ranked: list[tuple[float, bool]] = field(default_factory=list)
    errors: defaultdict[str, list[tuple[str | None, ...]]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True)
class _Pair:
    """A gold article, its prediction, and how the offsets of the latter map to the former."""

    gold: GoldArticle
    predicted: GoldArticle
    table: list[int | None] | None

    def gold_characters(self, spans: Iterable[Sequence[int]]) -> set[int]:
        return find_characters(spans, self.gold["text"])

    def predicted_characters(self, spans: Iterable[Sequence[int]]) -> set[int]:
        return find_characters(spans, self.gold["text"], self.table)


def score(gold: Iterable[GoldArticle], predicted: Iterable[GoldArticle], errors: int = 0) -> dict[str, Any]:
    """Measure predictions against gold labels.

    Args:
        gold: articles with gold labels. Those with `acts` label these acts alone: predicted quotes of another `act` are
            left out. Those without `claims` leave predicted claims out.
        predicted: articles in the same form. Where the text differs it is aligned to the gold text first.
        errors: how many errors of each sort to list under `errors`.

    Returns:
        Each measure by name: a percentage, or precision `p`, recall `r`, `f1` and the numbers of `gold` and `predicted`
        rows. `quotes.speaker` is None where no gold quote has a speaker.

    >>> gold = {"article_id": "a", "text": "“Go,” he said.", "quotes": [{"content": [[0, 5]], "kind": "direct"}]}
    >>> score([gold], [gold])["quotes.match"]
    {'p': 100.0, 'r': 100.0, 'f1': 100.0, 'gold': 1, 'predicted': 1}
    """
    tally = _Tally()
    has_claims = False
    for article, prediction in pair_articles(gold, predicted):
        pair = _Pair(article, prediction, align_texts(prediction.get("text", article["text"]), article["text"]))
        _count_quotes(tally, pair)
        if "claims" in article:
            has_claims = True
            _count_claims(tally, pair)
    report = _report_quotes(tally)
    if has_claims:
        report |= _report_claims(tally)
    if errors:
        report["errors"] = {sort: rows[:errors] for sort, rows in tally.errors.items()}
    return report


def _count_quotes(tally: _Tally, pair: _Pair) -> None:
    counts, key = tally.counts, pair.gold["article_id"]
    acts = pair.gold.get("acts", ALL_ACTS)
    quotes = [quote for quote in pair.gold.get("quotes", []) if quote["content"]]
    guesses = [
        quote for quote in pair.predicted.get("quotes", []) if quote["content"] and quote.get("act", "speech") in acts
    ]
    contents = [pair.gold_characters(quote["content"]) for quote in quotes]
    guessed = [pair.predicted_characters(quote["content"]) for quote in guesses]
    _count_characters(counts, contents, guessed)
    counts["gold quotes"] += len(quotes)
    counts["predicted quotes"] += len(guesses)
    counts["named"] += sum("speaker" in quote for quote in quotes)
    tally.gold_kinds.update(quote.get("kind") for quote in quotes)
    matches = pair_spans(contents, guessed)
    for iou, i, j in matches:
        counts["exact"] += iou == 1
        _count_match(tally, pair, quotes[i], guesses[j])
    found, right = {i for _, i, _ in matches}, {j for _, _, j in matches}
    text, guessed_text = pair.gold["text"], pair.predicted.get("text", pair.gold["text"])
    missed = [quote for i, quote in enumerate(quotes) if i not in found]
    false = [quote for j, quote in enumerate(guesses) if j not in right]
    tally.errors["missed quote"] += [(key, quote.get("kind"), _show(quote, text)) for quote in missed]
    tally.errors["false quote"] += [(key, quote.get("kind"), _show(quote, guessed_text)) for quote in false]


def _count_characters(counts: Counter[str], contents: list[set[int]], guessed: list[set[int]]) -> None:
    covered, guess = set().union(*contents), set().union(*guessed)
    counts["gold characters"] += len(covered)
    counts["predicted characters"] += len(guess)
    counts["characters"] += len(covered & guess)


def _count_match(tally: _Tally, pair: _Pair, quote: GoldQuote, guess: GoldQuote) -> None:
    """Count what is right about a predicted quote that matches a gold one."""
    counts = tally.counts
    counts["match"] += 1
    counts["kind"] += quote.get("kind") == guess.get("kind")
    tally.found_kinds[quote.get("kind")] += 1
    for role in QUOTE_ROLES:
        span = pair.gold_characters(list_spans(quote.get(role)))
        other = pair.predicted_characters(list_spans(guess.get(role)))
        counts[role] += bool(span & other) or not (span or other)
    if "speaker" not in quote:
        counts["nameless"] += 1
    elif is_same_speaker(quote, guess):
        counts["speaker"] += 1
    else:
        excerpt = pair.gold["text"][quote["content"][0][0] :][:EXCERPT]
        tally.errors["speaker"].append((pair.gold["article_id"], quote["speaker"], guess.get("speaker"), excerpt))


def _count_claims(tally: _Tally, pair: _Pair) -> None:
    counts, claims, guesses = tally.counts, pair.gold["claims"], pair.predicted.get("claims", [])
    matches = pair_spans(
        [pair.gold_characters([claim["sentence"]]) for claim in claims],
        [pair.predicted_characters([claim["sentence"]]) for claim in guesses],
    )
    pairs = [(claims[i], guesses[j]) for _, i, j in matches]
    for flag in CLAIM_FLAGS:
        counts[f"gold {flag}"] += sum(bool(claim.get(flag)) for claim in claims)
        counts[f"predicted {flag}"] += sum(bool(claim.get(flag)) for claim in guesses)
        counts[flag] += sum(bool(claim.get(flag)) and bool(guess.get(flag)) for claim, guess in pairs)
    for claim, guess in pairs:
        counts["claim pairs"] += 1
        counts["claim kind"] += claim.get("kind") == guess.get("kind")
        if "claimer" in claim:
            counts["claimers"] += 1
            counts["claimer"] += normalise_name(claim["claimer"]) == normalise_name(guess.get("claimer"))
    gold_of = {j: claims[i] for _, i, j in matches}
    tally.ranked += [(_rank(guess), _is_worthy(gold_of.get(j))) for j, guess in enumerate(guesses)]
    found = {i for _, i, _ in matches}
    tally.ranked += [(-1.0, True) for i, claim in enumerate(claims) if _is_worthy(claim) and i not in found]


def _rank(guess: GoldClaim) -> float:
    return guess.get("score", float(bool(guess.get("check_worthy"))))


def _is_worthy(claim: GoldClaim | None) -> bool:
    return claim is not None and bool(claim.get("check_worthy"))


def average_precision(ranked: Iterable[tuple[float, bool]]) -> float:
    """The mean, over the positive rows, of the precision down to each, in percent; among equals the negative go first.

    >>> average_precision([(0.9, True), (0.8, False), (0.7, True)])
    83.3
    """
    hits, total = 0, 0.0
    for rank, (_, is_positive) in enumerate(sorted(ranked, key=lambda row: (-row[0], row[1])), 1):
        if is_positive:
            hits += 1
            total += hits / rank
    return round(100 * total / hits, 1) if hits else 0.0


def _report_quotes(tally: _Tally) -> dict[str, Any]:
    counts = tally.counts
    gold, predicted = counts["gold quotes"], counts["predicted quotes"]
    report: dict[str, Any] = {
        f"quotes.{measure}": _f1(counts[measure], predicted, gold) for measure in ("match", "exact")
    }
    report["quotes.chars"] = _f1(counts["characters"], counts["predicted characters"], counts["gold characters"])
    report |= {f"quotes.{measure}": _f1(counts[measure], predicted, gold) for measure in ("kind", *QUOTE_ROLES)}
    named, nameless = counts["named"], counts["nameless"]
    report["quotes.speaker"] = _f1(counts["speaker"], predicted - nameless, named) if named else None
    report["quotes.speaker_right"] = _percent(counts["speaker"], counts["match"] - nameless)
    report["recall_by_kind"] = {
        str(kind): _percent(tally.found_kinds[kind], n)
        for kind, n in sorted(tally.gold_kinds.items(), key=lambda item: str(item))
    }
    return report


def _report_claims(tally: _Tally) -> dict[str, Any]:
    counts = tally.counts
    report: dict[str, Any] = {
        f"claims.{flag}": _f1(counts[flag], counts[f"predicted {flag}"], counts[f"gold {flag}"]) for flag in CLAIM_FLAGS
    }
    report["claims.check_worthy"]["ap"] = average_precision(tally.ranked)
    report["claims.kind"] = _percent(counts["claim kind"], counts["claim pairs"])
    if counts["claimers"]:
        report["claims.claimer"] = _percent(counts["claimer"], counts["claimers"])
    return report


def _percent(part: int, whole: int) -> float:
    return round(100 * part / max(1, whole), 1)


def _f1(right: int, predicted: int, gold: int) -> dict[str, float]:
    precision = right / predicted if predicted else 0.0
    recall = right / gold if gold else 0.0
    return {
        "p": round(100 * precision, 1),
        "r": round(100 * recall, 1),
        "f1": round(100 * 2 * precision * recall / (precision + recall), 1) if precision + recall else 0.0,
        "gold": gold,
        "predicted": predicted,
    }


def _show(quote: GoldQuote, text: str) -> str:
    return " … ".join(text[start:end] for start, end in quote["content"])[:LONG_EXCERPT]
