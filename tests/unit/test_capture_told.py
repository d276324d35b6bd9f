"""What a business's graph tells the primitives: its choices, and the state that it is in."""

from pathlib import Path

import msgspec
import pytest

from agent_worker.voice_core import told
from agent_worker.voice_core.core import Core
from cli.config.facts import installed_core
from cli.config.load import load_business
from objective_engine.graph import Graph
from spine.events.call import CaptureConfirmed
from spine.events.inputs import KeyPressed
from spine.ids import ObjectiveName
from tests.fakes.core_call import CoreCall
from tests.unit.engine_samples import TODAY

BUSINESS = """
schema: 2
tenant: richmond-plumbing
business:
  name: Richmond Plumbing
  numbers: ["+61355501206"]
  time_zone: Australia/Melbourne
services:
  - { name: drain, title: blocked drain, synonyms: [blocked toilet, clogged sink] }
  - { name: tap, title: leaking tap, synonyms: [dripping tap] }
  - { name: hot_water, title: hot water, synonyms: [hot water system] }
objectives:
  steps:
    - { kind: choose, name: service }
    - { kind: capture, name: address, primitive: address }
    - { kind: capture, name: phone, primitive: phone }
"""


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    file = tmp_path / "richmond.yaml"
    file.write_text(BUSINESS)
    return load_business(file, installed_core(), TODAY)


@pytest.fixture
def call(core: Core, graph: Graph) -> CoreCall:
    """A call that has just been asked which service it is about."""
    call = CoreCall(core, graph)
    call.answered()
    return call


def answer(call: CoreCall, text: str) -> None:
    call.says(text)
    call.play_out()


def kept(call: CoreCall) -> dict[str, str]:
    return {event.field: event.value for event in call.of(CaptureConfirmed)}


def test_a_synonym_of_the_business_is_its_choice(call: CoreCall) -> None:
    answer(call, "yeah the toilet's blocked, it's a blocked toilet")
    assert call.said.startswith("blocked drain, got it. ")

    assert kept(call) == {"service": "drain"}


def test_a_choice_that_was_only_said_back_can_be_said_no_to(call: CoreCall) -> None:
    answer(call, "blocked drain")
    answer(call, "no, sorry, the leaking tap")
    assert call.said == "leaking tap. Is that right?"
    answer(call, "yes")
    assert call.said.startswith("What's the address")

    assert kept(call) == {"service": "tap"}


def test_a_choice_that_was_only_said_back_holds_once_the_caller_went_on(call: CoreCall) -> None:
    answer(call, "blocked drain")
    answer(call, "five Smith Street Richmond")
    answer(call, "no, it's number nine Leaking Tap Street")

    assert kept(call) == {"service": "drain"}


def test_a_choice_that_sounds_like_one_is_asked_about(call: CoreCall) -> None:
    answer(call, "something about a leaky tab")
    assert call.said == "leaking tap. Is that right?"


def test_a_suburb_of_several_states_is_the_one_where_the_business_is(call: CoreCall) -> None:
    answer(call, "leaking tap")
    answer(call, "five Smith Street Richmond")
    assert "Victoria" in call.said
    answer(call, "yep that's right")

    assert kept(call)["address"] == "5 Smith Street, Richmond VIC 3121"


def test_a_key_picks_among_the_two_that_were_offered(call: CoreCall) -> None:
    answer(call, "it's either the hot water or the tap")
    assert call.said == "Is that hot water or leaking tap?"
    call.put(KeyPressed, 500, key="2")
    assert call.said.startswith("leaking tap, got it. ")


def test_only_what_is_chosen_has_choices(graph: Graph) -> None:
    drain = ("drain", ("blocked drain", "blocked toilet", "clogged sink"))
    assert told.choices(graph, ObjectiveName("service"))[0] == drain
    assert told.choices(graph, ObjectiveName("address")) == ()


@pytest.mark.parametrize(
    ("zone", "area", "state"),
    [
        ("Australia/Sydney", (), "NSW"),
        ("Australia/Sydney", ("2600", "2913"), "ACT"),
        ("Australia/Sydney", ("2600", "2620"), "NSW"),
        ("Australia/Sydney", ("newcastle",), "NSW"),
        ("Australia/Perth", ("6000",), "WA"),
        ("Australia/Hobart", (), "TAS"),
    ],
)
def test_a_business_is_in_the_state_of_its_time_zone(
    graph: Graph, zone: str, area: tuple[str, ...], state: str
) -> None:
    assert told.state(msgspec.structs.replace(graph, time_zone=zone, area=area)) == state


def test_a_choice_is_named_with_what_it_does_on_its_end(call: CoreCall) -> None:
    answer(call, "the hot water's gone cold")
    assert call.said.startswith("hot water, got it. ")
