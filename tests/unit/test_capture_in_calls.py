"""What callers do to a field in a real call: all that is no plain answer, on the real core."""

import msgspec
import pytest

from agent_worker.voice_core import timers
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.effects import Say, StartTimer
from agent_worker.voice_core.redact_inputs import redact_input
from agent_worker.voice_core.redaction import NOTHING
from objective_engine.graph import Graph
from spine.events.call import (
    CaptureConfirmed,
    CaptureDeclined,
    CaptureFailed,
    CaptureHeard,
    EmergencyFlagged,
)
from spine.events.inputs import AnyInput, KeyPressed, TimerFired
from tests.fakes.core_call import CoreCall

MOBILE = "0491570156"
SPOKEN = "oh four nine one, five seven oh, one five six"


class FilteredCall(CoreCall):
    """A call whose inputs pass the filter of card numbers first, as in the runtime."""

    def __init__(self, core: Core, graph: Graph) -> None:
        super().__init__(core, graph)
        self.memory = NOTHING
        self.inputs: list[AnyInput] = []

    def passed(self, happening: AnyInput) -> AnyInput:
        """Hide cards, and keep what is left as a log would."""
        clean, self.memory = redact_input(happening, self.memory, self.core.locale)
        self.inputs.append(clean)
        return clean


@pytest.fixture
def call(core: Core, plumbing: Graph) -> FilteredCall:
    """A call that has just asked for the number."""
    call = FilteredCall(core, plumbing)
    call.answered()
    for text in ("a pipe has burst in the kitchen", "it's Tom Harris"):
        call.says(text)
        call.play_out()
    assert "number" in call.said
    return call


def answer(call: CoreCall, text: str) -> str:
    call.says(text)
    said = call.said
    if call.state.utterance is not None:
        call.play_out()
    return said


def kept(call: CoreCall) -> dict[str, str]:
    return {event.field: event.value for event in call.of(CaptureConfirmed)}


def spoken(call: CoreCall) -> str:
    """Everything that the agent has said."""
    says = [effect for effect in call.effects if isinstance(effect, Say)]
    return " ".join(line.text for one in says for line in one.lines)


def stored(call: FilteredCall) -> str:
    """Everything that a log of this call would hold."""
    return str(msgspec.json.encode([*call.inputs, *call.events]))


@pytest.mark.parametrize(
    "nonsense",
    [
        "fuck off you stupid machine",
        "bonjour, je voudrais un plombier s'il vous plaît",
        "你好 我的电话坏了",
        "😀😀😀 🎉",
        "blah " * 2_000,
        "7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7",
        "\u0000\ufeff\u202e",
        "؟؟؟ ٠٤٩١٥٧٠١٥٦",
    ],
)
def test_nonsense_is_no_number_and_the_call_goes_on(call: FilteredCall, nonsense: str) -> None:
    answer(call, nonsense)
    assert "phone" not in kept(call)
    assert SPOKEN in answer(call, "oh four nine one five seven oh one five six")
    answer(call, "yes")
    assert kept(call)["phone"] == f"+61{MOBILE[1:]}"


def test_an_empty_turn_changes_nothing(call: FilteredCall) -> None:
    before = call.state.dialogue
    call.says("")
    assert call.state.dialogue == before


def test_a_card_number_is_neither_stored_nor_said_and_a_safe_sentence_is(
    call: FilteredCall,
) -> None:
    said = answer(call, "it's four one one one, one one one one, one one one one, one one one one")
    assert said.startswith("Please don't give me any card details.")
    assert "number" in said
    assert "1111" not in stored(call)
    assert "one one one" not in stored(call) + spoken(call)


def test_a_card_number_that_is_read_out_over_turns_is_not_read_back(call: FilteredCall) -> None:
    answer(call, "5555 5555")
    said = answer(call, "5555 4444")
    assert said.startswith("Please don't give me any card details.")
    assert "4444" not in stored(call)
    assert "four four four four" not in spoken(call)


def test_a_card_number_instead_of_a_name_is_refused_too(core: Core, plumbing: Graph) -> None:
    call = FilteredCall(core, plumbing)
    call.answered()
    answer(call, "a pipe has burst")
    said = answer(call, "4111 1111 1111 1111")
    assert said == (
        "Please don't give me any card details. I can't take those. And what's your name, please?"
    )


def test_triple_zero_in_an_emergency_is_heard_as_one(call: FilteredCall) -> None:
    said = answer(call, "do I have to ring triple zero, he's not moving")
    assert [event.hazard for event in call.of(EmergencyFlagged)] == ["injury"]
    assert "triple zero" in said.lower() or "zero zero zero" in said.lower()


@pytest.mark.parametrize(
    "number", ["oh four nine one, triple oh, one five six", "0491 triple zero 156"]
)
def test_three_zeros_in_a_number_are_no_emergency(call: FilteredCall, number: str) -> None:
    assert "oh four nine one, oh oh oh, one five six" in answer(call, number)
    assert not list(call.of(EmergencyFlagged))


@pytest.mark.parametrize(
    "turn",
    [
        "it's for my mum, she's on oh four nine one five seven oh one five six",
        "hang on love, what's the number? oh four nine one five seven oh one five six",
        "no darling not now, sorry, it's oh four nine one five seven oh one five six",
        "mummy says it's oh four nine one five seven oh one five six",
        "oh four nine one five seven ohonefivesix 0491570156",
        "0491570156",
    ],
)
def test_who_else_speaks_or_is_spoken_for_does_not_matter(call: FilteredCall, turn: str) -> None:
    assert SPOKEN in answer(call, turn)


def test_a_value_given_by_two_people_in_turn_is_one_number(call: FilteredCall) -> None:
    assert "And the rest?" in answer(call, "it's oh four nine one, hang on, Dave what is it?")
    assert SPOKEN in answer(call, "five seven oh one five six")


def test_a_number_read_too_fast_is_taken_from_what_was_written(call: FilteredCall) -> None:
    assert SPOKEN in answer(call, "049157 0156")


def test_whoever_forgets_about_it_is_asked_no_more(call: FilteredCall) -> None:
    answer(call, "oh forget it")
    assert [event.field for event in call.of(CaptureDeclined)] == ["phone"]
    assert not list(call.of(CaptureFailed))


def test_whoever_asks_why_is_told_and_asked_again(call: FilteredCall) -> None:
    said = answer(call, "why do you need it")
    assert said == (
        "We need it so someone can ring you back. What's the best number to reach you on?"
    )
    assert not list(call.of(CaptureDeclined))


@pytest.mark.parametrize(
    "refusal",
    ["I'd rather not say", "I'm not giving you that", "no comment", "that's none of your business"],
)
def test_a_refusal_is_level_twos_to_route(call: FilteredCall, refusal: str) -> None:
    answer(call, refusal)
    assert [event.field for event in call.of(CaptureDeclined)] == ["phone"]


def test_a_turn_is_recorded_without_what_it_must_not_hold(call: FilteredCall) -> None:
    answer(call, "my visa is 4111 1111 1111 1111 and I'm on 0491 570 156")
    assert all("4111" not in event.raw for event in call.of(CaptureHeard))


def test_keys_that_stop_half_way_are_kept_and_the_rest_asked_for_after_four_seconds(
    call: FilteredCall,
) -> None:
    for key in MOBILE[:4]:
        call.put(KeyPressed, 300, key=key)
    wanted = call.put(KeyPressed, 300, key=MOBILE[4])
    starts = [one for one in wanted if isinstance(one, StartTimer)]
    assert [(one.timer, one.due_ms - call.ms) for one in starts] == [(timers.SILENCE, 4_000)]
    call.put(TimerFired, 4_000, timer=timers.SILENCE)
    assert call.said == "I've got oh four nine one, five. And the rest?"
    for key in MOBILE[5:]:
        call.put(KeyPressed, 300, key=key)
    assert SPOKEN in call.said
