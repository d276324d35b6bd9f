"""How words sound, roughly: names that a recogniser confuses share a key or nearly do."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

REPLACED: Final = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"[^a-z]", ""),
        (r"^(?:kn|gn|pn|wr)", "n"),
        (r"^wh", "w"),
        (r"ph", "f"),
        (r"tch|ch|sh|sch", "x"),
        (r"c(?=[eiy])", "s"),
        (r"ck|q|c", "k"),
        (r"dg|j|g(?=[eiy])", "j"),
        (r"gh", ""),
        (r"th", "t"),
        (r"z|x(?=$)", "s"),
        (r"v", "f"),
        (r"d", "t"),
        (r"b", "p"),
        (r"g", "k"),
        (r"(?<!^)[aeiouyhw]", ""),
        (r"^[aeiouy]", "a"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=8192)
def key(word: str) -> str:
    """Return the consonants of a word or phrase as they sound, `""` if it has no letter."""
    sound = word.casefold()
    for pattern, new in REPLACED:
        sound = pattern.sub(new, sound)
    return sound


def within_one(one: str, other: str) -> bool:
    """Whether two strings differ by at most one letter put in, left out or changed."""
    if one == other:
        return True
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = 0
    while at < len(one) and one[at] == other[at]:
        at += 1
    return one[at + (len(one) == len(other)) :] == other[at + 1 :]


def meter(word: str) -> Callable[[str], int]:
    """Return what measures how many letters others differ from a word (Levenshtein).

    A column of the table is one integer, a bit for each letter (Myers 1999).
    """
    places: dict[str, int] = {}
    for at, char in enumerate(word):
        places[char] = places.get(char, 0) | 1 << at
    size, full = len(word), (1 << len(word)) - 1
    last = 1 << size >> 1

    def measure(other: str) -> int:
        up, down, found = full, 0, size
        for char in other:
            same = places.get(char, 0)
            level = same | down
            across = (((same & up) + up) ^ up) | same
            more, less = (down | ~(across | up)) & full, up & across
            found += bool(more & last) - bool(less & last)
            more, less = more << 1 | 1, less << 1
            up, down = (less | ~(level | more)) & full, more & level
        return found if size else len(other)

    return measure


@lru_cache(maxsize=8192)
def distance(one: str, other: str) -> int:
    """Return how many letters must be put in, left out or changed (Levenshtein)."""
    return meter(one)(other)


def likeness(one: str, other: str) -> float:
    """Return how alike two words are written, 0 to 1."""
    longest = max(len(one), len(other), 1)
    return 1 - distance(one, other) / longest
