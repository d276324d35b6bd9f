"""Card numbers are never kept: a pure filter that a turn passes before it is recorded."""

from collections.abc import Sequence
from typing import Final

from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.numbers import Run, runs
from agent_worker.voice_core.locale.tokens import tokens

CARD: Final = "[card number]"
SHORTEST: Final = 13
LONGEST: Final = 19
FIRST_DIGITS: Final = frozenset("23456")
"""Cards begin with these (ISO/IEC 7812 major industry identifiers of payment cards)."""
MEMORY_RUNS: Final = 8
"""A card is said in at most so many runs; each is remembered for the turns after it."""
GROUP: Final = 4
LONGEST_PART: Final = 8
"""Nobody says more of a card in one breath; a longer run is a number of its own, a phone's say."""
SPREAD_DIGITS: Final = 12
"""Fours that add up to this many digits are a card being read out, not a phone number."""


def is_card(digits: str) -> bool:
    """Whether digits are a card number: 13 to 19 of them with a right check digit (Luhn)."""
    if not SHORTEST <= len(digits) <= LONGEST or digits[0] not in FIRST_DIGITS:
        return False
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def redact(text: str, memory: str, locale: Locale) -> tuple[str, str]:
    """Return a turn without its card numbers, and the memory for the next turn.

    Args:
        text: The turn as recognised; digits may be words.
        memory: What the last call returned, empty at first: the latest runs of digits.
        locale: Its number words.

    Returns:
        The text with `[card number]` in the place of each, the same text if there is none; and
        the latest runs of digits, so that a card read out over several turns is noticed.
    """
    words = tokens(text)
    found = runs(words, locale)
    if not found:
        return text, memory
    earlier = memory.split()
    hidden = [at for at in range(len(found)) if _is_part_of_card(earlier, found, at)]
    said = [run.readings[0] for run in found if run.readings]
    kept = " ".join([*earlier, *said][-MEMORY_RUNS:])
    if not hidden:
        return text, kept
    covering = {at: found[n] for n in hidden for at in range(found[n].first, found[n].end)}
    parts: list[str] = []
    for at, word in enumerate(words):
        run = covering.get(at)
        if run is None:
            parts.append(word.cased + ("," if word.pause else ""))
        elif at == run.first:
            parts.append(CARD)
    return " ".join(parts), kept


def _is_part_of_card(earlier: Sequence[str], found: Sequence[Run], at: int) -> bool:
    """Whether run `at` of this turn belongs to a card number that ends in this turn."""
    best = [run.readings[0] if run.readings else "" for run in found]
    if any(_holds_card(reading) for reading in found[at].readings):
        return True
    sequence = [*earlier, *best]
    here = len(earlier) + at
    for first in range(max(0, here + 1 - MEMORY_RUNS), here + 1):
        digits = sum(map(len, sequence[first : here + 1]))
        for end in range(here + 1, min(len(sequence), first + MEMORY_RUNS) + 1):
            if digits > LONGEST:
                break
            if end - first > 1 and digits >= SPREAD_DIGITS and _is_spread(sequence[first:end]):
                return True
            digits += len(sequence[end]) if end < len(sequence) else 0
    return False


def _is_spread(parts: Sequence[str]) -> bool:
    """Whether several runs make one card: a right check digit, or fours that go on and on."""
    digits = "".join(parts)
    if len(parts) > 1 and any(len(part) > LONGEST_PART for part in parts):
        return False
    if is_card(digits):
        return True
    fours = all(len(part) == GROUP for part in parts)
    return fours and SPREAD_DIGITS <= len(digits) <= LONGEST and digits[0] in FIRST_DIGITS


def _holds_card(digits: str) -> bool:
    """Whether one run is a card, or begins with one (its expiry date may follow)."""
    return any(is_card(digits[:size]) for size in range(SHORTEST, LONGEST + 1))
