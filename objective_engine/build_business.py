"""The people and the knowledge of a business, as a graph holds them."""

from collections.abc import Iterator
from typing import Final

from objective_engine.business import Contact as Listed
from objective_engine.business import Price
from objective_engine.config import Config
from objective_engine.graph import Contact, Entry
from objective_engine.hours import DAY_MINUTES, week_of

ALWAYS_RUNG: Final = tuple((day * DAY_MINUTES, (day + 1) * DAY_MINUTES) for day in range(7))


def contact_of(config: Config, one: Listed) -> Contact:
    """Return a contact with its hours as minutes of the week."""
    weeks = {
        "in_hours": week_of(config.business.hours),
        "always": ALWAYS_RUNG,
        "listed": week_of(one.hours),
    }
    return Contact(
        name=one.name,
        title=one.title,
        number=one.number,
        week=weeks[one.rung],
        on_holidays=one.rung == "always",
    )


def entries_of(config: Config, today: str) -> Iterator[Entry]:
    """Yield what may be answered: approved sentences, and prices that hold today."""
    for one in config.knowledge:
        yield Entry(name=one.name, questions=one.questions, answer=one.answer)
    for service in config.services:
        for place, price in enumerate(service.prices):
            if price.effective <= today <= price.expires:
                yield Entry(
                    name=f"price.{service.name}.{place}",
                    questions=tuple(
                        f"how much is {name}" for name in (service.title, *service.synonyms)
                    ),
                    answer=price_sentence(service.title, price),
                )


def price_sentence(title: str, price: Price) -> str:
    """Return a price band as it may be said: from, to, what for, GST included."""
    low, high = (f"${cents // 100}" for cents in (price.from_cents, price.to_cents))
    band = low if price.from_cents == price.to_cents else f"between {low} and {high}"
    when = " after hours" if price.after_hours else ""
    least = ", as a minimum charge" if price.minimum_charge else ""
    return f"For {title}{when}, {price.scope} is {band}{least}, including GST."
