"""A value that takes longer than twelve seconds to say is read back in parts, a yes for each."""

import pytest

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import breath
from agent_worker.voice_core.capture.contract import (
    Action,
    Confirmed,
    Keyed,
    ReadBack,
    ReadBackCut,
    Silence,
    Status,
)
from agent_worker.voice_core.phrases import render
from tests.unit.test_capture_life import Field

LOCALE = read_locale()
LONG = (
    "level fourteen unit twelve oh four, two hundred and fifty six Shellharbour Parade, "
    "spelled S H E L L H A R B O U R, Shellharbour City Centre, New South Wales"
)
VALUE = "Level 14, 1204/256 Shellharbour Parade, Shellharbour City Centre NSW 2529"
EMAIL = "maximilian.featherstonehaugh@harbour-plumbing-services.com.au"


def read_back(actions: tuple[Action, ...]) -> ReadBack:
    return next(one for one in actions if isinstance(one, ReadBack))


def said(action: ReadBack) -> str:
    return " ".join(line.text for line in render(LOCALE, action.phrase, action.slots))


def long_address() -> tuple[Field, ReadBack]:
    field = Field("address")
    return field, read_back(field.hears(LONG))


def test_an_estimate_is_no_shorter_than_the_offline_voice() -> None:
    """Measured with it; tests/voice/test_core_phrase_lengths.py holds the phrases to it."""
    took_ms = {
        "Is that right?": 850,
        "unit three, number twelve, Smith Street, Richmond, Victoria, three one two one.": 4_500,
        "P A P A, D O P O, U L O S, dot, A L E X, A N D R, A, at gmail dot com.": 6_440,
        "p for papa, a, p for papa, a, d for delta, o, p for papa, o, u, l, o, s for sierra.": (
            6_360
        ),
        "Wednesday the twenty third of September at a quarter to eleven in the morning.": 3_700,
        "level fourteen, unit twelve oh four, number two fifty six, Shellharbour Parade, spelled "
        "S H E L, L H A R, B O U R, Castle Hill, New South Wales, two one five four.": 11_470,
    }
    assert [text for text, ms in took_ms.items() if breath.spoken_ms(text) < ms] == []


def test_parts_are_the_whole_and_each_fits() -> None:
    spoken = "a b c d, e f g h, i j, at k l m n, o p, dot com"
    parts = breath.divided(spoken, ", (?=at )", lambda text, _: len(text) < 17)
    assert parts == ("a b c d, e f g h", "i j", "at k l m n, o p", "dot com")


def test_a_long_address_is_confirmed_street_first_then_suburb() -> None:
    field, first = long_address()
    assert (first.phrase, first.value) == ("address_part", VALUE)
    assert "spelled" in said(first)
    assert "City Centre" not in said(first)
    second = read_back(field.hears("yes"))
    assert (second.phrase, second.value) == ("address_next", VALUE)
    assert said(second).startswith("And Shellharbour City Centre, New South Wales, two five")
    assert second.readback == first.readback + 1
    assert Confirmed(VALUE) in field.hears("yep")


def test_a_yes_to_the_first_part_is_no_yes_to_the_whole() -> None:
    field, _ = long_address()
    assert not [one for one in field.hears("yes") if isinstance(one, Confirmed)]
    assert field.state.status is Status.HEARD
    assert Field("address").hears("yes") is not None


def test_a_correction_of_any_part_starts_the_read_back_again() -> None:
    field, _ = long_address()
    field.hears("yes")
    again = read_back(field.hears("no, it's number two hundred and fifty eight"))
    assert again.value == VALUE.replace("256", "258")
    assert dict(again.slots)["changed"] == "number two fifty eight"
    assert breath.spoken_ms(said(again)) <= 12_000
    while len(field.state.parts) > 1:
        field.hears("yes")
    assert Confirmed(again.value) in field.hears("yes")


def test_a_no_to_any_part_refuses_the_whole() -> None:
    field, _ = long_address()
    field.hears("yes")
    assert field.phrases("no") == ["address_again"]
    assert field.state.parts == ()


def test_a_part_that_was_cut_is_said_again() -> None:
    field, first = long_address()
    actions = field.hears("yes", heard_whole=False)
    field.does(ReadBackCut(field.state.readback))
    again = read_back(field.hears("yes"))
    assert said(again) == said(read_back(actions))
    assert again.value == first.value
    assert Confirmed(VALUE) in field.hears("yes")


def test_silence_repeats_the_part_that_waits() -> None:
    field, first = long_address()
    assert said(read_back(field.does(Silence()))) == said(first)
    second = read_back(field.hears("yes"))
    assert said(read_back(field.does(Silence()))) == said(second)


def test_keys_one_and_two_answer_for_a_part() -> None:
    field, _ = long_address()
    field.hears("I think so")
    assert field.phrases("maybe") == ["press_yes_or_no"]
    assert read_back(field.does(Keyed("1"))).phrase == "address_next"
    assert field.does(Keyed("1")) == ()
    assert Confirmed(VALUE) in field.hears("yes")


def test_a_long_email_is_confirmed_local_part_first_then_domain() -> None:
    field = Field("email")
    first = read_back(field.hears(EMAIL))
    texts, values = [said(first)], {first.value}
    while len(field.state.parts) > 1:
        following = read_back(field.hears("yes"))
        texts.append(said(following))
        values.add(following.value)
    assert values == {EMAIL}
    assert any(text.startswith("And at ") for text in texts)
    assert all(breath.spoken_ms(text) <= 12_000 for text in texts)
    assert Confirmed(EMAIL) in field.hears("yes")


@pytest.mark.parametrize("name", ["name", "email", "address", "spelled"])
def test_no_read_back_may_take_longer_than_twelve_seconds(name: str) -> None:
    kinds = ("readback", "changed", "part", "next")
    held = [
        LOCALE.phrases[f"{name}_{kind}"] for kind in kinds if f"{name}_{kind}" in LOCALE.phrases
    ]
    assert held
    assert all(one.max_ms <= 12_000 for one in held)


def test_a_short_address_is_read_back_at_once() -> None:
    field = Field("address")
    assert (
        read_back(field.hears("3/12 Smith Street Richmond Victoria")).phrase == "address_readback"
    )
    assert len(field.state.parts) == 1
