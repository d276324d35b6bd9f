from datetime import date
from typing import Any, Literal

import pytest

from objective_engine.compiler import compile_config
from objective_engine.core_facts import CoreFacts
from objective_engine.directives import Capture, Finish, Greet
from objective_engine.engine import Progress, apply, next_directive, outcome
from objective_engine.graph import Graph, from_bytes, nobodys, to_bytes
from spine.events.call import CallerSilent, ObjectiveBegun, ObjectiveEnded
from spine.ids import NOBODY, CallMs, ObjectiveName

CORE = CoreFacts(version="0", digest="0" * 64, primitives=("name", "phone", "reason"))
Result = Literal["met", "declined", "exhausted", "failed"]


def plumber(*fields: tuple[str, bool]) -> dict[str, Any]:
    return {
        "schema": 1,
        "tenant": "harbour-plumbing",
        "business": {
            "name": "Harbour Plumbing",
            "numbers": ["+61255501206"],
            "time_zone": "Australia/Sydney",
        },
        "objectives": {
            "fields": [
                {"name": name, "primitive": name, "required": required} for name, required in fields
            ]
        },
    }


def graph_of(*fields: tuple[str, bool]) -> Graph:
    made = compile_config(plumber(*fields), core=CORE, as_of=date(2026, 11, 24))
    assert isinstance(made, Graph)
    return made


THREE = graph_of(("reason", True), ("name", True), ("phone", True))


def ended(progress: Progress, name: str, result: Result) -> Progress:
    return apply(
        progress,
        ObjectiveEnded(at_ms=CallMs(0), objective=ObjectiveName(name), result=result),
    )


def after(*results: tuple[str, Result]) -> Progress:
    progress = Progress()
    for name, result in results:
        progress = ended(progress, name, result)
    return progress


def test_a_call_begins_with_the_notice_then_asks_in_the_order_of_the_file() -> None:
    assert next_directive(THREE, Progress()) == Greet(objective=ObjectiveName("greet"))
    asked = []
    progress = after(("greet", "met"))
    while isinstance(directive := next_directive(THREE, progress), Capture):
        asked.append(directive.field)
        progress = ended(progress, directive.objective, "met")
    assert asked == ["reason", "name", "phone"]


def test_a_caller_who_can_be_called_back_is_a_lead_even_without_a_name() -> None:
    progress = after(("greet", "met"), ("reason", "met"), ("name", "declined"), ("phone", "met"))

    assert next_directive(THREE, progress) == Finish(
        objective=ObjectiveName("finish"), outcome="lead"
    )


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((), "abandoned"),
        ((("greet", "met"),), "abandoned"),
        ((("greet", "met"), ("reason", "met")), "partial"),
        ((("greet", "met"), ("reason", "declined"), ("name", "met")), "partial"),
        (
            (("greet", "met"), ("reason", "declined"), ("name", "declined"), ("phone", "declined")),
            "no_details",
        ),
        ((("greet", "met"), ("reason", "met"), ("name", "met"), ("phone", "exhausted")), "partial"),
        ((("phone", "met"),), "lead"),
    ],
)
def test_the_outcome_is_what_was_really_achieved(
    results: tuple[tuple[str, Result], ...], expected: str
) -> None:
    assert outcome(THREE, after(*results)) == expected


def test_where_nobody_is_called_back_the_required_answers_make_the_outcome() -> None:
    graph = graph_of(("reason", True), ("name", False))

    assert outcome(graph, after(("reason", "met"))) == "lead"
    assert outcome(graph, after(("name", "met"))) == "partial"


def test_the_fold_knows_what_is_being_asked_and_forgets_it_when_it_ends() -> None:
    begun = ObjectiveBegun(at_ms=CallMs(5), objective=ObjectiveName("reason"))
    progress = apply(after(("greet", "met")), begun)

    assert progress.active == "reason"
    assert ended(progress, "reason", "met").active is None


def test_events_that_level_2_has_no_use_for_change_nothing() -> None:
    progress = after(("greet", "met"))

    assert apply(progress, CallerSilent(at_ms=CallMs(9), times=1)) is progress


def test_the_last_result_of_an_objective_holds() -> None:
    assert after(("phone", "declined"), ("phone", "met")).ended == (("phone", "met"),)


def test_a_finish_that_has_ended_stays_a_finish() -> None:
    over = after(*((one.name, "met") for one in THREE.objectives))

    assert isinstance(next_directive(THREE, over), Finish)


def test_a_graph_survives_its_bytes_and_keeps_its_id() -> None:
    assert from_bytes(to_bytes(THREE)) == THREE
    assert from_bytes(to_bytes(THREE)).id == THREE.id


def test_the_core_version_is_part_of_the_id() -> None:
    other = CoreFacts(version="0", digest="1" * 64, primitives=CORE.primitives)
    made = compile_config(
        plumber(("reason", True), ("name", True), ("phone", True)),
        core=other,
        as_of=date(2026, 11, 24),
    )
    assert isinstance(made, Graph)
    assert made.id != THREE.id


def test_an_unknown_number_asks_for_nothing() -> None:
    graph = nobodys(core="0" * 64)

    assert graph.tenant == NOBODY
    assert isinstance(next_directive(graph, Progress()), Greet)
    assert isinstance(next_directive(graph, after(("greet", "met"))), Finish)
