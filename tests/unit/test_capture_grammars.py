"""What every grammar answers besides reading: hints, pieces, keys, volunteered values."""

import pytest

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import PRIMITIVES, prepare
from agent_worker.voice_core.capture.contract import (
    Ask,
    Begin,
    Context,
    FieldState,
    Heard,
    Keyed,
    ReadBack,
    ReadBackFinished,
    Silence,
    Status,
)
from agent_worker.voice_core.capture.life import Life
from agent_worker.voice_core.locale.lexicon import phrases
from cli.capture_cases import BadLine, read_cases, run
from tests.unit.test_capture_cases import CASES

LOCALE = read_locale()
CONTEXT = Context(
    locale=LOCALE,
    local_time="2026-11-23T09:00:00+11:00",
    choices=(("tap", ("Leaking tap",)), ("drain", ("Blocked drain",))),
)
LIVES = {name: one for name, one in PRIMITIVES.items() if isinstance(one, Life)}


def test_preparing_compiles_the_tables_once() -> None:
    prepare(LOCALE)
    prepare(LOCALE)


def test_a_list_that_no_locale_has_matches_nothing() -> None:
    assert phrases(LOCALE, "no.such").search("anything") is None


def test_the_held_back_cases_come_to_their_values() -> None:
    held = [
        one for one in read_cases(CASES / "held_back_own.jsonl") if not isinstance(one, BadLine)
    ]
    missed = [case.id for case in held if run(case, LOCALE).value != case.expect]
    assert (len(held), missed) == (100, [])


@pytest.mark.parametrize("name", PRIMITIVES)
def test_hints_are_words_and_change_while_a_read_back_waits(name: str) -> None:
    primitive = PRIMITIVES[name]
    assert all(isinstance(word, str) for word in primitive.hints(FieldState(), CONTEXT))
    if isinstance(primitive, Life):
        waiting = FieldState(status=Status.HEARD, value="x")
        assert primitive.hints(waiting, CONTEXT)[:2] == ("yes", "no")


VOLUNTEERED = [
    ("phone", "it's Dave on 0491 570 156, my tap leaks", "+61491570156"),
    ("email", "send it to jane@gmail.com please", "jane@gmail.com"),
    ("address", "12 Smith Street Cottesloe", "12 Smith Street, Cottesloe WA 6011"),
    ("datetime", "can someone come tomorrow at ten", "2026-11-24T10:00"),
    ("name", "hi it's Tom Nguyen, my tap leaks", "Tom Nguyen"),
    ("choice", "I've a blocked drain", "drain"),
]


@pytest.mark.parametrize(("name", "text", "value"), VOLUNTEERED)
def test_what_was_said_before_is_only_read_back(name: str, text: str, value: str) -> None:
    _, actions = PRIMITIVES[name].step(FieldState(), Begin((text,)), CONTEXT)
    assert [one.value for one in actions if isinstance(one, ReadBack)] == [value]


@pytest.mark.parametrize("name", LIVES)
def test_a_turn_about_something_else_volunteers_nothing(name: str) -> None:
    _, actions = PRIMITIVES[name].step(FieldState(), Begin(("the weather is lovely",)), CONTEXT)
    assert [type(one) for one in actions] == [Ask]


ASKED_AGAIN = {"choice": ["choice_again"]}
"""There is no fifth choice."""


@pytest.mark.parametrize("name", LIVES)
def test_keys_are_taken_or_left(name: str) -> None:
    grammar = LIVES[name].grammar
    assert grammar.keyed("", CONTEXT).value is None
    state, actions = LIVES[name].step(FieldState(), Keyed("5"), CONTEXT)
    assert state.value is None
    assert [one.phrase for one in actions if isinstance(one, Ask)] == ASKED_AGAIN.get(name, [])


def test_a_key_picks_a_choice_by_its_place() -> None:
    state, _ = LIVES["choice"].step(FieldState(), Keyed("2"), CONTEXT)
    assert state.value == "drain"


@pytest.mark.parametrize(
    ("name", "turn", "pieces"),
    [
        ("phone", "oh four nine one", "oh four nine one"),
        ("email", "jane dot citizen", "j a n e, dot, c i t i, z e n"),
        ("email", "jane at", "j a n e, at"),
        ("address", "12 Smith Street", "number twelve, Smith Street"),
        ("datetime", "in the morning", "in the morning"),
        ("dob", "the ninth of September", "the ninth of September"),
        ("dob", "September", ""),
    ],
)
def test_pieces_are_said_back(name: str, turn: str, pieces: str) -> None:
    state, _ = PRIMITIVES[name].step(FieldState(), Heard((turn,)), CONTEXT)
    assert LIVES[name].grammar.pieces(state.buffer) == pieces


@pytest.mark.parametrize("name", ["name", "choice", "quantity", "spelled"])
def test_whatever_stands_in_a_buffer_can_be_said(name: str) -> None:
    assert LIVES[name].grammar.pieces("ab").replace(" ", "") == "ab"


def test_a_window_without_a_day_is_the_next_one_until_another_day_is_said() -> None:
    primitive = PRIMITIVES["datetime"]
    state, _ = primitive.step(FieldState(), Heard(("between two and four",)), CONTEXT)
    assert state.value == "2026-11-23T14:00/2026-11-23T16:00"
    state, _ = primitive.step(state, Heard(("tomorrow",)), CONTEXT)
    assert state.value == "2026-11-24T14:00/2026-11-24T16:00"


def test_a_part_of_no_day_is_kept_until_the_day_is_said() -> None:
    primitive = PRIMITIVES["datetime"]
    state, _ = primitive.step(FieldState(), Heard(("in the afternoon",)), CONTEXT)
    assert LIVES["datetime"].grammar.pieces(state.buffer) == "in the afternoon"
    state, _ = primitive.step(state, Heard(("tomorrow",)), CONTEXT)
    assert state.value == "2026-11-24 afternoon"


def test_a_field_with_a_label_is_asked_by_it() -> None:
    labelled = Context(locale=LOCALE, local_time=CONTEXT.local_time, label="job number")
    _, actions = PRIMITIVES["spelled"].step(FieldState(), Begin(), labelled)
    assert actions == (Ask("label_ask", (("label", "job number"),)),)


def test_low_confidence_spells_the_name() -> None:
    state, _ = PRIMITIVES["name"].step(FieldState(), Heard(("Tom Lee",), 0.3), CONTEXT)
    assert state.level == 2


def test_silence_after_pieces_asks_for_the_rest() -> None:
    state, _ = PRIMITIVES["phone"].step(FieldState(), Heard(("0491",)), CONTEXT)
    _, actions = PRIMITIVES["phone"].step(state, Silence(), CONTEXT)
    assert [one.phrase for one in actions if isinstance(one, Ask)] == ["phone_rest"]


def test_two_for_no_refuses_and_one_before_the_read_back_was_heard_says_it_again() -> None:
    primitive = PRIMITIVES["phone"]
    state, actions = primitive.step(FieldState(), Heard(("0491 570 156",)), CONTEXT)
    for _ in range(2):
        state, actions = primitive.step(state, Heard(("maybe",)), CONTEXT)
    assert state.asking == "yes_or_no"
    said_again, _ = primitive.step(state, Keyed("1"), CONTEXT)
    assert (said_again.status, said_again.readback) == (Status.HEARD, state.readback + 1)
    refused, _ = primitive.step(state, Keyed("2"), CONTEXT)
    assert refused.status is Status.EMPTY
    asked = [one.phrase for one in actions if isinstance(one, Ask)]
    assert asked == ["press_yes_or_no"]


def test_a_fourth_unclear_answer_changes_the_method() -> None:
    primitive = PRIMITIVES["phone"]
    state, actions = primitive.step(FieldState(), Heard(("0491 570 156",)), CONTEXT)
    state, _ = primitive.step(state, ReadBackFinished(state.readback), CONTEXT)
    for _ in range(4):
        state, actions = primitive.step(state, Heard(("maybe",)), CONTEXT)
    assert [one.phrase for one in actions if isinstance(one, Ask)] == ["phone_keys"]


def test_a_reason_that_was_volunteered_is_taken_at_once() -> None:
    state, _ = PRIMITIVES["reason"].step(FieldState(), Begin(("my tap is leaking",)), CONTEXT)
    assert state.value == "my tap is leaking"


@pytest.mark.parametrize("name", ["reason", "confirm"])
def test_other_events_leave_a_simple_primitive_as_it_was(name: str) -> None:
    primitive = PRIMITIVES[name]
    state, actions = primitive.step(FieldState(), ReadBackFinished(1), CONTEXT)
    assert (state, actions) == (FieldState(), ())
    assert primitive.step(FieldState(), Heard((" ",)), CONTEXT)[0].value is None
    for text in ("", "five", "yes", "the tap leaks"):
        primitive.outlook(FieldState(), text, CONTEXT)
