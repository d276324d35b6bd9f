"""A name that is spelled after it was heard: of what was heard, the letters tell which it is."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from agent_worker.voice_core.capture import spelling
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import members
from agent_worker.voice_core.locale.tokens import Token

SHORT: Final = 3
"""Letters that a recogniser writes as one word in the midst of a spelling."""
ENOUGH: Final = 2
"""Letters by themselves that make a turn a spelling, if half of it is short."""
NEAR: Final = 0.6
"""Letters less like a name than this spell another."""
LETTERS: Final = 20
"""How much more the letters say than the order of what was heard."""
SIGNLESS: Final = str.maketrans("", "", "' -")


def letters(words: Sequence[Token], locale: Locale) -> str:
    """Return the letters of a turn that spells, as they come: "T RI C ey"; none of any other."""
    codes, said = members(locale, "letters.code"), spelling.letter_words(locale)
    alone = [word.text for word in words if len(word.text) == 1 or word.text in codes]
    short = sum(len(word.text) <= SHORT or word.text in codes for word in words)
    if len(alone) < ENOUGH or short * 2 < len(words):
        return ""
    return "".join(
        word.text[0] if word.text in codes else said.get(word.text, word.text)
        for word in words
        if word.text.isalpha()
    )


def among(words: Sequence[Token], heard: Sequence[str], locale: Locale) -> str:
    """Return the one of the names heard that a turn spells, empty if it spells none of them.

    A clear spelling of anything else is a name that was not heard, unless it lacks an end.
    """
    spelled = letters(words, locale)
    parts = [part.casefold() for name in heard for part in name.split()]
    exact = {*parts, *(name.casefold().translate(SIGNLESS) for name in heard)}
    joined = "".join(word.text for word in words)
    if not spelled:
        return nearest(joined, heard) if joined in exact else ""
    lacking = any(
        (part.endswith(spelled) or (part.startswith(spelled) and len(part) > len(spelled) + ENOUGH))
        for part in parts
    )
    clear = spelling.read(words, 0, locale).end == len(words) and not _chunks(words, locale)
    if clear and spelled not in exact and not lacking and not _whole(spelled, heard):
        return ""
    return nearest(spelled, heard)


def _chunks(words: Sequence[Token], locale: Locale) -> bool:
    """Whether letters were written together, which hides what was said."""
    known = members(locale, "letters.code") | spelling.letter_words(locale).keys()
    return any(len(word.text) > 1 and word.text not in known for word in words)


def _whole(spelled: str, heard: Sequence[str]) -> bool:
    """Whether the letters are more like a whole name than like a part of one."""
    names = [name.casefold().split() for name in heard]
    return any(
        _ratio(spelled, "".join(parts)) > max(_ratio(spelled, part) for part in parts)
        for parts in names
        if len(parts) > 1
    )


def nearest(spelled: str, heard: Sequence[str]) -> str:
    """Return the given and family name, among those heard, that the letters spell or begin.

    Args:
        spelled: Letters, some of them misheard, of the whole name or of one part.
        heard: Names, likeliest first; empty is returned where none of two parts is near.
    """
    names = [name.split() for name in heard]
    pairs = [(parts[0], parts[-1]) for parts in names if len(parts) == 2]
    scored = [(score, pair) for pair, score in _scored(spelled, pairs)]
    if not scored:
        return ""
    (_, best) = max(scored, key=lambda one: one[0])
    return " ".join(best) if _like(spelled, *best) >= NEAR else ""


def _scored(
    spelled: str, pairs: Sequence[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], float]]:
    """Weigh each given name with each family name, those said together before others."""
    given: dict[str, float] = {}
    family: dict[str, float] = {}
    both: dict[tuple[str, str], float] = {}
    for at, (first, last) in enumerate(pairs):
        given.setdefault(first, 1 / (1 + at))
        family.setdefault(last, 1 / (1 + at))
        both.setdefault((first, last), 1 / (1 + at))
    for first, weight in given.items():
        for last, weight_too in family.items():
            heard = both.get((first, last), 0.0) + weight + weight_too
            yield (first, last), LETTERS * _like(spelled, first, last) + heard


def _like(spelled: str, first: str, last: str) -> float:
    options = (first + last, first, last)
    return max(_ratio(spelled, one.casefold().translate(SIGNLESS)) for one in options)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
