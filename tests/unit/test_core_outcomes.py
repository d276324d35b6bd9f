"""What a call is worth to the business, as text calls: danger, and callers nobody can ring back."""

from typing import Final

import msgspec
import pytest

from objective_engine.engine import outcome
from objective_engine.facts import CallerIdSeen, SignalRaised
from objective_engine.graph import Graph
from objective_engine.progress import Progress, apply
from objective_engine.tables import OWED
from spine.events.call import AgentSpoke, CallEnded
from spine.events.inputs import CallerHungUp, TimerFired
from spine.ids import CallMs
from spine.projections.rows import LEADS
from tests.fakes.pushed import business
from tests.fakes.trade_call import NIGHT, TradeCall, trade_graph
from tests.unit.engine_samples import without
from tests.unit.test_engine_templates import PLUMBER, TRADES

DANGER: Final = SignalRaised(at_ms=CallMs(0), signal="emergency")
NUMBER: Final = "oh four nine one five seven oh one five six"
RATHER_NOT: Final = "I'd rather not say"
TO_THE_TIME: Final = (
    "12 High Street Newcastle NSW 2300",
    "yes",
    "Tom Harris",
    "yes",
    "the owner",
    "yes",
    RATHER_NOT,
    "Friday at ten",
    "yes",
)


def call_to(name: str, began: str = NIGHT) -> TradeCall:
    """A call in which the first question has been asked."""
    call = TradeCall(name, began)
    call.answered()
    return call


@pytest.mark.parametrize("trade", sorted(TRADES))
def test_who_hangs_up_to_ring_triple_zero_was_an_emergency(trade: str) -> None:
    call = call_to(TRADES[trade][0])
    call.says("there's a fire in the kitchen")
    spoke = [one for one in call.of(AgentSpoke) if one.phrases[0] == "emergency"]
    call.put(CallerHungUp, 900)

    assert [one.phrases[:2] for one in spoke] == [("emergency", "hazard_fire")]
    assert call.ended == ("emergency", "caller")
    assert call.replays()


@pytest.mark.parametrize("words", ["I can smell gas", "there's a fire"])
def test_danger_outweighs_what_was_known_before(words: str) -> None:
    call = call_to(PLUMBER)
    call.tells("a leaking tap", "yes", "yes", NUMBER, "yes")
    call.says(words)
    call.put(CallerHungUp, 900)

    assert call.ended == ("emergency", "caller")


def test_who_falls_silent_in_danger_was_an_emergency() -> None:
    call = call_to(PLUMBER)
    call.says("there's a fire")
    call.rings_out()
    while not list(call.of(CallEnded)):
        if call.state.utterance is None:
            call.put(TimerFired, 8_000, timer="silence")
        else:
            call.play_out()

    assert call.ended == ("emergency", "agent")


def test_where_danger_has_no_way_of_its_own_a_call_that_was_worth_something_is_that() -> None:
    graph = trade_graph(PLUMBER)
    ways = [one.name for one in graph.objectives if one.name.startswith("danger.")]
    alone = without(graph, *ways)
    progress = apply(Progress(), DANGER)

    assert outcome(alone, progress) == "emergency"
    assert outcome(alone, ended(alone, progress, "phone")) == graph.outcome


def ended(graph: Graph, progress: Progress, name: str) -> Progress:
    states = {one.name: "met" for one in graph.objectives if one.name == name}
    return msgspec.structs.replace(progress, state_of={**progress.state_of, **states})


def test_a_request_that_nobody_can_ring_back_about_is_no_lead_and_says_so() -> None:
    call = call_to(PLUMBER)
    call.tells("a leaking tap", "yes", "yes", RATHER_NOT, *TO_THE_TIME)

    assert call.kept["visit"] == "requested"
    assert "phone" not in call.kept
    assert "no number to ring you on" in call.said
    assert call.ended == ("unreachable", "agent")
    assert "unreachable" not in LEADS
    assert any("unreachable" in one.on for one in call.graph.triggers)


def test_the_networks_number_is_a_way_to_ring_back() -> None:
    call = TradeCall(PLUMBER, NIGHT)
    call.put_answer()
    call.put(CallerIdSeen, number="+61491570156")
    call.play_out()
    call.play_out()
    call.tells("a leaking tap", "yes", "yes", RATHER_NOT, *TO_THE_TIME)

    assert call.ended == ("requested", "agent")
    assert call.replays()


def test_a_number_makes_a_request_a_lead() -> None:
    call = call_to(PLUMBER)
    call.tells("a leaking tap", "yes", "yes", NUMBER, "yes", *TO_THE_TIME)

    assert call.ended == ("requested", "agent")
    assert {"lead", *OWED} == LEADS


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((), "abandoned"),
        (("reason", "met"), "partial"),
        (("reason", "met", "phone", "declined"), "lead"),
        (("reason", "declined", "phone", "declined"), "no_details"),
    ],
)
def test_the_networks_number_makes_a_lead_of_who_was_asked_for_everything(
    results: tuple[str, ...], expected: str
) -> None:
    graph = business(ask=("reason", "phone"))
    seen = CallerIdSeen(at_ms=CallMs(0), number="+61491570156")
    states = dict(zip(results[::2], results[1::2], strict=True))
    progress = msgspec.structs.replace(apply(Progress(), seen), state_of=states)

    assert outcome(graph, progress) == expected


def test_a_number_that_the_network_kept_back_is_none() -> None:
    assert not apply(Progress(), CallerIdSeen(at_ms=CallMs(0), number="")).numbered


def test_who_rings_for_others_says_in_their_own_words_who_is_met_and_who_pays() -> None:
    call = call_to(PLUMBER)
    call.tells("a leaking tap", "yes", "yes", NUMBER, "yes", *TO_THE_TIME[:4])
    call.tells("body corporate", "yes")
    said = [call.tells("the tenant, her name is Sue Park"), call.tells("the owners pay")]

    assert said[0].endswith("And who pays for the job?")
    assert call.kept["role"] == "strata"
    assert call.kept["site_contact"] == "the tenant, her name is Sue Park"
    assert call.kept["payer"] == "the owners pay"
