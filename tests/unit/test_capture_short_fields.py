"""Fields whose value is short: digits typed, a number, a choice, a reason."""

import pytest

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.capture.contract import (
    Action,
    Ask,
    Begin,
    CaptureEvent,
    Confirmed,
    Context,
    Declined,
    FieldState,
    GaveUp,
    Heard,
    Keyed,
    ReadBack,
    ReadBackFinished,
    Silence,
    Status,
)

CONTEXT = Context(
    locale=read_locale(),
    local_time="2026-11-23T09:00:00+11:00",
    choices=(("drain", ("Blocked drain",)), ("tap", ("Leaking tap", "dripping tap"))),
)


def lived(name: str, *events: CaptureEvent) -> tuple[FieldState, list[Action]]:
    """Give a field events, every read-back heard to its end; return what it did last."""
    primitive = PRIMITIVES[name]
    state, done = FieldState(), list[Action]()
    for event in (Begin(), *events):
        state, actions = primitive.step(state, event, CONTEXT)
        done = list(actions) or done
        for said in actions:
            if isinstance(said, ReadBack):
                state, _ = primitive.step(state, ReadBackFinished(said.readback), CONTEXT)
    return state, done


def keyed(keys: str) -> list[CaptureEvent]:
    return [Keyed(key) for key in keys]


def heard(text: str) -> Heard:
    return Heard((text,))


@pytest.mark.parametrize("end", [Keyed("#"), Silence()])
def test_typed_digits_hold_only_once_they_were_read_back_and_said_yes_to(end: CaptureEvent) -> None:
    state, done = lived("dtmf", *keyed("9*4417"), end)
    assert [one.slots for one in done if isinstance(one, ReadBack)] == [
        (("dtmf", "four four one seven"),)
    ]
    assert state.status is Status.HEARD
    state, done = lived("dtmf", *keyed("9*4417"), end, heard("yes"))
    assert done == [Confirmed("4417")]


def test_digits_that_are_no_correction_leave_the_typed_ones_as_they_were() -> None:
    for said in ("the same as on the letter", "one two three four five six seven eight " * 3):
        state, _ = lived("dtmf", *keyed("4417#"), heard(said))
        assert state.value == "4417"


def test_what_is_said_while_digits_are_typed_does_not_count() -> None:
    state, _ = lived("dtmf", *keyed("44"), heard("one two"), *keyed("17#"))
    assert state.value == "4417"


def test_digits_that_never_come_end_in_a_named_failure() -> None:
    _, done = lived("dtmf", Silence(), Silence(), Silence())
    assert done == [GaveUp(reason="dtmf_unverified", partial="")]


def test_digits_may_be_refused_and_are_never_guessed_from_other_turns() -> None:
    assert lived("dtmf", heard("I'd rather not"))[1] == [Declined()]
    _, done = PRIMITIVES["dtmf"].step(FieldState(), Begin(("my code is 4417",)), CONTEXT)
    assert done == (Ask(phrase="dtmf_ask"),)


def test_half_of_the_digits_is_said_when_the_rest_is_asked_for() -> None:
    _, done = lived("dtmf", *keyed("44"), Silence(), heard("um well"))
    assert [one for one in done if isinstance(one, Ask | ReadBack)]
    assert PRIMITIVES["dtmf"].hints(FieldState(), CONTEXT)


def test_a_turn_without_a_number_corrects_no_number() -> None:
    state, done = lived("quantity", heard("seven"), heard("the ones out the back"))
    assert state.value == "7"
    assert [one.phrase for one in done if isinstance(one, Ask)] == ["yes_or_no"]


def test_a_reason_is_taken_once_and_only_from_a_turn_that_gives_one() -> None:
    state, _ = lived("reason", heard("my tap leaks"))
    assert PRIMITIVES["reason"].step(state, heard("and the drain"), CONTEXT) == (state, ())
    begun = Begin(("my tap is leaking", "it's Tom Harris here"))
    state, _ = PRIMITIVES["reason"].step(FieldState(), begun, CONTEXT)
    assert state.value == "my tap is leaking"


def test_what_was_taken_back_without_another_choice_is_only_proposed() -> None:
    _, done = lived("choice", heard("the leaking tap, no sorry"))
    assert [one.value for one in done if isinstance(one, ReadBack)] == ["tap"]
