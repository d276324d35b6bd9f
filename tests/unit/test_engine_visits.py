"""How long a visit is follows from what it is for."""

import pytest

from objective_engine.directives import Book
from objective_engine.engine import next_step
from objective_engine.english import explain
from objective_engine.graph import Graph, to_bytes
from objective_engine.progress import Progress
from spine.ids import ObjectiveName
from tests.unit.engine_samples import MADE_UP, compiled

SERVICES = [
    {"name": "tap", "title": "a tap", "minutes": 30},
    {"name": "boiler", "title": "a boiler", "minutes": 180},
]


def booking(*, asks: bool = True) -> Graph:
    asked = [{"kind": "choose", "name": "what"}] if asks else []
    return compiled(
        {
            **MADE_UP,
            "business": {**MADE_UP["business"], "hours": {"mon": ["09:00-17:00"]}},
            "services": SERVICES,
            "booking": {"slot_minutes": 60},
            "objectives": {"steps": [*asked, {"kind": "book", "name": "visit"}]},
        }
    )


@pytest.mark.parametrize(("what", "minutes"), [("tap", 60), ("boiler", 180), (None, 60)])
def test_a_visit_takes_a_slot_or_as_long_as_its_service(what: str | None, minutes: int) -> None:
    names = (ObjectiveName("greet"), ObjectiveName("what"))
    values = {} if what is None else {"what": what}
    progress = Progress(state_of=dict.fromkeys(names, "met"), value_of=values)
    directive = next_step(booking(), progress)

    assert isinstance(directive, Book)
    assert (directive.slot_minutes, directive.buffer_minutes) == (minutes, 30)


def test_where_nobody_is_asked_what_it_is_for_every_visit_takes_a_slot() -> None:
    assert b"longer" not in to_bytes(booking(asks=False))


def test_the_operator_is_told_which_visits_take_longer() -> None:
    assert "offers times of 60 minutes (180 for boiler)," in " ".join(explain(booking()))
