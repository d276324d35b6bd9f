"""Fields confirmed in one breath, and fields that the caller comes back to."""

import msgspec
import pytest

from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph
from spine.events.call import CaptureConfirmed, CaptureRepaired, ObjectiveEnded
from tests.fakes.core_call import CoreCall


@pytest.fixture
def call(plumber: CoreCall) -> CoreCall:
    """A call that has just asked for the number; the name has been heard."""
    plumber.answered()
    plumber.says("a pipe has burst in the kitchen")
    plumber.play_out()
    plumber.says("it's Tom Harris")
    assert "number" in plumber.said
    plumber.play_out()
    return plumber


@pytest.fixture
def read_back(call: CoreCall) -> CoreCall:
    """The same call, its number heard and both values read back whole."""
    call.says("oh four nine one five seven oh one five six")
    assert call.said.startswith("Tom Harris, on oh four nine one")
    call.play_out()
    return call


def kept(call: CoreCall) -> dict[str, str]:
    return {event.field: event.value for event in call.of(CaptureConfirmed)}


def answer(call: CoreCall, text: str) -> None:
    call.says(text)
    call.play_out()


def test_one_yes_confirms_both(read_back: CoreCall) -> None:
    read_back.says("yes that's right")

    assert kept(read_back) | {"reason": ""} == {
        "reason": "",
        "name": "Tom Harris",
        "phone": "+61491570156",
    }
    assert "call you back" in read_back.said
    ended = [(event.objective, event.result) for event in read_back.of(ObjectiveEnded)]
    assert ended[-2:] == [("phone", "met"), ("name", "met")]


def test_a_correction_of_the_number_is_not_one_of_the_name(read_back: CoreCall) -> None:
    answer(read_back, "no it's one five seven at the end")
    assert [event.field for event in read_back.of(CaptureRepaired)] == ["phone"]
    answer(read_back, "yes")
    assert read_back.said == "Tom Harris. Is that right?"
    answer(read_back, "yes")

    assert kept(read_back)["phone"] == "+61491570157"
    assert kept(read_back)["name"] == "Tom Harris"


def test_a_correction_of_the_name_leaves_the_number_to_be_confirmed(read_back: CoreCall) -> None:
    answer(read_back, "no it's Tim Harris")
    assert [event.field for event in read_back.of(CaptureRepaired)] == ["name"]
    assert "phone" not in kept(read_back)
    answer(read_back, "yes")
    assert "oh four nine one" in read_back.said
    answer(read_back, "yes")

    assert kept(read_back)["name"] == "Tim Harris"
    assert kept(read_back)["phone"] == "+61491570156"


@pytest.mark.parametrize(("wrong", "asked_again"), [("the name", "name"), ("the number", "number")])
def test_a_bare_no_is_asked_which_is_wrong(
    read_back: CoreCall, wrong: str, asked_again: str
) -> None:
    answer(read_back, "no")
    assert "Which one's wrong" in read_back.said
    answer(read_back, wrong)

    assert asked_again in read_back.said
    assert not {"name", "phone"} & set(kept(read_back))


def test_a_read_back_that_was_cut_confirms_neither(call: CoreCall) -> None:
    from spine.events.inputs import PlayoutStopped

    call.says("oh four nine one five seven oh one five six")
    said = call.state.utterance
    assert said is not None
    call.starts()
    call.stops("yes")
    call.put(PlayoutStopped, 10, utterance=said.id, position_ms=300, lines_done=0)
    call.put_endpoint()

    assert not {"name", "phone"} & set(kept(call))


def test_a_settled_number_can_be_corrected_later(sparkline: CoreCall) -> None:
    sparkline.answered()
    while "phone" not in kept(sparkline):
        text = (
            "yes" if "right?" in sparkline.said else "oh four nine one five seven oh one five six"
        )
        if "help" in sparkline.said:
            text = "the power keeps going off in the kitchen"
        if "name" in sparkline.said:
            text = "it's Tom Harris"
        answer(sparkline, text)
    before = sparkline.said

    answer(sparkline, "actually my number ends in seven")
    assert "one five seven" in sparkline.said
    answer(sparkline, "yes")

    assert kept(sparkline)["phone"] == "+61491570157"
    assert sparkline.said == before


def test_what_was_volunteered_is_only_confirmed(plumber: CoreCall) -> None:
    plumber.answered()
    plumber.says("Hi it's Tom Nguyen here, my toilet's blocked, my number's 0491 570 156")
    assert "Tom Nguyen, on oh four nine one" in plumber.said
    plumber.play_out()
    plumber.says("yes")

    assert kept(plumber)["name"] == "Tom Nguyen"
    assert kept(plumber)["phone"] == "+61491570156"


def test_the_value_is_said_in_the_line_that_a_barge_in_must_not_cut(read_back: CoreCall) -> None:
    assert [line.personal for line in read_back.last_lines] == [True, False]


def test_a_number_that_was_hardly_heard_is_read_back_digit_by_digit(call: CoreCall) -> None:
    call.says("oh four nine one five seven oh one five six", confidence=0.3)

    assert call.said.startswith("Tom Harris, on oh, four, nine, one")


def test_a_long_name_is_said_after_the_notice(core: Core, plumbing: Graph) -> None:
    name = "Harbour Plumbing and Hot Water of Newcastle"
    call = CoreCall(core, msgspec.structs.replace(plumbing, spoken_name=name))
    call.put_answer()
    assert call.said == "This call is recorded."
    call.play_out()

    assert call.said.startswith(f"You've reached {name}.")


def test_a_whole_number_is_an_answer_to_which_is_wrong(read_back: CoreCall) -> None:
    answer(read_back, "no")
    answer(read_back, "it's oh four nine one five seven oh one five six")
    assert read_back.said.startswith("Tom Harris, on oh four nine one")
    answer(read_back, "yes")

    assert kept(read_back)["phone"] == "+61491570156"
    assert kept(read_back)["name"] == "Tom Harris"
