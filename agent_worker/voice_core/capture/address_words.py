"""The words of an address: numbers in front, the street and its type, what stands at the end."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import Final, NamedTuple

from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.lexicon import kinds
from agent_worker.voice_core.locale.tokens import MAX_WORDS, Token, clean

WORD: Final = re.compile(r"[0-9]+|[^\W\d_]+(?:'[^\W\d_]+)*|/|(?<=[0-9])\s?-\s?(?=[0-9])")
THOUSANDS: Final = re.compile(r"(?<=[0-9])[,.](?=[0-9])")
HYPHENS: Final = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
A_HUNDRED: Final = re.compile(r"\ba (hundred|thousand)\b", re.IGNORECASE)
PAUSES: Final = frozenset(",.;:?!")
LONGEST_NUMBER: Final = 10
"""Words of the longest number."""
POSTCODE: Final = re.compile(r"0[289][0-9]{2}|[1-9][0-9]{3}")


class Number(NamedTuple):
    """A number and how many words it took."""

    digits: str
    used: int
    words: tuple[Token, ...] = ()


@lru_cache(maxsize=64)
def _split(text: str) -> tuple[Token, ...]:
    text = HYPHENS.sub(" ", THOUSANDS.sub("", A_HUNDRED.sub(r"one \1", clean(text))))
    text = re.sub(r"(?<=[0-9])(?=[A-Za-z])", " ", text)
    found = []
    for match in islice(WORD.finditer(text), MAX_WORDS):
        word = match.group().strip()
        after = text[match.end() : match.end() + 1]
        found.append(Token(word.casefold(), word, after in PAUSES and after != ""))
    return tuple(found)


def split(text: str) -> list[Token]:
    """Split a turn; "4,102" and "12.04" are one number each."""
    return list(_split(text))


@cache
def _starting(locale: Locale, kind: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the phrases of a list by their first word, the longest first."""
    starting: dict[str, list[tuple[str, ...]]] = {}
    for phrase in locale.words[f"address.{kind}"]:
        first, *rest = phrase.split()
        starting.setdefault(first, []).append((first, *rest))
    return {first: tuple(sorted(found, key=len)[::-1]) for first, found in starting.items()}


def match(words: Sequence[Token], at: int, kind: str, locale: Locale) -> int:
    """Return how many words at `at` are a phrase of this list, 0 if none."""
    if at >= len(words):
        return 0
    for phrase in _starting(locale, kind).get(words[at].text, ()):
        end = at + len(phrase)
        if end > len(words) or phrase[-1] != words[end - 1].text:  # cheaper, and mostly enough
            continue
        if phrase == tuple(word.text for word in words[at:end]):
            return len(phrase)
    return 0


@cache
def openers(locale: Locale, *kinds_of: str) -> frozenset[str]:
    """Return the words that phrases of these lists begin with: where `match` is worth a try."""
    return frozenset(first for kind in kinds_of for first in _starting(locale, kind))


@cache
def street_types(locale: Locale) -> dict[str, str]:
    """Return the words for street types to the type in full."""
    return {
        word: kind.removeprefix("type_").capitalize()
        for kind in kinds(locale, "address")
        if kind.startswith("type_")
        for word in locale.words[f"address.{kind}"]
    }


@cache
def _tails(locale: Locale, prefix: str) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return the names of states by their last word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind in kinds(locale, "address"):
        for phrase in locale.words[f"address.{kind}"] if kind.startswith(prefix) else ():
            words = tuple(phrase.split())
            found.setdefault(words[-1], []).append((words, kind.removeprefix(prefix)))
    return {last: tuple(sorted(ways, key=lambda way: -len(way[0]))) for last, ways in found.items()}


def ends_with_state(
    words: Sequence[Token], locale: Locale, prefix: str = "state_"
) -> tuple[str, int]:
    """Return the state that the words end with and how many words name it."""
    for phrase, state in _tails(locale, prefix).get(words[-1].text, ()) if words else ():
        if tuple(word.text for word in words[-len(phrase) :]) == phrase:
            return state, len(phrase)
    return "", 0


def numeric(words: Sequence[Token], at: int, locale: Locale) -> bool:
    """Whether the word at `at` is one of a number said in words or figures."""
    vocabulary = numbers.vocabulary(locale)
    text = words[at].text
    if text in vocabulary.times:
        return at + 1 < len(words) and numbers.is_number(words[at + 1].text, vocabulary)
    if text == "and":
        before = at > 0 and words[at - 1].text in vocabulary.hundred
        return before and at + 1 < len(words) and numbers.is_number(words[at + 1].text, vocabulary)
    return numbers.is_number(text, vocabulary) or text in vocabulary.hundred | vocabulary.thousand


def number_at(words: Sequence[Token], at: int, locale: Locale) -> Number:
    """Read the number that begins at `at`, up to a pause; no digits if there is none."""
    end = at
    while end < min(len(words), at + LONGEST_NUMBER) and numeric(words, end, locale):
        end += 1
        if words[end - 1].pause:
            break
    taken = words[at:end]
    digits = value(taken, locale)
    return Number(digits, end - at, tuple(taken)) if digits else Number("", 0)


def value(words: Sequence[Token], locale: Locale) -> str:
    """Return number words as digits, "" if they are none."""
    found = numbers.runs(words, locale)
    return found[0].readings[0] if found and found[0].readings else ""


def number_ending(words: Sequence[Token], locale: Locale) -> Number:
    """Return the postcode that the words end with, and how many words it took."""
    first = len(words)
    while first > max(0, len(words) - LONGEST_NUMBER) and numeric(words, first - 1, locale):
        first -= 1
    for start in range(first, len(words)):
        digits = value(words[start:], locale)
        if POSTCODE.fullmatch(digits):
            return Number(digits, len(words) - start)
    return Number("", 0)
