"""What a business is told in its own words: slots that can be filled, and nothing secret."""

from typing import Any, Final

import pytest

from objective_engine.compiler import compile_config
from objective_engine.diagnostics import Diagnostic
from objective_engine.graph import Graph
from tests.unit.test_compiler_places import CORE, TODAY

BASE: Final[dict[str, Any]] = {
    "schema": 2,
    "tenant": "harbour",
    "business": {
        "name": "Harbour Plumbing",
        "numbers": ["+61255501206"],
        "time_zone": "Australia/Sydney",
    },
    "objectives": {
        "steps": [
            {"kind": "capture", "name": "phone", "primitive": "phone", "required": True},
            {"kind": "capture", "name": "gate", "primitive": "spelling", "secret": True},
        ]
    },
}


def made(**message: Any) -> Graph | tuple[Diagnostic, ...]:
    told = {"on": ["lead"], "subject": "A call", **message}
    notifications = {"emails": ["office@harbour.example"], "messages": [told]}
    return compile_config({**BASE, "notifications": notifications}, core=CORE, as_of=TODAY)


def test_a_message_with_slots_for_what_is_captured_becomes_part_of_the_graph() -> None:
    graph = made(subject="{business}: ring {phone}", text="It ended as {outcome}.")

    assert isinstance(graph, Graph)
    assert graph.messages[0].subject == "{business}: ring {phone}"


@pytest.mark.parametrize(
    ("message", "code", "pointer"),
    [
        ({"subject": "Ring {fone}"}, "SF1210", "subject"),
        ({"text": "The gate opens with {gate}"}, "SF1225", "text"),
        ({"text": "{phone"}, "SF1233", "text"),
        ({"text": "phone}"}, "SF1233", "text"),
        ({"text": "{{phone}}"}, "SF1233", "text"),
        ({"text": "{phone.__class__}"}, "SF1210", "text"),
        ({"on": ["led"]}, "SF1230", "on/0"),
    ],
)
def test_a_slot_that_cannot_or_must_not_be_filled_is_named(
    message: dict[str, Any], code: str, pointer: str
) -> None:
    found = made(**message)

    assert not isinstance(found, Graph)
    errors = [one for one in found if one.severity == "error"]
    assert [(one.code, one.pointer) for one in errors] == [
        (code, f"/notifications/messages/0/{pointer}")
    ]
