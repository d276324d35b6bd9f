"""How long a sentence takes to say, worked out from its text; what is too long is divided."""

import re
from collections.abc import Callable
from typing import Final

WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
VOWELS: Final = re.compile(r"[aeiouy]+", re.IGNORECASE)
SYLLABLE_MS: Final = 180
WORD_MS: Final = 75
PAUSE_MS: Final = 120
"""The offline voice takes a tenth less, over read-backs of 3 to 12 seconds
(tests/voice/test_core_phrase_lengths.py measures it)."""
PAUSES: Final = re.compile(r"[,.?!](?!\S)")
PAUSE: Final = ", "


def spoken_ms(text: str) -> int:
    """Return how long a text takes to say at most; a letter is a word of one syllable."""
    words = WORD.findall(text)
    syllables = sum(max(1, len(VOWELS.findall(word))) for word in words)
    return syllables * SYLLABLE_MS + len(words) * WORD_MS + len(PAUSES.findall(text)) * PAUSE_MS


def divided(spoken: str, seam: str, fits: Callable[[str, int], bool]) -> tuple[str, ...]:
    """Divide a value at its seam, and a part that still does not fit at pauses.

    Args:
        spoken: The value as words, commas for pauses.
        seam: Pattern of the pause between its natural parts; empty if it has none.
        fits: Whether a part is short enough to be said at once, and how many come before it.

    Returns:
        The parts in order; `", ".join` of them is the whole.
    """
    parts: list[str] = []
    for natural in re.split(seam, spoken) if seam else [spoken]:
        held, *others = natural.split(PAUSE)
        for piece in others:
            longer = f"{held}{PAUSE}{piece}"
            if not fits(longer, len(parts)):
                parts.append(held)
                longer = piece
            held = longer
        parts.append(held)
    return tuple(parts)
