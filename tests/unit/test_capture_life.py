"""The shared life: what confirms, what does not, how often is asked, how a field ends."""

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
    NoteHeard,
    NoteRepaired,
    Outlook,
    ReadBack,
    ReadBackCut,
    ReadBackFinished,
    Silence,
    Status,
)

LOCALE = read_locale()
NUMBER = "+61491570156"


class Field:
    """A field of a call, driven by hand; read-backs are heard whole unless told otherwise."""

    def __init__(self, primitive: str = "phone", caller_id: str | None = None) -> None:
        self.primitive = PRIMITIVES[primitive]
        self.context = Context(
            locale=LOCALE, local_time="2026-11-23T09:00:00+11:00", caller_id=caller_id
        )
        self.state = FieldState()
        self.does(Begin())

    def does(self, event: CaptureEvent, *, heard_whole: bool = True) -> tuple[Action, ...]:
        self.state, actions = self.primitive.step(self.state, event, self.context)
        for action in actions:
            if isinstance(action, ReadBack) and heard_whole:
                finished = ReadBackFinished(action.readback)
                self.state, _ = self.primitive.step(self.state, finished, self.context)
        return actions

    def hears(self, *texts: str, heard_whole: bool = True) -> tuple[Action, ...]:
        return self.does(Heard(texts), heard_whole=heard_whole)

    def phrases(self, *texts: str) -> list[str]:
        return [
            action.phrase for action in self.hears(*texts) if isinstance(action, Ask | ReadBack)
        ]


def test_a_yes_to_a_whole_read_back_confirms() -> None:
    field = Field()
    field.hears("0491 570 156")
    assert Confirmed(NUMBER) in field.hears("yep")
    assert field.state.status is Status.CONFIRMED


def test_a_yes_with_nothing_read_back_confirms_nothing() -> None:
    field = Field()
    assert not [one for one in field.hears("yes") if isinstance(one, Confirmed)]


def test_a_yes_before_the_read_back_was_heard_reads_back_again() -> None:
    field = Field()
    field.hears("0491 570 156", heard_whole=False)
    actions = field.hears("yes")
    assert [one for one in actions if isinstance(one, ReadBack)]
    assert not [one for one in actions if isinstance(one, Confirmed)]


def test_a_cut_read_back_confirms_nothing() -> None:
    field = Field()
    field.hears("0491 570 156", heard_whole=False)
    field.does(ReadBackCut(field.state.readback))
    assert not [one for one in field.hears("yes") if isinstance(one, Confirmed)]


def test_an_old_read_back_that_finishes_late_does_not_count() -> None:
    field = Field()
    field.hears("0491 570 156", heard_whole=False)
    field.hears("no, 157 at the end", heard_whole=False)
    field.does(ReadBackFinished(1))
    assert not field.state.pending


def test_a_repair_is_noted_and_its_part_said_first() -> None:
    field = Field()
    field.hears("0491 570 156")
    actions = field.hears("no, one five nine at the end")
    assert NoteRepaired("tail", "+61491570159") in actions
    read = next(one for one in actions if isinstance(one, ReadBack))
    assert dict(read.slots)["changed"] == "one five nine"


def test_a_hedge_is_no_yes() -> None:
    field = Field()
    field.hears("0491 570 156")
    assert field.phrases("I think so") == ["yes_or_no"]


def test_a_rival_hypothesis_that_says_no_spoils_a_yes() -> None:
    field = Field()
    field.hears("0491 570 156")
    assert not [one for one in field.hears("yes", "no") if isinstance(one, Confirmed)]


def test_two_unclear_answers_offer_the_keys() -> None:
    field = Field()
    field.hears("0491 570 156")
    field.hears("I think so")
    assert field.phrases("maybe") == ["press_yes_or_no"]
    assert Confirmed(NUMBER) in field.does(Keyed("1"))


def test_two_refusals_change_the_method_to_keys_then_caller_id_then_failure() -> None:
    field = Field(caller_id="+61491570158")
    field.hears("0491 570 156")
    assert field.phrases("no") == ["phone_again"]
    field.hears("0491 570 156")
    assert field.phrases("no") == ["phone_keys"]
    for _ in range(2):
        field.hears("what a day it was")
    assert field.phrases("what a day it was") == ["phone_caller_id"]
    assert [type(one) for one in field.hears("no")] == [GaveUp]


def test_three_failed_attempts_change_the_method() -> None:
    field = Field()
    assert field.phrases("bananas and things") == ["phone_again"]
    assert field.phrases("bananas and things") == ["phone_again"]
    assert field.phrases("bananas and things") == ["phone_keys"]


def test_keys_fill_a_number_and_win_over_speech() -> None:
    field = Field()
    field.hears("0491 57")
    for key in "0491570156":
        field.does(Keyed(key))
    assert field.state.value == NUMBER


def test_refusing_to_say_declines() -> None:
    field = Field()
    assert Declined() in field.hears("I'd rather not give that")


def test_asking_why_is_answered_and_no_attempt() -> None:
    field = Field()
    assert field.phrases("why do you need that?") == ["phone_why", "phone_ask"]
    assert field.state.attempts == 0


def test_hang_on_is_no_attempt() -> None:
    field = Field()
    assert field.phrases("hang on a sec") == ["take_your_time"]
    assert field.state.attempts == 0


def test_three_silences_end_the_field() -> None:
    field = Field()
    field.does(Silence())
    field.does(Silence())
    assert [type(one) for one in field.does(Silence())] == [GaveUp]


def test_nothing_changes_a_field_whose_life_is_over() -> None:
    field = Field()
    field.hears("0491 570 156")
    field.hears("yes")
    assert field.hears("0491 570 157") == ()
    assert field.state.value == NUMBER


def test_a_volunteered_number_is_only_confirmed() -> None:
    field = Field()
    actions = field.does(Begin(volunteered=("it's Dave, 0491 570 156, my tap leaks",)))
    assert [one.value for one in actions if isinstance(one, ReadBack)] == [NUMBER]


def test_an_empty_turn_is_nothing_heard() -> None:
    field = Field()
    assert field.hears() == ()
    assert field.hears("  ") == ()


def test_rival_numbers_are_read_back_digit_by_digit() -> None:
    field = Field()
    actions = field.hears("0491 570 156", "0491 570 157")
    read = next(one for one in actions if isinstance(one, ReadBack))
    assert (read.value, read.level) == (NUMBER, 2)


def test_a_card_number_is_not_kept() -> None:
    field = Field()
    actions = field.hears("4111 1111 1111 1111")
    assert field.state.buffer == ""
    assert "4111" not in "".join(one.raw for one in actions if isinstance(one, NoteHeard))


def test_a_reason_is_acknowledged_and_over_after_one_turn() -> None:
    field = Field("reason")
    actions = field.hears("um, the kitchen tap is leaking")
    assert Confirmed("the kitchen tap is leaking") in actions
    assert field.state.status is Status.CONFIRMED


def test_a_greeting_is_no_reason() -> None:
    assert Field("reason").phrases("hello?") == ["reason_ask"]
    assert Field("reason").phrases("hi, good morning") == ["reason_again"]


def test_a_long_reason_is_bounded() -> None:
    field = Field("reason")
    field.hears("the tap is leaking " * 100)
    assert len(field.state.value or "") <= 300


@pytest.mark.parametrize(
    ("text", "outlook"),
    [
        ("", Outlook.EMPTY),
        ("it's", Outlook.EMPTY),
        ("oh four nine one", Outlook.PREFIX),
        ("0491 570 156", Outlook.COMPLETE),
        ("0491 570 156 sorry", Outlook.PREFIX),
        ("0491 570 15 double", Outlook.PREFIX),
        ("5550 1234", Outlook.OPEN),
        ("0491 570 1567", Outlook.INVALID),
        ("13 14 50", Outlook.COMPLETE),
        ("1300 13", Outlook.PREFIX),
    ],
)
def test_a_partial_number_says_what_it_can_become(text: str, outlook: Outlook) -> None:
    field = Field()
    assert field.primitive.outlook(field.state, text, field.context) is outlook


def test_a_partial_answer_to_a_read_back_is_judged_as_an_answer() -> None:
    field = Field()
    field.hears("0491 570 156")
    outlook = field.primitive.outlook
    assert outlook(field.state, "yes", field.context) is Outlook.COMPLETE
    assert outlook(field.state, "no", field.context) is Outlook.OPEN
    assert outlook(field.state, "no it ends in one five seven", field.context) is Outlook.COMPLETE
