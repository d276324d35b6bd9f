"""Any configuration that can be put together compiles, proves, and ends every call."""

import copy
from collections.abc import Iterator
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from objective_engine.checker import Bounds, prove
from objective_engine.compiler import compile_config
from objective_engine.diagnostics import child, inside
from objective_engine.directives import Finish
from objective_engine.engine import next_step
from objective_engine.english import explain
from objective_engine.graph import Graph, from_bytes, to_bytes
from objective_engine.progress import Progress, apply
from objective_engine.proving.moves import corrections, interruptions, results
from tests.unit.engine_samples import ABLE, MADE_UP, TODAY, compiled

WHEN: Final = (
    "open", "not open", "known caller", "colour is red", "not colour in (red, blue)",
    "phone is known", "phone declined or colour is green", "caller wants hurry", "mood is good",
    "place is fits", "address in area", "phone over and not holiday",
)  # fmt: skip
FIXED: Final[list[dict[str, Any]]] = [
    {"kind": "choose", "name": "colour", "options": "colours"},
    {"kind": "capture", "name": "phone", "primitive": "phone"},
    {"kind": "capture", "name": "address", "primitive": "address", "required": False},
    {"kind": "qualify", "name": "place", "field": "address"},
    {"kind": "triage", "name": "mood", "otherwise": "bad",
     "rows": [{"when": "colour is red", "verdict": "good"}]},
]  # fmt: skip
COLOURS: Final = ("red", "blue", "green")
whens: Final = st.none() | st.sampled_from(WHEN)
EXTRAS: Final[list[dict[str, Any]]] = [
    {"kind": "capture", "primitive": "reason", "required": True},
    {"kind": "capture", "primitive": "yes_no", "required": False},
    {"kind": "capture", "primitive": "quantity", "unit": "floor boards"},
    {"kind": "capture", "primitive": "spelling", "shapes": ["AA9 9AA", "B99"]},
    {"kind": "message", "urgent": True},
    {"kind": "change", "what": "cancel"},
    {"kind": "book"},
    {"kind": "inform", "topic": "out_of_area"},
    {"kind": "close", "outcome": "elsewhere"},
    {"kind": "route", "to": ["ann"]},
]
extras: Final = st.sampled_from(EXTRAS)


@st.composite
def configurations(draw: st.DrawFn) -> dict[str, Any]:
    added = []
    for place, extra in enumerate(draw(st.lists(extras, max_size=4))):
        when = draw(whens)
        needs = draw(st.lists(st.sampled_from(["colour", "phone", "address"]), max_size=2))
        step = {**extra, "name": f"extra_{place}", "needs": needs}
        added.append(step if when is None else {**step, "when": when})
    people = [{"name": "ann", "title": "Ann", "number": "+61491570006", "rung": "always"}]
    return {
        **MADE_UP,
        "business": {
            **MADE_UP["business"],
            "hours": {"mon": ["09:00-12:00"]},
            "closures": [{"first": "2026-12-25", "why": "Christmas"}],
            "area": {"postcodes": ["2000"]},
        },
        "contacts": people,
        "lists": [
            {
                "name": "colours",
                "items": [{"name": n, "title": n} for n in ("red", "blue", "green")],
            }
        ],
        "objectives": {"steps": [*copy.deepcopy(FIXED), *added]},
    }


@settings(max_examples=25, deadline=None)
@given(data=configurations())
def test_a_valid_configuration_compiles_and_proves(data: dict[str, Any]) -> None:
    graph = compiled(data)
    proof = prove(graph, bounds=Bounds(classes=1_500))

    assert from_bytes(to_bytes(graph)) == graph
    assert all(explain(graph))
    assert {one.property for one in proof.violations} <= {"dead"}


@settings(max_examples=60, deadline=None)
@given(data=configurations(), chance=st.data())
def test_every_random_call_ends(data: dict[str, Any], chance: st.DataObject) -> None:
    graph = compiled(data)
    progress = Progress()
    for turn in range(200):
        directive = next_step(graph, progress)
        if isinstance(directive, Finish):
            return
        moves = list(results(graph, directive))
        if turn < 12:
            moves += [*interruptions(progress), *corrections(graph, progress)]
        for event in chance.draw(st.sampled_from(moves)).events:
            progress = apply(progress, event)
    raise AssertionError("the call goes on for ever")


def places(data: Any, at: str = "") -> Iterator[tuple[str, list[Any], Any]]:
    """Yield every value with its pointer and its container."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in list(items):
        here = child(at, key)
        yield here, [data, key], value
        if isinstance(value, (dict, list)):
            yield from places(value, here)


@settings(max_examples=150, deadline=None)
@given(data=configurations(), chance=st.data())
def test_a_wrong_value_is_pointed_at(data: dict[str, Any], chance: st.DataObject) -> None:
    at, (holder, key), old = chance.draw(st.sampled_from(list(places(data))))
    holder[key] = chance.draw(st.sampled_from([None, 7.5, {"a": 1}, [[]], "\x07", True]))
    made = compile_config(data, core=ABLE, as_of=TODAY)

    if isinstance(made, Graph):
        assert holder[key] in (None, True, old)  # left out, or a switch that is on
    else:
        assert any(inside(one.pointer, at) or inside(at, one.pointer) for one in made)
