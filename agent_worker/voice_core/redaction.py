"""Card numbers are never kept: a pure filter that every input passes before it is recorded.

A card that is read out over several turns, or keyed, is noticed while it grows. What was recorded
before it could be one are its first ten or eleven digits at most, which tell whose bank it is and
leave the account open (PCI SSC allows the first six or eight and the last four to be kept).
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.numbers import Run, runs
from agent_worker.voice_core.locale.tokens import Token, tokens
from objective_engine.texts import is_checked

CARD: Final = "[card number]"
LONGEST: Final = 19
LENGTHS: Final = {
    "4": (13, 16, 19),
    **dict.fromkeys(("34", "37"), (15,)),
    **dict.fromkeys(("30", "36", "38"), (14,)),
    **dict.fromkeys(("22", "23", "24", "25", "26", "27"), (16,)),
    **dict.fromkeys(("51", "52", "53", "54", "55"), (16,)),
    **dict.fromkeys(("35", "60", "62", "64", "65"), (16, 17, 18, 19)),
}
"""How long a card is, by its first digits (the networks' ranges of ISO/IEC 7812 issuers)."""
GROWN: Final = 12
"""So many digits that begin like a card are one: no telephone or business number begins so."""
LONGEST_PART: Final = 8
"""Nobody says more of a card in one breath; a longer run is a number of its own, a phone's say."""
REGULAR: Final = frozenset({1, 2, 3, 4, 8})
"""Cards are read out digit by digit, in twos, threes, fours or eights."""
REMEMBERED: Final = LONGEST
ASIDE_WORDS: Final = 2
"""Words between two parts of a card in one turn ("and then"); more are another matter."""
ASIDE_TURNS: Final = 6
"""The same between two turns."""


class Memory(msgspec.Struct, frozen=True):
    """What was said and keyed lately, as far as it may be the beginning of a card."""

    parts: tuple[str, ...] = ()
    """The latest runs of digits that nothing else stood between."""
    aside: int = 0
    """Words after the last of them."""
    keyed: str = ""
    """Keys pressed one after the other."""


NOTHING: Final = Memory()


def is_card(digits: str) -> bool:
    """Whether digits are a card number: begin and end like one (Luhn) and are as long."""
    return len(digits) in _lengths(digits) and is_checked(digits)


def redact(text: str, memory: Memory, locale: Locale) -> tuple[str, Memory]:
    """Return a turn without its card numbers, and the memory for the next turn.

    Args:
        text: The turn as recognised; digits may be words.
        memory: What the last call returned, `NOTHING` at first.
        locale: Its number words.

    Returns:
        The text with `[card number]` in the place of each, the same text if there is none; and
        what to remember, so that a card read out over several turns is noticed.
    """
    words = tokens(text)
    found = runs(words, locale)
    if not found:
        return text, memory
    parts, hidden = list(memory.parts), set[int]()
    between, most = memory.aside + found[0].first, ASIDE_TURNS
    for at, run in enumerate(found):
        if at:
            between, most = run.first - found[at - 1].end, ASIDE_WORDS
        if between > most:
            parts.clear()
        parts.append(run.readings[0] if run.readings else "")
        if any(map(_grown, run.readings[: run.natural])):
            hidden.add(at)
        else:
            hidden.update(at - back for back in _spread(parts) if back <= at)
    kept = Memory(
        parts=tuple(parts[-REMEMBERED:]), aside=len(words) - found[-1].end, keyed=memory.keyed
    )
    if not hidden:
        return text, kept
    return " ".join(_without(words, [found[at] for at in sorted(hidden)])), kept


def redact_key(key: str, memory: Memory) -> tuple[str, Memory]:
    """Return a key, or `*` (which clears what was keyed) once the keys are a card's."""
    if not key.isdecimal():
        return key, msgspec.structs.replace(memory, keyed="")
    keyed = memory.keyed + key
    return "*" if _grown(keyed) else key, msgspec.structs.replace(memory, keyed=keyed[:GROWN])


def _lengths(digits: str) -> tuple[int, ...]:
    return LENGTHS.get(digits[:1], LENGTHS.get(digits[:2], ()))


def _grown(digits: str) -> bool:
    """Whether one run is a card, or begins with one, or is on its way to be one."""
    return len(digits) >= GROWN and bool(_lengths(digits))


def _spread(parts: Sequence[str]) -> range:
    """Return which of the latest parts (0: the last) make a card together; the most of them."""
    for first in range(len(parts) - 1):
        together = parts[first:]
        digits = "".join(together)
        if not GROWN <= len(digits) <= LONGEST or max(map(len, together)) > LONGEST_PART:
            continue
        if is_card(digits) or (_lengths(digits) and _is_regular(together)):
            return range(len(together))
    return range(0)


def _is_regular(parts: Sequence[str]) -> bool:
    """Whether parts are as long as each other; behind a card's worth of them, one may be less."""
    size = len(parts[0])
    alike = next((at for at, part in enumerate(parts) if len(part) != size), len(parts))
    return size in REGULAR and alike * size >= GROWN and alike >= len(parts) - 1


def _without(words: Sequence[Token], hidden: Sequence[Run]) -> Iterator[str]:
    """Yield the words of a turn, with `[card number]` in the place of the hidden runs."""
    begins = {run.first for run in hidden}
    covered = {at for run in hidden for at in range(run.first, run.end)}
    for at, word in enumerate(words):
        if at in begins:
            yield CARD
        elif at not in covered:
            yield word.cased + ("," if word.pause else "")
