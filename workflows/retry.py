"""When something that failed is tried again: a table, and a little chance."""

from typing import Final

WAITS_S: Final = (30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200)
"""Seconds before the second try, the third…: some 28 hours, then a person has to look."""
JITTER: Final = 0.2
"""Whatever failed together does not come back together: up to a fifth sooner or later."""


def wait_s(failed: int, waits: tuple[float, ...], chance: float) -> float | None:
    """Return how long to wait after so many failed tries; None when they are spent.

    Args:
        failed: From 1.
        waits: Seconds, as `WAITS_S`.
        chance: 0 to 1.
    """
    if failed > len(waits):
        return None
    return waits[failed - 1] * (1 - JITTER + 2 * JITTER * chance)
