"""Where a business works: places that exist, and only one each."""

from collections.abc import Iterator
from typing import Final

from objective_engine.config import Config
from objective_engine.core_facts import CoreFacts
from objective_engine.diagnostics import Diagnostic, child, nearest
from objective_engine.gazetteer import STATE_OF, Place

AREA: Final = "/business/area"
SHOWN: Final = 6


def judge_places(config: Config, core: CoreFacts) -> Iterator[Diagnostic]:
    """Yield suburbs and postcodes that are nowhere, or in more than one place."""
    area, known = config.business.area, core.gazetteer
    if known.is_empty:
        return
    for place, postcode in enumerate(area.postcodes):
        if postcode not in known.postcodes:
            yield Diagnostic(
                pointer=child(child(AREA, "postcodes"), place),
                code="SF1231",
                message=f"no place has the postcode {postcode}.",
                cure="look it up; post-office boxes have postcodes of their own.",
            )
    for place, suburb in enumerate(area.suburbs):
        yield from _one(child(child(AREA, "suburbs"), place), suburb, config, core)
    for place, around in enumerate(area.around):
        at = child(child(child(AREA, "around"), place), "suburb")
        yield from _one(at, around.suburb, config, core)


def _one(at: str, written: str, config: Config, core: CoreFacts) -> Iterator[Diagnostic]:
    home = STATE_OF[config.business.time_zone]
    found = core.gazetteer.find(written, home)
    if not found:
        near = nearest(written, (name.lower() for name in core.gazetteer.names)).title()
        yield Diagnostic(
            pointer=at,
            code="SF1231",
            message=f"there is no {written}.",
            cure=f"did you mean `{near}`?" if near else "give its postcode under `postcodes`.",
        )
    elif len(found) > 1:
        yield Diagnostic(
            pointer=at,
            code="SF1232",
            message=f"there is more than one {written}: {_listed(found)}.",
            cure=f"write which, as in `{found[0]}`.",
        )


def _listed(found: tuple[Place, ...]) -> str:
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return ", ".join(str(place) for place in found[:SHOWN]) + more
