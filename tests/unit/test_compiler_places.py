"""Where a business works and on which days, expanded from what an operator writes in a line."""

from datetime import date
from typing import Any, Final

import pytest

from cli.config.facts import any_core
from objective_engine.compiler import compile_config
from objective_engine.graph import Graph
from objective_engine.hours import classify
from objective_engine.progress import Progress
from objective_engine.view import CallView

CORE: Final = any_core()
TODAY: Final = date(2026, 11, 25)


def compiled(**business: Any) -> Graph:
    held = {
        "name": "Harbour Plumbing",
        "numbers": ["+61255501206"],
        "time_zone": "Australia/Sydney",
        **business,
    }
    steps = [{"kind": "capture", "name": "phone", "primitive": "phone", "required": True}]
    config = {"schema": 2, "tenant": "harbour", "business": held, "objectives": {"steps": steps}}
    graph = compile_config(config, core=CORE, as_of=TODAY)
    assert isinstance(graph, Graph), graph
    return graph


def serves(graph: Graph, place: str) -> bool:
    return CallView(graph, Progress()).in_area(place)


def test_a_radius_becomes_the_places_within_it() -> None:
    graph = compiled(area={"around": [{"suburb": "Newcastle", "km": 15}]})

    assert "hamilton 2303" in graph.area
    assert "carrington 2294" in graph.area
    assert not any(entry.startswith(("maitland ", "sydney ")) for entry in graph.area)
    assert serves(graph, "12 Young Street, Carrington NSW 2294")
    assert serves(graph, "Hamilton")
    assert not serves(graph, "1 High Street, Maitland NSW 2320")
    assert not serves(graph, "3 Hamilton Road, Hamilton VIC 3300")


def test_a_wider_radius_holds_all_that_a_narrower_one_does() -> None:
    near, far = (
        set(compiled(area={"around": [{"suburb": "Ballarat Central", "km": km}],
                           }, time_zone="Australia/Melbourne").area)
        for km in (10, 40)
    )  # fmt: skip

    assert near < far


def test_a_suburb_means_that_of_the_own_state_unless_another_is_named() -> None:
    assert compiled(area={"suburbs": ["Richmond"]}, time_zone="Australia/Melbourne").area == (
        "richmond 3121",
    )
    assert compiled(area={"suburbs": ["Richmond VIC"]}).area == ("richmond 3121",)
    assert compiled(area={"suburbs": ["Mayfield 2304"]}).area == ("mayfield 2304",)


def test_a_postcode_serves_whatever_lies_in_it() -> None:
    graph = compiled(area={"postcodes": ["2300"], "suburbs": ["Newcastle", "Hamilton"]})

    assert graph.area == ("2300", "hamilton 2303")
    assert serves(graph, "5 Ocean Street, The Hill NSW 2300")
    assert not serves(graph, "The Hill")


@pytest.mark.parametrize(
    ("state", "closed", "open_"),
    [
        ("VIC", "2027-11-02T10:00:00+11:00", "2027-10-04T10:00:00+11:00"),
        ("NSW", "2027-10-04T10:00:00+11:00", "2027-11-02T10:00:00+11:00"),
    ],
)
def test_public_holidays_are_those_of_the_state(state: str, closed: str, open_: str) -> None:
    days = {day: ["07:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    graph = compiled(holidays=state, hours=days)

    assert classify(graph, closed)[0] == "holiday"
    assert classify(graph, open_)[0] == "open"
    assert classify(compiled(hours=days), closed)[0] == "open"


def test_holidays_reach_two_years_ahead_and_none_lies_behind() -> None:
    days = [one.first for one in compiled(holidays="QLD").closures]

    assert min(days) >= TODAY.isoformat()
    assert max(days).startswith("2028-12")
