"""Word lists of a locale, compiled for matching; kept for as long as the locale lives."""

import re
from functools import cache
from typing import Final

from agent_worker.voice_core.locale import Locale

NEVER: Final = re.compile(r"(?!)")


@cache
def phrases(locale: Locale, *keys: str) -> re.Pattern[str]:
    """Return a pattern of any phrase of these lists, whole words, the longest first.

    Matches text as `tokens.plain` writes it: lower case, single spaces, no punctuation.
    """
    listed = {phrase for key in keys for phrase in locale.words.get(key, ())}
    if not listed:
        return NEVER
    longest_first = sorted(listed, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest_first))})(?!\S)")


@cache
def members(locale: Locale, key: str) -> frozenset[str]:
    """Return one list as a set, for single words."""
    return frozenset(locale.words.get(key, ()))


@cache
def kinds(locale: Locale, prefix: str) -> tuple[str, ...]:
    """Return the keys of one word file in its order: `emergency` gives `gas`, `fire` and so on."""
    dotted = f"{prefix}."
    return tuple(key[len(dotted) :] for key in locale.words if key.startswith(dotted))


@cache
def reverse(locale: Locale, prefix: str) -> dict[str, str]:
    """Return word to key for one word file: `digits` gives `{"oh": "zero", …}`."""
    return {
        word: kind for kind in kinds(locale, prefix) for word in locale.words[f"{prefix}.{kind}"]
    }
