"""Which predicted article, quote, claim and speaker stands for which gold one."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from claimx.evaluate.gold import GoldArticle, GoldQuote, Offsets

# Characters that do not count when spans are compared.
UNCOUNTED = frozenset(" \t\r\n\u00a0\"“”'‘’«»„`")
# Words that do not count at the beginning of a name.
NAME_TITLES = frozenset(
    "mr mrs ms dr sir dame president prof professor gen sen rep gov lord lady the a an".split()  # noqa: SIM905
)
MIN_IOU = 0.5


def pair_articles(
    gold: Iterable[GoldArticle], predicted: Iterable[GoldArticle]
) -> Iterator[tuple[GoldArticle, GoldArticle]]:
    """Pair gold articles with predicted ones, in the order of the gold.

    They pair up by `article_id`, or else by the gold's `source_file` and the file name that ends the prediction's
    `uri`. A gold article that nobody predicted is paired with an empty prediction.
    """
    by_id = {article["article_id"]: article for article in predicted}
    by_file = {re.split(r"[/#]", uri)[-1]: article for article in by_id.values() if (uri := article.get("uri"))}
    for article in {article["article_id"]: article for article in gold}.values():
        found = by_id.get(article["article_id"])
        if found is None and "source_file" in article:
            found = by_file.get(article["source_file"])
        yield article, found or GoldArticle(text=article["text"], quotes=[], claims=[])


def align_texts(text: str, gold_text: str) -> list[int | None] | None:
    """Map the offsets of one text to those of the gold text, word by word.

    Args:
        text: the predicted article's text.
        gold_text: the gold article's text.

    Returns:
        For each offset into `text`, and its end, the offset into `gold_text`, or None where a character has no
        counterpart there. None in place of the list where the texts are the same.

    >>> align_texts("Ad. She left.", "She left.")[4:7]
    [0, 1, 2]
    """
    if text == gold_text:
        return None
    table: list[int | None] = [None] * (len(text) + 1)
    words, gold_words = list(re.finditer(r"\S+", text)), list(re.finditer(r"\S+", gold_text))
    matcher = difflib.SequenceMatcher(
        None, [word.group() for word in words], [word.group() for word in gold_words], autojunk=False
    )
    for block in matcher.get_matching_blocks():
        for k in range(block.size):
            start, gold_start = words[block.a + k].start(), gold_words[block.b + k].start()
            for i in range(len(words[block.a + k].group())):
                table[start + i] = gold_start + i
    return table


def find_characters(spans: Iterable[Sequence[int]], text: str, table: list[int | None] | None = None) -> set[int]:
    """Find the characters of the gold text that spans cover and that count.

    White space, quotation marks, outer punctuation and an opening "that" do not count.

    Args:
        spans: half-open offsets, into the predicted text where there is a `table`, else into `text`.
        text: the gold article's text.
        table: from `align_texts`.

    Returns:
        Offsets into `text`.

    >>> sorted(find_characters([(0, 5)], "“Go.” he said"))
    [1, 2]
    """
    covered = (offset for start, end in spans for offset in range(start, end))
    mapped = covered if table is None else (table[offset] for offset in covered)
    found = {offset for offset in mapped if offset is not None and offset < len(text) and text[offset] not in UNCOUNTED}
    ordered = sorted(found)
    first, last = 0, len(ordered)
    while last > first and not text[ordered[last - 1]].isalnum():
        last -= 1
    while first < last and not text[ordered[first]].isalnum():
        first += 1
    kept = ordered[first:last]
    if len(kept) > 4 and text[kept[0] : kept[0] + 5].lower() == "that ":
        return {offset for offset in kept if offset >= kept[0] + 4}
    return set(kept)


def pair_spans(gold: Sequence[set[int]], predicted: Sequence[set[int]]) -> list[tuple[float, int, int]]:
    """Pair sets of characters one to one, greedily by falling intersection over union.

    Returns:
        IoU, index in `gold` and index in `predicted` of each pair with at least `MIN_IOU`, the best first.

    >>> pair_spans([{1, 2, 3}, {7, 8}], [{8}, {1, 2, 3, 4}, {3}])
    [(0.75, 0, 1), (0.5, 1, 0)]
    """
    candidates = [
        (len(both) / len(one | other), i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(predicted)
        if (both := one & other)
    ]
    candidates.sort(key=lambda candidate: (-candidate[0], candidate[1], candidate[2]))
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    pairs = []
    for iou, i, j in candidates:
        if iou >= MIN_IOU and i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((iou, i, j))
    return pairs


def list_spans(value: Offsets | list[Offsets] | None) -> list[Offsets]:
    """The spans of a cue or source, which may be one span, several or None."""
    if not value:
        return []
    return [item for item in value if isinstance(item, list)] or [[item for item in value if isinstance(item, int)]]


def normalise_name(name: str | None) -> str:
    """Bring a name into the form in which names are compared: plain lower-case words without title or possessive.

    >>> normalise_name("President José Ruiz's")
    'jose ruiz'
    """
    plain = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().casefold()
    words = re.findall(r"[a-z0-9]+", re.sub(r"'s\b", "", plain))
    while words and words[0] in NAME_TITLES:
        words.pop(0)
    return " ".join(words)


def is_same_speaker(gold: GoldQuote, predicted: GoldQuote) -> bool:
    """Whether two quotes have the same speaker.

    Names must be the same; for groups, documents and unnamed speakers, whose names are descriptions, half of the words
    are enough.
    """
    name, other = normalise_name(gold["speaker"]), normalise_name(predicted.get("speaker"))
    if name == other or gold.get("speaker_kind") in ("person", "organisation") or not name or not other:
        return name == other
    words, others = set(name.split()), set(other.split())
    return len(words & others) / len(words | others) >= 0.5 or words <= others or others <= words
