"""Whatever becomes of the objectives, in whatever words: the call comes to its finish."""

from datetime import date
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from objective_engine.compiler import compile_config
from objective_engine.core_facts import CoreFacts
from objective_engine.diagnostics import Diagnostic
from objective_engine.directives import Finish
from objective_engine.engine import Progress, Result, apply, next_directive, outcome
from objective_engine.graph import Graph
from spine.events.call import ObjectiveBegun, ObjectiveEnded
from spine.ids import CallMs

CORE: Final = CoreFacts(version="0", digest="0" * 64, primitives=("name", "phone", "reason"))
fields = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.from_regex(r"f[a-z_]{0,8}", fullmatch=True),
            "primitive": st.sampled_from(CORE.primitives),
            "required": st.booleans(),
        }
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda field: field["name"],
).filter(lambda made: not any(field["name"] == "finish" for field in made))
RESULTS: Final[tuple[Result, ...]] = ("met", "declined", "exhausted", "failed")
results = st.sampled_from(RESULTS)


def configuration(asked: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "schema": 1,
        "tenant": "harbour-plumbing",
        "business": {
            "name": "Harbour Plumbing",
            "numbers": ["+61255501206"],
            "time_zone": "Australia/Sydney",
        },
        "objectives": {"fields": asked},
    }


@given(asked=fields, data=st.data())
def test_every_walk_ends_in_a_finish_after_each_field_was_asked_once(
    asked: list[dict[str, Any]], data: st.DataObject
) -> None:
    graph = compile_config(configuration(asked), core=CORE, as_of=date(2026, 11, 24))
    assert isinstance(graph, Graph)
    progress, seen = Progress(), []
    while not isinstance(directive := next_directive(graph, progress), Finish):
        name = directive.objective
        seen.append(name)
        progress = apply(progress, ObjectiveBegun(at_ms=CallMs(0), objective=name))
        ended = ObjectiveEnded(at_ms=CallMs(0), objective=name, result=data.draw(results))
        progress = apply(progress, ended)

    assert seen == ["greet", *(field["name"] for field in asked)]
    assert directive.outcome == outcome(graph, progress) != "abandoned"


plain: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(data=plain)
def test_any_data_at_all_is_answered_with_diagnostics(data: Any) -> None:
    made = compile_config(data, core=CORE, as_of=date(2026, 11, 24))

    assert isinstance(made, tuple)
    assert all(isinstance(one, Diagnostic) for one in made)
    assert any(one.severity == "error" for one in made)


@given(where=st.sampled_from(["schema", "tenant", "business", "objectives"]), value=plain)
def test_a_broken_part_is_pointed_at(where: str, value: Any) -> None:
    data = configuration([{"name": "phone", "primitive": "phone"}]) | {where: value}
    made = compile_config(data, core=CORE, as_of=date(2026, 11, 24))

    if not isinstance(made, Graph):
        assert all(one.pointer.startswith(f"/{where}") for one in made)
