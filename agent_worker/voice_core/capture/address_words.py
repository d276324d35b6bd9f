"""The words of an address: numbers in front, the street and its type, what stands at the end."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.lexicon import kinds
from agent_worker.voice_core.locale.tokens import MAX_WORDS, Token, clean

WORD: Final = re.compile(r"[0-9]+|[^\W\d_]+(?:'[^\W\d_]+)*|/|(?<=[0-9])\s?-\s?(?=[0-9])")
THOUSANDS: Final = re.compile(r"(?<=[0-9])[,.](?=[0-9])")
HYPHENS: Final = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
LONGEST_PHRASE: Final = 4
LONGEST_NUMBER: Final = 10
"""Words of the longest number."""
POSTCODE: Final = re.compile(r"0[289][0-9]{2}|[1-9][0-9]{3}")


class Number(NamedTuple):
    """A number and how many words it took."""

    digits: str
    used: int
    words: tuple[Token, ...] = ()


def split(text: str) -> list[Token]:
    """Split a turn; "4,102" and "12.04" are one number each."""
    text = HYPHENS.sub(" ", THOUSANDS.sub("", clean(text)))
    text = re.sub(r"(?<=[0-9])(?=[A-Za-z])", " ", text)
    found = []
    for match in islice(WORD.finditer(text), MAX_WORDS):
        word = match.group().strip()
        after = text[match.end() :][:1]
        pause = after in {",", ".", ";", ":", "?", "!"} and after != ""
        found.append(Token(word.casefold(), word, pause))
    return found


@cache
def _listed(locale: Locale, kind: str) -> dict[int, frozenset[str]]:
    listed: dict[int, set[str]] = {}
    for phrase in locale.words[f"address.{kind}"]:
        listed.setdefault(phrase.count(" ") + 1, set()).add(phrase)
    return {size: frozenset(found) for size, found in listed.items()}


def match(words: Sequence[Token], at: int, kind: str, locale: Locale) -> int:
    """Return how many words at `at` are a phrase of this list, 0 if none."""
    listed = _listed(locale, kind)
    for size in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
        if size in listed and " ".join(word.text for word in words[at : at + size]) in listed[size]:
            return size
    return 0


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
def _tails(locale: Locale, prefix: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    found = [
        (tuple(phrase.split()), kind.removeprefix(prefix))
        for kind in kinds(locale, "address")
        if kind.startswith(prefix)
        for phrase in locale.words[f"address.{kind}"]
    ]
    return tuple(sorted(found, key=lambda one: -len(one[0])))


def ends_with_state(
    words: Sequence[Token], locale: Locale, prefix: str = "state_"
) -> tuple[str, int]:
    """Return the state that the words end with and how many words name it."""
    texts = tuple(word.text for word in words)
    for phrase, state in _tails(locale, prefix):
        if texts[-len(phrase) :] == phrase:
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
