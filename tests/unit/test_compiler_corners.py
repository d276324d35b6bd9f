"""What is rare in a configuration: no document, a schema of both kinds, a place that is no name."""

from typing import Any, Final

import msgspec
import pytest

from objective_engine.compiler import check_config
from objective_engine.english import explain
from objective_engine.gazetteer import read_places
from tests.unit.engine_samples import ABLE, TODAY, compiled

PLACES: Final = read_places("MAYFIELD|NSW|2304|-32.88|151.739\n")
KNOWING: Final = msgspec.structs.replace(ABLE, gazetteer=PLACES)


def business(**more: Any) -> dict[str, Any]:
    steps = [{"kind": "capture", "name": "phone", "primitive": "phone"}]
    own = {"name": "Made Up", "numbers": ["+61255501210"], "time_zone": "Australia/Sydney"}
    return {
        "schema": 2,
        "tenant": "made-up",
        "business": {**own, **more.pop("business", {})},
        "objectives": {"steps": steps},
        **more,
    }


@pytest.mark.parametrize("data", [["a"], "a", 5, None])
def test_what_is_no_document_is_one_mistake(data: Any) -> None:
    (one,) = check_config(data, core=ABLE, as_of=TODAY)[1]

    assert (one.pointer, one.severity) == ("", "error")
    assert one.anchor == f"docs/reference/diagnostics.md#{one.code.lower()}"


def test_a_schema_1_that_has_steps_already_is_read_as_it_is() -> None:
    assert check_config(business(schema=1), core=ABLE, as_of=TODAY)[1] == ()


def test_places_that_are_none_are_named() -> None:
    area = {"postcodes": ["0001", "2304"], "suburbs": ["Mayfield", "(north!)"]}
    found = check_config(business(business={"area": area}), core=KNOWING, as_of=TODAY)[1]

    assert [(one.code, one.pointer) for one in found] == [
        ("SF1231", "/business/area/postcodes/0"),
        ("SF1231", "/business/area/suburbs/1"),
    ]


def test_a_place_that_is_left_out_is_missing_and_not_nowhere() -> None:
    area = {"around": [{"km": 5}]}
    found = check_config(business(business={"area": area}), core=KNOWING, as_of=TODAY)[1]

    assert [(one.code, one.pointer) for one in found] == [("SF1102", "/business/area/around/0")]


def test_the_operator_is_told_how_a_letter_is_headed() -> None:
    letter = {"on": ["lead"], "subject": "A call for {business}"}
    told = explain(compiled(business(notifications={"messages": [letter]})))

    assert "A letter about lead is headed “A call for {business}”." in tuple(told)
