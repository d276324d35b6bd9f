"""The words and signs of a turn about an e-mail address, and the lists that they are in."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Final

from agent_worker.voice_core.capture import spelling
from agent_worker.voice_core.capture.name_words import ALIKE, likeness
from agent_worker.voice_core.capture.spelling import letter_words
from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.tokens import MAX_WORDS, WORD, Token, clean, plain

PART: Final = re.compile(r"[0-9]+|[^\W\d_]+(?:'[^\W\d_]+)*|[@._+\-]")
DOT_COM: Final = re.compile(r"\bdotcom\b", re.IGNORECASE)
SIGNS: Final = frozenset("@._+-")
SIGN_KINDS: Final = {
    "email.dot": ".", "email.underscore": "_", "email.dash": "-", "email.plus": "+",
    "email.at": "@",
}  # fmt: skip
SIGN_KEYS: Final = tuple(SIGN_KINDS)
ECHOED: Final = 3
"""Words that one spelling may repeat: "jay smith, j a y s m i t h"."""
LOOKED_BACK: Final = 12
"""Words before a spelling that it may repeat."""
NEARLY: Final = 0.9
"""Several words are repeated only by a spelling that is this much like them."""


def split(text: str, locale: Locale) -> list[Token]:
    """Split text, keeping the signs that stand inside an address and dropping punctuation."""
    text = DOT_COM.sub("dot com", spelling.apart(clean(text)))
    vocabulary = numbers.vocabulary(locale)
    found: list[Token] = []
    for match in islice(PART.finditer(text), MAX_WORDS):
        word = match.group()
        if word in ".-" and not _is_sign(text, match.start()):
            continue
        if word == "-" and found and found[-1].text in vocabulary.tens:
            continue  # "ninety-three"
        after = text[match.end() : match.end() + 1]
        ends = after == "." and text[match.end() + 1 : match.end() + 2] in {"", " ", "\n"}
        found.append(Token(_ascii(word), word, ends or after in {",", ";", "?", "!"}))
    return found


def _is_sign(text: str, at: int) -> bool:
    """Whether a full stop or hyphen belongs to the address: "a.b", "J. Smith", not "S-I-O"."""
    before, after = text[max(0, at - 3) : at], text[at + 1 : at + 5]
    if not before.strip() or not after.strip():
        return False
    if before[-1].isspace() and after[0].isspace():
        return text[at] == "."
    closed = not before[-1].isspace() and not after[0].isspace()
    single_before = re.search(r"(?:^|\W)\w$", before) is not None
    single_after = re.match(r"\w(?:$|\W)", after) is not None
    if text[at] == "-":
        return closed and not (single_before or single_after)
    capital = single_before and before[-1].isupper()
    initial = capital and re.match(r" [^\W\d_]{2}", after) is not None
    spelled = capital and single_after and after[0].isupper()
    return (closed and not spelled) or initial


def _ascii(word: str) -> str:
    bare = word.replace("'", "").casefold()
    if bare.isascii():
        return bare
    bare = unicodedata.normalize("NFKD", bare)
    return "".join(char for char in bare if char.isascii())


@cache
def _listed(locale: Locale, keys: tuple[str, ...]) -> dict[str, tuple[tuple[list[str], str], ...]]:
    """Return the phrases of word lists by their first word, the longest first."""
    listed: dict[str, list[tuple[list[str], str]]] = {}
    for key in keys:
        for phrase in locale.words[key]:
            words = phrase.replace("'", "").split()
            listed.setdefault(words[0], []).append((words, key))
    return {
        first: tuple(sorted(found, key=lambda one: -len(one[0]))) for first, found in listed.items()
    }


def find(words: Sequence[Token], at: int, keys: tuple[str, ...], locale: Locale) -> tuple[str, int]:
    """Return the list that has the longest phrase at `at` and how many words that is, 0 if none."""
    if at >= len(words):
        return "", 0
    for phrase, key in _listed(locale, keys).get(words[at].text, ()):
        if len(phrase) == 1 or [word.text for word in words[at : at + len(phrase)]] == phrase:
            return key, len(phrase)
    return "", 0


def match(words: Sequence[Token], at: int, key: str, locale: Locale) -> int:
    """Return how many words at `at` are a phrase of this list, 0 if none."""
    return find(words, at, (key,), locale)[1]


def sign(words: Sequence[Token], at: int, locale: Locale) -> tuple[str, int]:
    """Return the sign that is said or written at `at` and how many words say it, 0 if none."""
    key, size = find(words, at, SIGN_KEYS, locale)
    if size:
        return SIGN_KINDS[key], size
    return (words[at].text, 1) if at < len(words) and words[at].text in SIGNS else ("", 0)


def instruction(words: Sequence[Token], at: int, locale: Locale) -> int:
    """Return how many words at `at` say how the address is written; not "no, dot com"."""
    size = match(words, at, "email.instruction", locale)
    goes_on = at + size < len(words) and not words[at + size - 1].pause
    if not size or not goes_on or match(words, at + size, "email.at", locale):
        return size
    return 0 if find(words, at + 1, SIGN_KEYS, locale)[1] == size - 1 else size


def lettered(text: str, locale: Locale) -> str:
    """Return the plain words of a turn, letters that have a name of their own as letters."""
    words = plain(text).split(" ")
    if spelling.ONLY_LETTERS.isdisjoint(words):
        return " ".join(words)
    named = letter_words(locale)
    return " ".join(named[word] if word in spelling.ONLY_LETTERS else word for word in words)


def without_articles(words: Sequence[Token], locale: Locale) -> list[Token]:
    """Leave out what leads in to a sign: the "then a" of "n a t, then a dot"."""
    kept: list[Token] = []
    at = 0
    while at < len(words):
        size = match(words, at, "email.before_sign", locale)
        if size and sign(words, at + size, locale)[1]:
            at += size
        kept.append(words[at])
        at += 1
    return kept


def apart(text: str, said: str, span: tuple[int, int]) -> tuple[str, str]:
    """Return what stands before and behind a span of the plain words of a turn, as written."""
    text = clean(text)
    spans = [word.span() for word in islice(WORD.finditer(text), MAX_WORDS)]
    first, last = (said.count(" ", 0, at) for at in span)
    return text[: spans[first][0]], text[spans[last][1] :]


def echoed(said: Sequence[str], letters: str) -> tuple[int, int] | None:
    """Return the first and last of the words that letters spell again, None if they are new.

    The last words together come first, then the one that is most like it; "" stands for what is
    no word.
    """
    before, said = max(0, len(said) - LOOKED_BACK), said[-LOOKED_BACK:]
    for count in range(ECHOED, 1, -1):
        last = said[-count:]
        if len(last) == count and all(last) and likeness("".join(last), letters) >= NEARLY:
            return before + len(said) - count, before + len(said)
    alike = [at for at, word in enumerate(said) if word and likeness(word, letters) >= ALIKE + 0.1]
    at = max(alike, key=lambda at: (likeness(said[at], letters), at), default=None)
    return None if at is None else (before + at, before + at + 1)
