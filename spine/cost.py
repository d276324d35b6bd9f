"""What a call cost: a fold of its metered units, priced afterwards, the same at any time."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from spine.events.inputs import UsageMetered
from spine.events.personal import Recorded
from spine.money import MicroAud
from spine.price_book import PriceBook


class CostLine(msgspec.Struct, frozen=True):
    """One provider's units in a call."""

    provider: str
    unit: str
    quantity: int
    cost_microaud: MicroAud
    hosted_microaud: MicroAud
    """What the same units cost at hosted prices; the cost itself where it is hosted."""
    priced: bool
    """False where the book does not know the provider: then 0 says nothing."""


class Cost(msgspec.Struct, frozen=True):
    """A call's cost; sums are exact, so calls add up to tenants and days."""

    book: str
    lines: tuple[CostLine, ...]
    total_microaud: MicroAud
    hosted_total_microaud: MicroAud


def cost_of(events: Iterable[Recorded], book: PriceBook) -> Cost:
    """Fold a call's events with a price book.

    Units are summed before they are priced: a provider bills a call's seconds, not each of our
    events, and the order of events is no part of a bill.
    """
    used: Counter[tuple[str, str]] = Counter()
    for event in events:
        if isinstance(event, UsageMetered):
            used[event.provider, event.unit] += event.quantity
    lines = tuple(_line(book, *key, quantity) for key, quantity in sorted(used.items()))
    return Cost(
        book.version,
        lines,
        MicroAud(sum(line.cost_microaud for line in lines)),
        MicroAud(sum(line.hosted_microaud for line in lines)),
    )


def _line(book: PriceBook, provider: str, unit: str, quantity: int) -> CostLine:
    price = book.find(provider, unit)
    if price is None:
        return CostLine(provider, unit, quantity, MicroAud(0), MicroAud(0), priced=False)
    hosted = book.find(price.hosted_as, unit) or price
    return CostLine(
        provider,
        unit,
        quantity,
        book.cost(price, quantity),
        book.cost(hosted, quantity),
        priced=True,
    )
