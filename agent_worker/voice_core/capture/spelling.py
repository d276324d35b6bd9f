"""Letters as people spell and recognisers write them, and letters as we say them."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.lexicon import members
from agent_worker.voice_core.locale.tokens import Token

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
CONFUSABLE: Final = frozenset("bcdegptvzmnsf")
"""Letters that sound alike on a telephone: the highest rung says a code word with them."""
CODE_WORDS: Final = {
    "b": "bravo", "c": "charlie", "d": "delta", "e": "echo", "g": "golf", "p": "papa",
    "t": "tango", "v": "victor", "z": "zulu", "m": "mike", "n": "november", "s": "sierra",
    "f": "foxtrot",
}  # fmt: skip
CHUNK: Final = 4
CAPITALS: Final = re.compile(r"\b[A-Z]+(?:-[A-Z]+)+\b|\b[A-Z]{3,}\b")
ONLY_LETTERS: Final = frozenset({"zed", "haitch", "aitch", "zee"})
"""Words that mean nothing but their letter."""
STRONG_ENOUGH: Final = 2
CODES_ENOUGH: Final = 3


class Spelled(NamedTuple):
    """A stretch of letters."""

    letters: str
    end: int
    """Index of the word after it."""
    sure: bool
    """Whether it can only be spelling."""
    mismatch: bool = False
    """A code word did not begin with its letter: "b for delta"."""


class _Letter(NamedTuple):
    letters: str
    used: int
    strong: int = 0
    code: int = 0
    mismatch: bool = False


def apart(text: str) -> str:
    """Write letters that a recogniser put together apart: "PRI-YA" and "JON" in a sentence."""
    if not any(char.islower() for char in text):
        return text
    return CAPITALS.sub(lambda found: " ".join(found.group().replace("-", "")), text)


@cache
def letter_words(locale: Locale) -> dict[str, str]:
    """Return how letters are written out: `see` is c."""
    return {
        word: letter for letter in LETTERS for word in members(locale, f"letters.said_{letter}")
    }


def read(words: Sequence[Token], at: int, locale: Locale, *, words_too: bool = True) -> Spelled:
    """Read letters from word `at` on, as many as there are; empty letters if there are none.

    `words_too` takes what recognisers write for a letter: "see are" for c r.
    """
    letters, strong, code, mismatch = "", 0, 0, False
    start = at
    while at < len(words):
        skipped = at
        while letters and skipped < len(words) - 1 and _skips(words[skipped].text, locale):
            skipped += 1
        word = words[skipped].text
        if not words_too and (
            word in letter_words(locale) or word in members(locale, "letters.code")
        ):
            break
        one = letter(words, skipped, locale) or _chunk(words, skipped, inside=bool(letters))
        if one is None:
            break
        letters += one.letters
        strong, code = strong + one.strong, code + one.code
        mismatch = mismatch or one.mismatch
        at = skipped + one.used
    sure = strong >= STRONG_ENOUGH or code >= CODES_ENOUGH or (strong > 0 and code > 0)
    return Spelled(letters, at if letters else start, sure, mismatch)


def _skips(text: str, locale: Locale) -> bool:
    return text in members(locale, "letters.capital")


def letter(words: Sequence[Token], at: int, locale: Locale) -> _Letter | None:
    """Read what stands for one letter, or for one repeated, at a word; None if nothing does."""
    text = words[at].text
    times = numbers.vocabulary(locale).times.get(text)
    if times is not None:
        return _repeated(words, at, times, locale)
    coded = _coded(words, at, locale)
    if coded is not None:
        return coded
    if text in LETTERS and len(text) == 1:
        return _Letter(text, 1, strong=1)
    if text in members(locale, "letters.code"):
        return _Letter(text[0], 1, code=1)
    said = letter_words(locale).get(text)
    return _Letter(said, 1, strong=text in ONLY_LETTERS) if said else None


def _chunk(words: Sequence[Token], at: int, *, inside: bool) -> _Letter | None:
    """Read letters that a recogniser wrote together: the "STE" of "STE, P-H-E-N"."""
    cased = words[at].cased
    if not (cased.isupper() and cased.isalpha() and 1 < len(cased) <= CHUNK):
        return None
    following = words[at + 1].cased if at + 1 < len(words) else ""
    if inside or (len(following) == 1 and following.isupper()):
        return _Letter(cased.lower(), 1, strong=1)
    return None


def _repeated(words: Sequence[Token], at: int, times: int, locale: Locale) -> _Letter | None:
    """Read "double t"; "double u" is a w."""
    if at + 1 >= len(words):
        return None
    text = words[at + 1].text
    if text in {"u", "you"} and times == 2:
        return _Letter("w", 2, strong=1)
    if len(text) == times and len(set(text)) == 1 and text.isalpha():
        return _Letter(text, 2, strong=2)
    letter = text if len(text) == 1 and text in LETTERS else letter_words(locale).get(text)
    return _Letter(letter * times, 2, strong=2) if letter else None


def _coded(words: Sequence[Token], at: int, locale: Locale) -> _Letter | None:
    """Read "b for bravo", "s as in sam"; the word decides nothing but must agree."""
    text = words[at].text
    letter = text if len(text) == 1 and text in LETTERS else letter_words(locale).get(text)
    if letter is None:
        return None
    for joined in (1, 2, 3):
        between = " ".join(word.text for word in words[at + 1 : at + 1 + joined])
        last = at + 1 + joined
        if between in members(locale, "letters.for") and last < len(words):
            word = words[last].text
            if len(word) > 1 or word == letter:
                agrees = word.startswith(letter)
                number = numbers.is_number(word, numbers.vocabulary(locale))
                if between == "four" and (number or not agrees or len(word) == 1):
                    continue  # "e, four eight": a digit, not "for"
                return _Letter(letter, joined + 2, strong=2, mismatch=not agrees)
    return None


def spoken(text: str, level: int) -> str:
    """Return letters and digits as they are said, a pause after each four.

    On level 3 letters that sound alike get a code word: "b for bravo".
    """
    said = [_spoken_letter(char, level) for char in text.casefold() if char.isalnum()]
    chunks = [said[at : at + CHUNK] for at in range(0, len(said), CHUNK)]
    return ", ".join(" ".join(chunk) for chunk in chunks)


def _spoken_letter(char: str, level: int) -> str:
    if char.isdecimal():
        return numbers.UNITS[int(char)] if char != "0" else "zero"
    if level > 2 and char in CONFUSABLE:
        return f"{char} for {CODE_WORDS[char]}"
    return char
