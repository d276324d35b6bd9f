"""How words sound, roughly: names that a recogniser confuses share a key or nearly do."""

import re
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


@lru_cache(maxsize=8192)
def distance(one: str, other: str) -> int:
    """Return how many letters must be put in, left out or changed (Levenshtein)."""
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, start=1):
        last, row[0] = row[0], at
        for column, opposite in enumerate(other, start=1):
            cheapest = min(row[column] + 1, row[column - 1] + 1, last + (char != opposite))
            last, row[column] = row[column], cheapest
    return row[-1]


def likeness(one: str, other: str) -> float:
    """Return how alike two words are written, 0 to 1."""
    longest = max(len(one), len(other), 1)
    return 1 - distance(one, other) / longest
