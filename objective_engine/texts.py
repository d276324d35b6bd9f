"""Text that people type: what cannot be seen, what only looks like a letter, what can be spoken."""

import re
import unicodedata
from typing import Final

SPEAKABLE: Final = re.compile(r"[A-Za-z0-9 '’&.,/-]+")
"""What the synthesiser says as it is written; anything else is dropped or read as a symbol."""


def hidden(text: str) -> str:
    """Return the code point of the first character that cannot be seen, or nothing.

    Control and format characters (joiners, direction marks), lone surrogates, private use.
    """
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
            return f"U+{ord(character):04X}"
    return ""


def look_alike(text: str) -> str:
    """Return the first letter or digit that is not Latin (а Cyrillic, ٠ Arabic), or nothing."""
    for character in text:
        if (character.isalpha() or character.isdecimal()) and not _is_latin(character):
            return character
    return ""


def foreign(character: str) -> tuple[str, str]:
    """Return what is wrong with a character that only looks right, and what to do."""
    code = f"U+{ord(character):04X}"
    return (
        f"`{character}` ({code}) only looks like a letter of our alphabet.",
        "type it again on an English keyboard.",
    )


def unsayable(text: str) -> str:
    """Return the first picture or symbol that no voice can say, or nothing."""
    odd = (one for one in text if unicodedata.category(one) in {"So", "Sk", "Cn"} and one != "°")
    return next(odd, "")


def _is_latin(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith("LATIN ")


def is_checked(digits: str) -> bool:
    """Tell whether digits end with their check digit (Luhn, ISO/IEC 7812-1, annex B)."""
    values = [int(one) for one in reversed(digits)]
    doubled = (sum(divmod(2 * one, 10)) for one in values[1::2])
    return (sum(values[::2]) + sum(doubled)) % 10 == 0
