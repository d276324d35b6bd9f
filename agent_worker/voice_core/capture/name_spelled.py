"""A name that is spelled after it was heard: of what was heard, the letters tell which it is."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import product
from typing import Final

from agent_worker.voice_core.capture import spelling
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import members
from agent_worker.voice_core.locale.tokens import Token

SHORT: Final = 3
"""Letters that a recogniser writes as one word in the midst of a spelling."""
ENOUGH: Final = 2
"""Letters by themselves that make a turn a spelling, if half of it is short."""
MOST: Final = 9
"""Names that are compared."""
CROSSED: Final = 3
"""Given names, and family names, of which each is tried with each."""
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
    spelled, heard = letters(words, locale), heard[:MOST]
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
    like = _Likeness(spelled)
    names = [name.split() for name in heard]
    return any(like.more(parts[0], parts[-1]) for parts in names if len(parts) > 1)


class _Likeness:
    """How alike letters are to names, 0 to 1, each compared once."""

    def __init__(self, spelled: str) -> None:
        """Keep the letters."""
        self._matcher = SequenceMatcher(None, "", spelled, autojunk=False)
        self._size = len(spelled)
        self._known: dict[str, float] = {}

    def of(self, name: str) -> float:
        """Compare with one name or part."""
        if name not in self._known:
            self._matcher.set_seq1(name.casefold().translate(SIGNLESS))
            self._known[name] = self._matcher.ratio()
        return self._known[name]

    def more(self, first: str, last: str) -> bool:
        """Whether the letters are more like both parts together than like either."""
        size, part = len(first) + len(last), max(self.of(first), self.of(last))
        at_most = 2 * min(size, self._size) / (size + self._size)
        return at_most > part and self.of(first + last) > part

    def pair(self, first: str, last: str) -> float:
        """Compare with both parts together, or with the part that is more alike."""
        together = self.more(first, last)
        return self.of(first + last) if together else max(self.of(first), self.of(last))


def nearest(spelled: str, heard: Sequence[str]) -> str:
    """Return the given and family name, among those heard, that the letters spell or begin.

    Args:
        spelled: Letters, some of them misheard, of the whole name or of one part.
        heard: Names, likeliest first; empty is returned where none of two parts is near.
    """
    given: dict[str, float] = {}
    family: dict[str, float] = {}
    both: dict[tuple[str, str], float] = {}
    pairs = [name.split() for name in heard if name.count(" ") == 1]
    for at, (first, last) in enumerate(pairs):
        given.setdefault(first, 1 / (1 + at))
        family.setdefault(last, 1 / (1 + at))
        both.setdefault((first, last), 1 / (1 + at))
    like = _Likeness(spelled)

    def weight(pair: tuple[str, str]) -> float:
        said = both.get(pair, 0.0) + given[pair[0]] + family[pair[1]]
        return LETTERS * like.pair(*pair) + said

    crossed = product(list(given)[:CROSSED], list(family)[:CROSSED])
    best = max(dict.fromkeys([*both, *crossed]), key=weight, default=("", ""))
    return " ".join(best) if like.pair(*best) >= NEAR else ""
