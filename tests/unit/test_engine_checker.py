"""The checker refuses what is broken, with a call that shows it, and nothing else."""

from collections.abc import Callable
from typing import Final

import msgspec
import pytest

from objective_engine.checker import Bounds, prove
from objective_engine.conditions import All, Ended, Is, Known, Raised, Reachable, TimeIs
from objective_engine.graph import CLOSING, Graph
from objective_engine.proving.dialogue import dialogue, shown
from objective_engine.steps import CaptureStep, FinishStep, InformStep, MessageStep, RouteStep
from spine.ids import FieldName, ObjectiveName
from tests.unit.engine_samples import added, changed, last, named, small, without

SMALL: Final = small()
DANGER: Final = Raised(signal="emergency")
PERSON: Final = Raised(signal="person")
DANGERS: Final = tuple(o.name for o in SMALL.objectives if o.name.startswith("danger."))
ELSEWHERE: Final = "+61491571491"
PERSONS: Final = tuple(o.name for o in SMALL.objectives if o.name.startswith("person."))


def place_of(graph: Graph, name: str) -> int:
    return [one.name for one in graph.objectives].index(ObjectiveName(name))


def rung(graph: Graph, name: str, number: str) -> Graph:
    """Ring another number, which the contacts know of."""
    step = named(graph, name).step
    assert isinstance(step, RouteStep)
    contacts = tuple(
        msgspec.structs.replace(one, number=number) if one.name == step.contact else one
        for one in graph.contacts
    )
    made = msgspec.structs.replace(graph, contacts=contacts)
    for one in graph.objectives:
        if isinstance(one.step, RouteStep) and one.step.contact == step.contact:
            changed_step = msgspec.structs.replace(one.step, number=number)
            made = changed(made, one.name, step=changed_step)
    return made


def long_call(graph: Graph) -> Graph:
    for name in ("q1", "q2"):
        step = CaptureStep(field=FieldName(name), primitive="reason", required=True)
        graph = added(graph, step, place_of(graph, "phone"))
        new = msgspec.structs.replace(named(graph, "new"), name=ObjectiveName(name))
        others = (new if one.name == "new" else one for one in graph.objectives)
        graph = msgspec.structs.replace(graph, objectives=tuple(others))
    return graph


def need(*names: str) -> tuple[ObjectiveName, ...]:
    return tuple(map(ObjectiveName, names))


BROKEN: Final[dict[str, tuple[str, Callable[[Graph], Graph]]]] = {
    "the owner is rung at night": (
        "transfer_hours",
        lambda g: changed(g, "person.owner", when=PERSON),
    ),
    "the owner is rung at night in danger": (
        "transfer_hours",
        lambda g: changed(g, "danger.owner", when=DANGER),
    ),
    "complaints ring the owner on Sunday": (
        "transfer_hours",
        lambda g: changed(g, "owner_call.owner", when=Is(name="enquiry", values=("complaint",))),
    ),
    "open is taken for the owner being there": (
        "transfer_hours",
        lambda g: changed(
            g,
            "help.on_call",
            when=TimeIs(time="closed"),
            step=RouteStep(contact="owner", number="+61491570006", mode="warm"),
        ),
    ),
    "a number is nobody's": (
        "transfer_number",
        lambda g: changed(g, "person.owner", step=RouteStep("owner", "+61491570999", "warm")),
    ),
    "a contact is not listed": (
        "transfer_number",
        lambda g: msgspec.structs.replace(
            g,
            contacts=(g.contacts[0], msgspec.structs.replace(g.contacts[1], number=ELSEWHERE)),
        ),
    ),
    "our own number is rung": (
        "transfer_number",
        lambda g: rung(g, "person.on_call", "+61255501207"),
    ),
    "an overseas number is rung": (
        "transfer_number",
        lambda g: rung(g, "person.on_call", "+442071838750"),
    ),
    "a premium number is rung": (
        "transfer_number",
        lambda g: rung(g, "person.on_call", "+611900654321"),
    ),
    "danger waits for opening hours": (
        "danger",
        lambda g: without(
            changed(
                g,
                "danger.on_call",
                when=All(of=(DANGER, TimeIs(time="open"), Reachable(contact="on_call"))),
            ),
            "danger.owner",
            "danger.message",
            "danger.left",
            "danger.told",
        ),
    ),
    "danger comes after everything else": ("danger", lambda g: last(g, *DANGERS)),
    "danger waits for the phone number": (
        "danger",
        lambda g: changed(
            changed(
                changed(g, "danger.on_call", needs=need("phone")),
                "danger.owner",
                needs=need("phone"),
            ),
            "danger.message",
            needs=need("phone"),
        ),
    ),
    "danger waits until the job is known": (
        "danger",
        lambda g: changed(
            without(g, "danger.owner", "danger.on_call"),
            "danger.message",
            when=All(of=(DANGER, Known(name="service"))),
        ),
    ),
    "danger has to be a complaint": (
        "danger",
        lambda g: changed(
            without(g, "danger.owner", "danger.on_call"),
            "danger.message",
            when=All(of=(DANGER, Is(name="enquiry", values=("complaint",)))),
        ),
    ),
    "the message for a person is not urgent": (
        "person",
        lambda g: without(
            changed(g, "person.message", step=MessageStep(urgent=False)), "person.on_call"
        ),
    ),
    "a person is only rung at the end": ("person", lambda g: last(g, *PERSONS)),
    "nobody takes a message": (
        "person",
        lambda g: without(g, "person.message", "person.on_call", "person.told", "person.left"),
    ),
    "a person is only rung for jobs": (
        "person",
        lambda g: changed(
            changed(g, "person.owner", needs=need("enquiry")),
            "person.on_call",
            needs=need("enquiry"),
        ),
    ),
    "a person is only rung in business hours": (
        "person",
        lambda g: changed(
            g,
            "person.on_call",
            when=All(of=(PERSON, TimeIs(time="open"), Reachable(contact="on_call"))),
        ),
    ),
    "nothing leads to an objective": (
        "dead",
        lambda g: changed(g, "far_away", when=Is(name="service", values=("gardening",))),
    ),
    "an objective contradicts itself": (
        "dead",
        lambda g: changed(g, "far_away", when=All(of=(TimeIs(time="open"), TimeIs(time="closed")))),
    ),
    "every job is called booked": (
        "honest",
        lambda g: changed(g, "booked", when=None),
    ),
    "an objective waits for one that nobody reaches": (
        "dead",
        lambda g: changed(
            changed(g, "far_away", when=Ended(objective="phone", results=("bored",))),
            "visit",
            when=Ended(objective="far_away", results=("met",)),
        ),
    ),
    "two required objectives wait for each other": (
        "required",
        lambda g: changed(
            changed(g, "phone", needs=need("visit")), "visit", needs=need("phone"), when=None
        ),
    ),
    "a required objective waits for itself": (
        "required",
        lambda g: changed(g, "phone", needs=need("phone"), when=None),
    ),
    "a required objective stands behind the goodbye": (
        "required",
        lambda g: added(
            g, CaptureStep(FieldName("late"), "reason", required=True), len(g.objectives)
        ),
    ),
    "the call closes before the plan": (
        "required",
        lambda g: changed(
            added(g, FinishStep(outcome="lost"), place_of(g, "phone"), Known(name="service")),
            "new",
            rank=CLOSING,
        ),
    ),
    "a lead without a number": (
        "honest",
        lambda g: changed(g, "job.close", step=FinishStep(outcome="lead")),
    ),
    "booked although only asked for": (
        "honest",
        lambda g: changed(g, "booked", when=Known(name="visit")),
    ),
    "transferred although nobody answered": (
        "honest",
        lambda g: changed(g, "help.told", step=FinishStep(outcome="transferred")),
    ),
    "more questions than the platform allows": ("bounds", long_call),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_graph_is_refused_with_a_shortest_call(name: str) -> None:
    wanted, breaking = BROKEN[name]
    classes = 5_000 if wanted in {"dead", "bounds"} else 700
    proof = prove(breaking(SMALL), bounds=Bounds(classes=classes, questions=5))
    found = {one.property: one for one in proof.violations}

    assert proof.verdict == "refuted"
    assert wanted in found, {one.property: one.why for one in proof.violations}
    if wanted not in {"dead", "bounds"}:
        call = found[wanted].call
        assert call is not None
        assert dialogue(call)[0] == "agent   says the recording notice"
        assert len(dialogue(call)) == 2 * call.moves + 1 <= 21
        assert found[wanted].why in shown(found[wanted])


def test_thirty_graphs_are_broken() -> None:
    assert len(BROKEN) >= 30


def test_the_sample_itself_is_proved() -> None:
    proof = prove(SMALL)

    assert proof.verdict == "proved", [shown(one) for one in proof.violations]


def test_a_bound_that_is_reached_proves_nothing() -> None:
    proof = prove(SMALL, bounds=Bounds(classes=50))

    assert proof.verdict == "not proved"
    assert "more than 50 classes" in proof.why


def test_an_unused_step_kind_is_no_reason_to_refuse() -> None:
    graph = added(SMALL, InformStep(topic="out_of_area"), place_of(SMALL, "phone"))

    assert prove(graph).verdict == "proved"
