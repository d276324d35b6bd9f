"""A turn as words: what every grammar reads. Any text is accepted, none of it raises."""

import re
import unicodedata
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import phrases

MAX_CHARS: Final = 2_000
"""Longer turns are cut here: no caller says more in one go."""

MAX_WORDS: Final = 300
"""As many words as fit into two minutes."""
WORD: Final = re.compile(r"[0-9]+|[^\W\d_]+(?:'[^\W\d_]+)*|[+#*@$&]")
NOISE: Final = re.compile(r"\[[^\[\]]*\]|\([^()0-9]*\)|♪[^♪]*♪?")
LETTER_ZERO: Final = re.compile(r"(?<=[0-9])[oO]+(?=[0-9]|\b)")
"""A recogniser's "2OO": letters for zeros."""
X_RAY: Final = re.compile(r"\b([xX])[- ]?[rR][aA][yY]\b")
"""The one code word that is written as two."""
PAUSE: Final = frozenset(",.;:!?…")


class Token(NamedTuple):
    """One word, number or sign."""

    text: str
    """Lower case."""
    cased: str
    """As the recogniser wrote it."""
    pause: bool
    """Whether a comma or a sentence end follows."""


def clean(text: str) -> str:
    """Return text with one spelling for each sign, and no notes such as `[laughter]`."""
    text = unicodedata.normalize("NFKC", text[:MAX_CHARS])[:MAX_CHARS]
    text = text.replace("\u2019", "'").replace("\u2018", "'").replace("`", "'")
    text = LETTER_ZERO.sub(lambda found: "0" * len(found.group()), text)
    return NOISE.sub(" ", X_RAY.sub(r"\1ray", text))


@lru_cache(maxsize=64)
def tokens(text: str) -> tuple[Token, ...]:
    """Split a turn into words."""
    text = clean(text)
    found = []
    for match in islice(WORD.finditer(text), MAX_WORDS):
        after = text[match.end() : match.end() + 1]
        cased = match.group()
        found.append(Token(cased.lower(), cased, after in PAUSE and after != ""))
    return tuple(found)


def plain(text: str) -> str:
    """Return a turn as lower-case words with single spaces: what the word lists match."""
    return " ".join(token.text for token in tokens(text))


def without_s(said: str) -> str:
    """Return plain words without the 's on their ends: "my hot water's gone cold"."""
    return said.replace("'s", "")


def without(plain_text: str, locale: Locale, *keys: str) -> str:
    """Return plain text with the phrases of these lists taken out."""
    return " ".join(phrases(locale, *keys).sub(" ", plain_text).split())
