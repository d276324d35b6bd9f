"""A name in parts, and what a part said or spelled again takes the place of."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from agent_worker.voice_core.capture.name_words import ALIKE, likeness
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import phrases

SAME: Final = 0.8
"""A surname this like what was heard is not said besides it."""


def mended(parts: list[str], spelled: str) -> list[str]:
    """Put a spelling in the place of what it most resembles, be it two words; else of the last."""
    pairs = [one + other for one, other in pairwise(parts)]
    alike = [likeness(part, spelled) for part in parts]
    joined = [likeness(pair, spelled) for pair in pairs]
    if joined and max(joined) > max(*alike, SAME - 0.1):
        at = joined.index(max(joined))
        return [*parts[:at], spelled, *parts[at + 2 :]]
    if len(parts) > 1 and max(alike) < ALIKE:
        return [*parts[:-1], spelled]
    return merged(parts, [spelled])


def merged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Put a word said or spelled again in the place of its first saying, else add it."""
    if len(new) != 1 or not old:
        return list(new)
    at, is_alike = _likest(old, new[0])
    if is_alike:
        return [*old[:at], new[0], *old[at + 1 :]]
    return [*old, new[0]] if len(old) == 1 else list(new)


def named_part(old: Sequence[str], new: Sequence[str], said: str, locale: Locale) -> list[str]:
    """Put "the surname's Long" behind a given name, or in the place of another surname."""
    surname = phrases(locale, "name.surname").search(said)
    given = phrases(locale, "name.given").search(said)
    if not old or (surname is None) == (given is None):
        return []
    if len(old) == 1 and likeness(old[0], " ".join(new)) >= SAME:
        return list(new)
    if surname:
        return [*(old if len(old) == 1 else old[:-1]), *new]
    return [*new, *(old if len(old) == 1 else old[1:])]


def corrected(old: Sequence[str], new: Sequence[str], *, spelled: bool) -> list[str]:
    """Put a shorter answer in the place of the part that it most resembles."""
    if len(new) != 1 or not old:
        return list(new)
    at, is_alike = _likest(old, new[0])
    return [*old[:at], new[0], *old[at + 1 :]] if is_alike or spelled else list(new)


def _likest(parts: Sequence[str], word: str) -> tuple[int, bool]:
    """Return which part a word resembles most, and whether enough to be that part said again."""
    at = max(range(len(parts)), key=lambda at: likeness(parts[at], word))
    return at, likeness(parts[at], word) >= ALIKE
