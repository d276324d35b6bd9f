"""Where and when a business works, expanded: places of a radius, public holidays of a state."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from objective_engine.config import Config
from objective_engine.core_facts import CoreFacts
from objective_engine.gazetteer import STATE_OF
from objective_engine.graph import Closure

YEARS_AHEAD: Final = 2
"""Public holidays are compiled in for this long; a configuration is compiled anew long before."""


def area_of(config: Config, core: CoreFacts) -> tuple[str, ...]:
    """Return postcodes and lower-case `suburb postcode`: listed, so that an operator sees them."""
    area, home = config.business.area, STATE_OF[config.business.time_zone]
    if core.gazetteer.is_empty:
        return (*area.postcodes, *(name.lower() for name in area.suburbs))
    listed = (place for suburb in area.suburbs for place in core.gazetteer.find(suburb, home))
    reached = (
        place
        for around in area.around
        for centre in core.gazetteer.find(around.suburb, home)
        for place in core.gazetteer.around(centre, around.km)
    )
    places = (place.entry for place in (*listed, *reached) if place.postcode not in area.postcodes)
    return (*area.postcodes, *dict.fromkeys(places))


def closures_of(config: Config, core: CoreFacts, as_of: date) -> Iterator[Closure]:
    """Yield the business's own closures, then its state's public holidays."""
    business = config.business
    for one in business.closures:
        yield Closure(first=one.first, last=one.last or one.first, why=one.why)
    first, last = as_of.isoformat(), f"{as_of.year + YEARS_AHEAD}-12-31"
    for holiday in core.holidays:
        if business.holidays in holiday.states and first <= holiday.day <= last:
            yield Closure(first=holiday.day, last=holiday.day, why=holiday.name)
