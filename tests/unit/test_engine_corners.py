"""What the larger tests pass by."""

from typing import Any

import pytest

from objective_engine.checker import prove
from objective_engine.compiler import check_config
from objective_engine.condition_text import parse_condition
from objective_engine.engine import UnspokenDirectiveError, next_directive, outcome
from objective_engine.facts import SignalRaised
from objective_engine.graph import Graph
from objective_engine.progress import Progress, apply
from objective_engine.rewiring import rewired
from objective_engine.view import CallView
from spine.events.call import ObjectiveEnded
from spine.ids import CallMs, ObjectiveName
from tests.unit.engine_samples import ABLE, TODAY, compiled, hold, small, without

SMALL = small()
PHONE = {"kind": "capture", "name": "phone", "primitive": "phone"}
PARTS = {"help": ("help.ann", "help.bob")}


def business(steps: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "schema": 2,
        "tenant": "corner-shop",
        "business": {
            "name": "Corner Shop",
            "numbers": ["+61255501211"],
            "time_zone": "Australia/Sydney",
            "hours": {"mon": ["09:00-12:00"]},
        },
        "objectives": {
            "steps": [{"kind": "capture", "name": "phone", "primitive": "phone"}, *steps]
        },
        **more,
    }


def codes(data: Any) -> list[str]:
    return [one.code for one in check_config(data, core=ABLE, as_of=TODAY)[1]]


def test_a_core_is_never_handed_a_directive_that_it_has_not_learnt() -> None:
    greeted = ObjectiveEnded(at_ms=CallMs(0), objective=ObjectiveName("greet"), result="met")

    with pytest.raises(UnspokenDirectiveError, match="Choose"):
        next_directive(SMALL, apply(Progress(), greeted))


def test_a_graph_without_a_closing_still_says_what_was_achieved() -> None:
    closings = [one.name for one in SMALL.objectives if one.rank == 6]

    assert outcome(without(SMALL, *closings), Progress()) == "abandoned"


def test_a_signal_is_raised_once() -> None:
    raised = SignalRaised(at_ms=CallMs(0), signal="hurry")
    once = apply(Progress(), raised)

    assert apply(once, raised) is once


def area(graph: Graph, place: str) -> bool:
    return CallView(graph, Progress()).in_area(place)


def test_a_place_is_known_by_its_postcode_and_else_by_its_suburb() -> None:
    assert area(SMALL, "3 High Street, Newcastle 2300")
    assert not area(SMALL, "3 High Street, Merewether 3000")
    assert area(SMALL, "3 High Street, Merewether")
    assert not area(
        SMALL, "3 High Street, Merewether Heights East of 12".replace("Merewether", "X")
    )
    assert area(compiled(business([])), "anywhere")


def test_what_is_no_objective_keeps_nobody_waiting() -> None:
    assert CallView(SMALL, Progress()).settled(ObjectiveName("urgency"))


@pytest.mark.parametrize(
    ("text", "objectives"),
    [
        ("help met", {"help.ann", "help.bob"}),
        ("not help failed", {"help.message"}),
        ("help over and open", {"help.ann", "help.bob", "help.message"}),
        ("phone met or help declined", {"phone", "help.message"}),
    ],
)
def test_a_condition_over_a_route_is_one_over_its_parts(text: str, objectives: set[str]) -> None:
    made = repr(rewired(parse_condition(text), PARTS))

    assert {name for name in ("phone", "help.ann", "help.bob", "help.message") if name in made} == (
        objectives
    )


def test_names_are_used_once_wherever_they_stand() -> None:
    ann = {"name": "ann", "title": "Ann", "number": "+61491570006", "rung": "always"}
    tap = {"name": "tap", "title": "a tap"}

    assert codes(business([], contacts=[ann, ann])) == ["SF1201"]
    assert codes(business([], services=[tap, {**tap, "title": "taps"}])) == ["SF1201"]


def test_a_verdict_may_not_decide_itself() -> None:
    mood = {
        "kind": "triage", "name": "mood", "otherwise": "bad",
        "rows": [{"when": "open and mood is bad", "verdict": "good"}],
    }  # fmt: skip

    assert codes(business([mood])) == ["SF1213"]


def test_contacts_and_objectives_of_conditions_are_looked_up() -> None:
    step = {"kind": "message", "name": "note"}

    assert codes(business([{**step, "when": "bob reachable"}])) == ["SF1210"]
    assert codes(business([{**step, "when": "nothing over"}])) == ["SF1210"]
    assert codes(business([{**step, "when": "phone in area"}])) == ["SF1212"]
    assert codes(business([{**step, "when": "suburb in area"}])) == ["SF1210"]
    assert codes(business([{**step, "when": "open", "needs": ["nothing"]}])) == ["SF1210"]


def test_fields_of_schema_1_that_are_no_list_are_pointed_at() -> None:
    data = business([]) | {"schema": 1, "objectives": {"fields": "phone"}}
    found = check_config(data, core=ABLE, as_of=TODAY)[1]

    assert [(one.code, one.pointer) for one in found] == [("SF1103", "/objectives/fields")]


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_none(number: float) -> None:
    assert codes(business([], retention_days=number)) == ["SF1013"]


def test_a_verdict_may_hang_on_the_time_a_result_and_another_verdict() -> None:
    by_time = [
        {"when": "open", "verdict": "early"},
        {"when": "phone failed", "verdict": "lost"},
    ]
    by_hour = [{"when": "hour is late or caller wants hurry", "verdict": "brief"}]
    steps: list[dict[str, Any]] = [
        {"kind": "triage", "name": "hour", "otherwise": "late", "rows": by_time},
        {"kind": "triage", "name": "tone", "otherwise": "calm", "rows": by_hour},
        {"kind": "message", "name": "note", "when": "tone is brief"},
        {"kind": "capture", "name": "reason", "primitive": "reason", "when": "tone is calm"},
    ]
    graph = compiled(business(steps))

    assert prove(graph).verdict == "proved"
    assert hold(graph, {}, time="open") == ["greet", "phone", "reason", "lead"]
    assert hold(graph, {}, time="closed") == ["greet", "phone", "note", "lead"]


def test_the_checker_says_yes_and_no_to_a_yes_or_no_question() -> None:
    steps: list[dict[str, Any]] = [
        {"kind": "capture", "name": "pets", "primitive": "yes_no"},
        {"kind": "message", "name": "dog", "when": "pets is yes and caller wants hurry"},
        {"kind": "message", "name": "cat", "when": "open and caller wants hurry"},
    ]
    proof = prove(compiled(business(steps)))

    assert proof.verdict == "proved"
    assert {"dog", "cat"} <= set(proof.reached)


def test_a_misspelt_key_is_reported_once() -> None:
    step = {"kind": "capture", "name": "pets", "primitve": "yes_no"}

    assert codes(business([step])) == ["SF1101"]
