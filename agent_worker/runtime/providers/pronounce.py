"""Australian words that the offline voice's rules get wrong, spelt in its own sounds."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SOUNDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "arvo": "ˈɑɹvO",
        "brisbane": "bɹˈɪzbən",
        "cairns": "kˈænz",
        "canberra": "kˈænbəɹə",
        "geelong": "ʤəlˈɔŋ",
        "melbourne": "mˈɛlbəɹn",
        "wollongong": "wˈʊlənɡˌɔŋ",
    }
)
"""Word to phonemes in hibari's alphabet (`Hibari().phonemize` prints it)."""

_WORD: Final = re.compile(r"\b(" + "|".join(SOUNDS) + r")\b", re.IGNORECASE)


def pronounced(text: str) -> str:
    """Mark the words that need it: `Cairns` becomes `[Cairns](/kˈænz/)`."""
    return _WORD.sub(lambda word: f"[{word[0]}](/{SOUNDS[word[0].lower()]}/)", text)
