"""What Level 2 asks besides fields: messages, wishes for a time, answers, sentences, dangers."""

import re
from pathlib import Path
from typing import Final

import msgspec
import pytest

from agent_worker.voice_core import hazards
from agent_worker.voice_core.acts.saying import topics
from agent_worker.voice_core.locale.lexicon import kinds
from objective_engine.config import PRIMITIVES
from objective_engine.graph import Objective
from objective_engine.steps import CaptureStep, InformStep
from spine.events.call import CaptureStarted, EmergencyFlagged, QuestionAsked
from spine.ids import FieldName, ObjectiveName
from tests.fakes.trade_call import TradeCall, the_core, trade_graph

PLUMBER: Final = "harbourside-plumbing"
NUMBER: Final = "oh four nine one five seven oh one five six"
LOCALE: Final = the_core().locale
UNSOURCED: Final = {"injury", "life_support"}
"""Triple zero answers for these: there is nothing to say besides it that has a source."""
SOURCES: Final = Path(__file__).parents[2] / "docs" / "sources_locale.md"


@pytest.fixture
def call() -> TradeCall:
    """A call in which the first question has been asked."""
    call = TradeCall(PLUMBER)
    call.answered()
    return call


def added(call: TradeCall, name: str, step: InformStep | CaptureStep) -> TradeCall:
    """The call with one more objective, right after the notice."""
    one = Objective(name=ObjectiveName(name), step=step)
    first, *others = call.graph.objectives
    made = msgspec.structs.replace(call.graph, objectives=(first, one, *others))
    call.graph = made
    return call


def test_a_message_is_what_is_said_when_it_is_asked_for(call: TradeCall) -> None:
    call.tells("it's about my invoice", "yes", "the amount is wrong", "Tom Harris", "yes", NUMBER)
    call.tells("yes")

    assert call.kept == {
        "enquiry": "invoice",
        "billing_message.words": "the amount is wrong",
        "billing_message.name": "Tom Harris",
        "billing_message.phone": "+61491570156",
    }
    assert call.ended == ("invoice", "agent")
    assert call.replays()


def test_a_message_without_words_is_one_as_long_as_somebody_can_ring_back(call: TradeCall) -> None:
    call.tells("it's about my invoice", "yes", "I'd rather not say", "I'd rather not say")
    call.tells(NUMBER, "yes")

    assert call.results["billing_message"] == "met"


def test_a_message_that_the_caller_does_not_want_to_leave_is_declined(call: TradeCall) -> None:
    call.tells("it's about my invoice", "yes", *["I'd rather not say"] * 3)

    assert call.results["billing_message"] == "declined"
    assert call.ended == ("invoice", "agent")


def test_nothing_is_asked_again_for_a_message_that_is_known(call: TradeCall) -> None:
    call.tells("a leaking tap", "yes", "yes", NUMBER, "yes")
    assert call.kept["phone"] == "+61491570156"
    call.says("I want to talk to a human")
    for _ in range(2):
        call.play_out()
        call.rings_out()
    call.play_out()
    call.tells("just have somebody ring me", "Tom Harris", "yes")

    asked = [str(one.field) for one in call.of(CaptureStarted)]
    assert asked[-2:] == ["person.message.words", "person.message.name"]
    assert call.ended == ("message", "agent")


@pytest.mark.parametrize(
    ("opening", "objective", "details", "outcome"),
    [
        ("I need to reschedule", "new_time", "reschedule", "change_requested"),
        ("I want to cancel my booking", "cancellation", "cancel", "cancel_requested"),
    ],
)
def test_a_change_is_a_request_and_nothing_stored_is_read_out(
    call: TradeCall, opening: str, objective: str, details: str, outcome: str
) -> None:
    call.tells(opening, "yes", "the one on Friday for the bathroom", NUMBER, "yes")

    assert call.kept[objective] == "requested"
    assert call.kept[f"{objective}.{details}"] == "the one on Friday for the bathroom"
    assert call.ended == (outcome, "agent")


def job(call: TradeCall) -> None:
    call.tells("a leaking tap", "yes", "yes", NUMBER, "yes")
    call.tells("12 High Street Newcastle NSW 2300", "yes", "Tom Harris", "yes")
    call.tells("the owner", "yes", "I'd rather not say")


def test_a_wish_for_a_time_is_a_request(call: TradeCall) -> None:
    job(call)
    assert call.said == "What day and time would suit you?"
    call.tells("Friday at ten", "yes")

    assert call.kept["visit.time"] == "2026-11-27T10:00"
    assert call.kept["visit"] == "requested"
    assert call.results["visit"] == "met"
    assert call.ended == ("requested", "agent")
    assert call.replays()


def test_a_wish_that_the_caller_has_not_is_no_request(call: TradeCall) -> None:
    job(call)
    call.tells("I'd rather not say")

    assert call.results["visit"] == "declined"
    assert "visit" not in call.kept
    assert call.ended == ("lead", "agent")


def test_booked_is_not_in_the_bank() -> None:
    phrases = [name for name, one in LOCALE.phrases.items() if "booked" in one.text.lower()]

    assert phrases == []


def test_half_a_number_is_still_there_after_a_question(call: TradeCall) -> None:
    call.tells("a leaking tap", "yes", "yes", "oh four nine one")
    said = call.tells("are you licensed")

    assert said.startswith("Yes, all our plumbers are licensed. I've got oh four nine one")
    call.tells("five seven oh one five six", "yes")
    assert call.kept["phone"] == "+61491570156"


def test_a_question_over_a_read_back_has_it_read_back_again(call: TradeCall) -> None:
    call.tells("a leaking tap", "yes", "yes", NUMBER)
    said = call.tells("are you licensed")

    assert said.startswith("Yes, all our plumbers are licensed. oh four nine one, five seven oh")
    call.tells("yes")
    assert call.kept["phone"] == "+61491570156"


def test_a_question_is_a_fact_without_the_callers_words(call: TradeCall) -> None:
    call.tells("a leaking tap", "yes", "yes", "are your plumbers qualified")

    assert [one.entry for one in call.of(QuestionAsked)] == ["licensed"]
    assert "qualified" not in msgspec.json.encode(list(call.of(QuestionAsked))).decode()


def test_the_bank_has_a_sentence_for_each_topic() -> None:
    call = added(TradeCall(PLUMBER), "told", InformStep(topic="no_quotes"))
    call.answered()

    assert set(topics(LOCALE)) >= {"out_of_area", "closed", "call_back", "no_quotes"}
    first = LOCALE.phrases["inform_no_quotes"].text
    assert call.said == f"{first} How can we help you today?"
    assert call.results["told"] == "met"


@pytest.mark.parametrize(
    ("primitive", "asks", "said", "value"),
    [
        ("yes_no", "One quick thing: pets at home, yes or no?", "yes", "yes"),
        ("spelling", "What's the pets at home? Please spell it.", "A B one two", "AB12"),
        ("date_time", "What day and time would suit you?", "Friday at ten", "2026-11-27T10:00"),
    ],
)
def test_a_field_of_any_kind_is_asked_for(primitive: str, asks: str, said: str, value: str) -> None:
    field = FieldName("pets_at_home")
    step = CaptureStep(field=field, primitive=primitive, required=True)
    call = added(TradeCall(PLUMBER), field, step)
    call.answered()
    assert primitive in PRIMITIVES
    assert call.said == asks
    call.tells(said, "yes")

    assert call.kept[field] == value


# Dangers


@pytest.mark.parametrize(
    ("text", "hazard"),
    [
        ("I can smell gas", "gas"),
        ("my kitchen's on fire", "fire"),
        ("I got a shock from the tap", "electric"),
        ("there's a powerline down in the yard", "wires"),
        ("the carbon monoxide alarm is going off", "carbon_monoxide"),
        ("flood water is coming in and the water is rising", "flood"),
        ("my little boy is locked in the car", "trapped"),
        ("the power's out and dad's on oxygen", "life_support"),
        ("he's not breathing", "injury"),
    ],
)
def test_triple_zero_comes_first_and_then_what_this_danger_needs(text: str, hazard: str) -> None:
    call = TradeCall(PLUMBER)
    call.answered()
    call.says(text)

    assert [one.hazard for one in call.of(EmergencyFlagged)] == [hazard]
    assert call.last_lines[0].phrase == "emergency"
    advice = [name for name, _ in hazards.advice(LOCALE, hazard, "NSW")]
    assert [line.phrase for line in call.last_lines[1:]] == [*advice, "transfer"]


def test_a_line_is_said_only_where_there_is_one() -> None:
    said = {state: dict(hazards.advice(LOCALE, "gas", state)) for state in ("SA", "NSW")}

    assert dict(said["SA"]["hazard_line"])["line"].startswith("eighteen hundred")
    assert "hazard_line" not in said["NSW"]


def test_every_hazard_has_a_sentence_and_every_line_a_source() -> None:
    rows = [
        row.split("|")
        for row in LOCALE.tables["hazards"].splitlines()
        if row and not row.startswith("#")
    ]
    named = set(kinds(LOCALE, "emergency")) - {"denied"}
    told = SOURCES.read_text("utf-8")

    assert {row[0] for row in rows} <= named
    assert all(f"hazard_{one}" in LOCALE.phrases for one in named - UNSOURCED)
    for _, _, _, number, source, on in rows:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", on)
        assert source.split(",")[0].split(";")[0] in told, source
        assert not re.search(r"\d", number)


def test_a_danger_is_told_of_once_and_then_the_call_goes_on() -> None:
    call = TradeCall(PLUMBER)
    call.answered()
    call.says("I can smell gas")
    for _ in range(2):
        call.play_out()
        call.rings_out()
    call.play_out()
    call.tells("no", NUMBER, "yes")

    assert call.signals == ["emergency"]
    assert call.ended == ("emergency", "agent")
    assert call.kept["danger.message.vulnerable"] == "no"
    assert trade_graph(PLUMBER).contacts
