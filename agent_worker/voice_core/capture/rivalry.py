"""Several hypotheses of one turn, and of the turn before: which value is the likeliest."""

from collections.abc import Sequence
from typing import Final

import msgspec

from agent_worker.voice_core.capture.grammar import Reading

KEPT: Final = 8
"""Rivals that a field remembers."""


def ranked(readings: Sequence[Reading]) -> list[Reading]:
    """Return the valid readings of a turn, one a value: the least stretched, then the first."""
    found: dict[str, Reading] = {}
    valid = [reading for reading in readings if reading.value is not None]
    for reading in sorted(valid, key=lambda reading: reading.doubt):
        found.setdefault(reading.value or "", reading)
    return list(found.values())


def weighed(readings: Sequence[Reading], before: Sequence[str]) -> Reading:
    """Return the likeliest of a turn's readings, given what was heard before, with its rivals.

    Args:
        readings: Valid and ranked, at least one.
        before: Values of earlier turns, likeliest first; what both have comes before the rest.
    """
    values = [reading.value or "" for reading in readings]
    places = {value: at for at, value in enumerate(values)}
    earlier = {value: at for at, value in reversed(list(enumerate(before)))}
    both = sorted(
        (value for value in values if value in earlier),
        key=lambda value: (places[value] + earlier[value], places[value]),
    )
    order = list(dict.fromkeys([*both, *values, *before]))
    best = readings[places[order[0]]]
    return msgspec.structs.replace(best, rivals=tuple(order[1 : KEPT + 1]))
