"""Money: integer micro-dollars (AUD), so that sums are exact; cents only on a bill."""

from typing import Final, NewType

MicroAud = NewType("MicroAud", int)
MICRO: Final = 1_000_000
MICRO_PER_CENT: Final = 10_000


def rounded(numerator: int, denominator: int) -> int:
    """Return the nearest integer of a ratio of integers not below zero, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def cents(amount: MicroAud) -> int:
    """Return whole cents for a bill, halves up."""
    return rounded(amount, MICRO_PER_CENT)


def dollars(amount: MicroAud) -> str:
    """Return an amount as it is shown, exact: `A$0.021350`."""
    return f"A${amount // MICRO}.{amount % MICRO:06d}"
