"""Nothing is refused that is in order."""

from typing import Any, Final

import pytest

from objective_engine.checker import prove
from objective_engine.proving.dialogue import shown
from tests.unit.engine_samples import compiled


def business(fields: tuple[tuple[str, bool], ...], *, people: int, extras: bool) -> dict[str, Any]:
    return {
        "schema": 2,
        "tenant": "good-business",
        "business": {
            "name": "Good Business",
            "numbers": ["+61255501208"],
            "time_zone": "Australia/Perth",
            "hours": {"wed": ["08:00-12:00", "13:00-16:00"]} if extras else {},
        },
        "contacts": [
            {"name": "ann", "title": "Ann", "number": "+61491570006", "rung": "always"},
            {
                "name": "bob",
                "title": "Bob",
                "number": "+61491570156",
                "rung": "listed",
                "hours": {"sun": ["00:00-24:00"]},
            },
        ][:people],
        "objectives": {
            "steps": [
                {"kind": "capture", "name": name, "primitive": name, "required": required}
                for name, required in fields
            ]
        },
        "knowledge": [{"name": "abn", "questions": ["what is your ABN"], "answer": "Ask Ann."}]
        if extras
        else [],
    }


FIELDS: Final = (
    (("phone", True),),
    (("reason", True), ("phone", True)),
    (("phone", False), ("name", False)),
    (("reason", True), ("name", True), ("phone", True), ("email", False)),
    (("email", True), ("address", True), ("phone", True)),
    (("reason", False),),
)


@pytest.mark.parametrize("fields", FIELDS)
@pytest.mark.parametrize("people", [0, 1, 2])
@pytest.mark.parametrize("extras", [False, True])
def test_a_good_graph_is_proved(
    fields: tuple[tuple[str, bool], ...], people: int, extras: bool
) -> None:
    proof = prove(compiled(business(fields, people=people, extras=extras)))

    assert proof.verdict == "proved", [shown(one) for one in proof.violations]
    assert proof.worst.questions == len(fields)
