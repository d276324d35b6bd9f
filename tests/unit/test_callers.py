"""Simulated callers tell the truth: they confirm their own number and no other."""

import asyncio

import pytest

from stress.caller import (
    ScriptedCaller,
    TruthfulCaller,
    UnknownScenarioError,
    scenario,
)
from stress.decode import digits_said, say_digits
from stress.voice import as_spoken

READ_BACK = "oh four nine one, five seven oh, one five six. Is that right?"


def hears(caller: TruthfulCaller | ScriptedCaller, *heard: str) -> list[str]:
    async def answer_all() -> list[str]:
        return [(await caller.answer(one)).text for one in heard]

    return asyncio.run(answer_all())


def test_its_own_number_is_confirmed() -> None:
    assert hears(TruthfulCaller(scenario("burst-pipe")), READ_BACK) == ["Yes, that's right."]


@pytest.mark.parametrize("wrong", ["seven", "oh"])
def test_any_other_number_is_corrected(wrong: str) -> None:
    heard = READ_BACK.replace("one five six", f"one five {wrong}")

    (answer,) = hears(TruthfulCaller(scenario("burst-pipe")), heard)

    assert answer.startswith("No,")


def test_a_number_that_is_said_is_understood_again() -> None:
    assert digits_said(f"I've got {say_digits('0255501206')}.") == "0255501206"


def test_a_script_is_said_in_order_and_its_own_answers_are_used() -> None:
    caller = ScriptedCaller(("My tap drips", "Tom", "yes", "0491 570 156", "yes"))
    heard = (
        "What can we help you with?",
        "Your name?",
        "Tom. Is that right?",
        "Number?",
        READ_BACK,
    )

    assert hears(caller, *heard) == ["My tap drips", "Tom", "yes", "0491 570 156", "yes"]


def test_a_script_without_answers_confirms_what_it_said() -> None:
    caller = ScriptedCaller(("It's Tom Harris", "0491 570 156"))
    heard = ("Your name?", "Tom Harris. Is that right?", "Number?", READ_BACK)

    assert hears(caller, *heard)[1::2] == ["Yes, that's right."] * 2


def test_a_script_does_not_confirm_what_it_did_not_say() -> None:
    caller = ScriptedCaller(("It's Tom Harris", "0491 570 157"))
    heard = ("Your name?", "Tim Harris. Is that right?", "Number?", READ_BACK)

    assert all(answer.startswith("No") for answer in hears(caller, *heard)[1::2])


def test_an_unknown_scenario_names_those_that_there_are() -> None:
    with pytest.raises(UnknownScenarioError, match="burst-pipe"):
        scenario("flood")


def test_figures_are_spoken_digit_by_digit() -> None:
    assert as_spoken("0491 570") == "oh four nine one, five seven oh"
    assert as_spoken("unit 5 at 12 Hill St") == "unit 5 at 12 Hill St"
