"""The words around and within a name: what introduces it, how it is written, what is like it."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import members

ALIKE: Final = 0.5
"""Two words this alike are the same name, heard twice."""
SOUNDS: Final = ("ck", "kc", "ph", "fv", "sz", "yi", "iy", "ey", "ea", "ae", "oa", "gj", "jg", "xk")
MC: Final = re.compile(r"(?i)^(mc)([a-z]{2,})$")
O_APOSTROPHE: Final = re.compile(r"(?i)^(o|d)'([a-z]{2,})$")
ENDINGS: Final = ("ie", "ey", "ee", "y", "i")
UNSTRESSED: Final = ("an", "ar", "ay", "on", "y")
"""Before these sounds an e may be written; behind others it is silent, as in Clarke."""
SMOOTH: Final = str.maketrans({"y": "i", "c": "k", "q": "k", "z": "s", "j": "g", "v": "f"})
PHRASE: Final = re.compile(
    r"(?<!(?<![\w'])[a-z] )\b(?:(?:with|without|with no|only|just) (?:an? |the )?"
    r"(?:one |two |double )?"
    r"(?:[a-z] and an? [a-z]|p h|[a-z] [a-z](?! [a-z]\b)|(?!is|as|us)[a-z](?:'?s)?)(?!\S)"
    r"|(?:double|two|one|no) (?!is|as|us)[a-z](?:'?s)?(?!\S| [a-z]\b))"
)
"""What is said of one letter, apart from spelling."""
WITH: Final = re.compile(r"\bwith (?:an?|the|one|two|a single|double) ([a-z])(?:'?s)?\b")
PAIR: Final = re.compile(r"\bwith (?:an?|the) ([a-z]) ([a-z])\b(?! [a-z]\b)")
DOUBLE: Final = re.compile(r"\b(?:with )?(?:double|two) ([a-z])(?:'?s)?\b")
WITHOUT: Final = re.compile(r"\b(?:without (?:an?|the)|no|with no) ([a-z])\b(?! [a-z]\b)")
ONE: Final = re.compile(r"\b(?:with )?(?:one|a single|only one|just one) ([a-z])\b")


def written(part: str, locale: Locale) -> str:
    """Return a part of a name in its usual case: McDonald, O'Brien, Smith-Jones, van."""
    if "-" in part:
        return "-".join(written(piece, locale) for piece in part.split("-"))
    if any(char.isupper() for char in part[1:]) and not part.isupper():
        return part
    if part.casefold() in members(locale, "name.particles"):
        return part.casefold() if part.islower() else part.capitalize()
    found = MC.match(part) or O_APOSTROPHE.match(part)
    if found:
        glue = "'" if "'" in part else ""
        return f"{found.group(1).capitalize()}{glue}{found.group(2).capitalize()}"
    return part[:1].upper() + part[1:].lower()


def likeness(one: str, other: str) -> float:
    """Return how alike two names sound, 0 to 1, from their letters."""
    one, other = one.casefold(), other.casefold()
    plain = SequenceMatcher(None, one, other, autojunk=False).ratio()
    smooth = SequenceMatcher(None, one.translate(SMOOTH), other.translate(SMOOTH), autojunk=False)
    first = 0.1 if one[:1].translate(SMOOTH) == other[:1].translate(SMOOTH) else 0.0
    return max(plain, smooth.ratio()) + first


def with_letter(parts: Sequence[str], said: str) -> list[str]:
    """Apply "with a c", "double t", "no h" to the part that it fits; empty if none does."""
    for pattern, change in CHANGES:
        found = pattern.search(said)
        if found is None:
            continue
        letter = "".join(found.groups())
        if pattern in {WITH, PAIR} and any(letter in part.casefold() for part in parts):
            return []
        for at, part in enumerate(parts):
            changed = change(part, letter)
            if changed and changed != part:
                return [*parts[:at], changed, *parts[at + 1 :]]
    return []


def _doubled(part: str, letter: str) -> str:
    if letter * 2 in part.casefold():
        return ""
    at = part.casefold().rfind(letter)
    after = at + 1 + (letter in "eo" and part[at + 1 : at + 2] in set("aeiou"))  # Read, double e
    return part[: at + 1] + letter + part[after:] if at >= 0 else ""


def _single(part: str, letter: str) -> str:
    at = part.casefold().find(letter * 2)
    return part[:at] + part[at + 1 :] if at >= 0 else ""


def _dropped(part: str, letter: str) -> str:
    at = part.casefold().rfind(letter)
    return part[:at] + part[at + 1 :] if at > 0 else ""


def _given(part: str, letter: str) -> str:
    """Put a letter where one that sounds like it stands, else silent ones at the end."""
    if letter in part.casefold():
        return ""
    heard = next((ending for ending in ENDINGS if part.casefold().endswith(ending)), "")
    if letter == "y" and len(heard) > 1:
        return part[: -len(heard)] + letter
    if letter == "e" and not part.casefold().endswith(UNSTRESSED):
        return part + letter
    for given, heard in SOUNDS:
        at = part.casefold().rfind(heard) if letter == "e" else part.casefold().find(heard)
        if given == letter and at >= 0:
            new = letter.upper() if part[at].isupper() else letter
            return part[:at] + new + part[at + 1 :]
    silent = letter == "h" and part[-1] in "aeiou"
    return part + letter if silent or letter == "e" else ""


def _ended(part: str, pair: str) -> str:
    """Put "with an i e" in the place of an ending that sounds like it, "a p h" in that of a v."""
    if pair == "ph" and (found := re.search("[fv]", part.casefold())):
        return part[: found.start()] + pair + part[found.end() :]
    if pair not in ENDINGS:
        return ""
    heard = next((ending for ending in ENDINGS if part.casefold().endswith(ending)), "")
    return part[: len(part) - len(heard)] + pair if heard else ""


CHANGES: Final = (
    (PAIR, _ended),
    (DOUBLE, _doubled),
    (WITHOUT, _dropped),
    (ONE, _single),
    (WITH, _given),
)
"""What callers say of one letter, and what it does to a name."""
