"""Typed parts: postcode and street number while they are asked for, a date once offered."""

import msgspec
import pytest

from agent_worker.voice_core.capture.contract import (
    Action,
    Ask,
    Confirmed,
    Keyed,
    Silence,
    Status,
)
from tests.unit.test_capture_life import Field


def types(field: Field, keys: str) -> tuple[Action, ...]:
    actions: tuple[Action, ...] = ()
    for key in keys:
        actions += field.does(Keyed(key))
    return actions


def asked_for_number() -> Field:
    field = Field("address")
    assert field.phrases("Smith Street Richmond Victoria") == ["address_number"]
    return field


def asked_for_postcode() -> Field:
    field = Field("address")
    assert field.phrases("12 Smith Street Ballarat Victoria")[-1] == "address_readback"
    field = Field("address")
    field.hears("12 Smith Street Melbourne Victoria")
    assert field.state.asking == "postcode"
    return field


def asked_for_keys() -> Field:
    field = Field("datetime")
    for _ in range(2):
        field.hears("bananas and things")
    assert field.phrases("bananas and things") == ["datetime_keys"]
    return field


def test_a_postcode_is_whole_with_its_fourth_digit() -> None:
    field = asked_for_postcode()
    types(field, "300")
    assert field.state.value is None
    types(field, "0")
    assert field.state.value == "12 Smith Street, Melbourne VIC 3000"


def test_a_street_number_ends_with_hash_or_a_pause() -> None:
    for ended in (Keyed("#"), Silence()):
        field = asked_for_number()
        types(field, "14")
        assert field.state.value is None
        field.does(ended)
        assert field.state.value == "14 Smith Street, Richmond VIC 3121"


def test_a_star_clears_what_was_typed() -> None:
    field = asked_for_number()
    types(field, "19*14#")
    assert field.state.value == "14 Smith Street, Richmond VIC 3121"


def test_keys_win_over_what_is_said_meanwhile() -> None:
    field = asked_for_number()
    types(field, "14")
    field.hears("forty")
    assert field.state.value == "14 Smith Street, Richmond VIC 3121"


def test_half_a_postcode_waits_for_its_rest_through_chatter() -> None:
    field = asked_for_postcode()
    types(field, "30")
    assert field.hears("hmm let me see") == ()
    field.does(Silence())
    types(field, "00")
    assert field.state.value == "12 Smith Street, Melbourne VIC 3000"


def test_a_postcode_cut_short_is_asked_again_and_the_rest_is_kept() -> None:
    field = asked_for_postcode()
    types(field, "30#")
    assert (field.state.asking, field.state.typed, field.state.attempts) == ("postcode", "", 1)
    types(field, "3000")
    assert field.state.value == "12 Smith Street, Melbourne VIC 3000"


@pytest.mark.parametrize("keys", ["0000", "2000", "9999"])
def test_a_postcode_of_another_place_is_never_taken(keys: str) -> None:
    field = asked_for_postcode()
    types(field, keys)
    assert field.state.value is None
    assert "number=12" in field.state.buffer


@pytest.mark.parametrize("kind", ["address", "datetime", "email"])
def test_keys_that_nobody_asked_for_are_nothing(kind: str) -> None:
    field = Field(kind)
    assert types(field, "3112#") == ()
    assert field.state.status is Status.EMPTY


def test_day_and_month_are_typed_once_that_is_offered() -> None:
    field = asked_for_keys()
    types(field, "0312")
    assert field.state.value == "2026-12-03"
    assert Confirmed("2026-12-03") in field.hears("yes")


@pytest.mark.parametrize("keys", ["3111", "0013", "9999"])
def test_a_day_that_does_not_exist_is_never_taken(keys: str) -> None:
    field = asked_for_keys()
    types(field, keys)
    assert field.state.value is None


def test_a_date_may_still_be_said_when_the_keys_were_offered() -> None:
    field = asked_for_keys()
    field.hears("the third of December")
    assert field.state.value == "2026-12-03"


def test_a_letter_after_the_number_that_was_asked_for_is_its_letter() -> None:
    field = asked_for_number()
    field.hears("fourteen a")
    assert field.state.value == "14A Smith Street, Richmond VIC 3121"


def test_starting_again_forgets_what_was_typed() -> None:
    field = asked_for_postcode()
    types(field, "30")
    assert field.phrases("start again") == ["address_ask"]
    assert (field.state.buffer, field.state.typed, field.state.asking) == ("", "", "")


def test_half_a_number_typed_is_kept_through_a_pause_and_the_rest_asked_for() -> None:
    field = Field("phone")
    types(field, "04915")
    said = [one for one in field.does(Silence()) if isinstance(one, Ask)]
    assert [one.phrase for one in said] == ["phone_rest"]
    assert said[0].slots == (("phone", "oh four nine one, five"),)
    types(field, "70156")
    assert field.state.value == "+61491570156"


def test_a_service_number_typed_is_whole_after_a_pause() -> None:
    field = Field("phone")
    types(field, "131450")
    field.does(Silence())
    assert field.state.value == "+61131450"


def test_a_key_picks_one_of_two_that_were_offered() -> None:
    field = Field("choice")
    field.context = msgspec.structs.replace(
        field.context,
        choices=(("fri", ("Friday at ten",)), ("mon", ("Monday at two",)), ("tue", ("Tuesday",))),
    )
    assert field.phrases("Friday or Monday") == ["choice_offer"]
    types(field, "2")
    assert field.state.value == "mon"


def test_a_key_while_a_choice_is_read_back_chooses_nothing() -> None:
    field = Field("choice")
    field.context = msgspec.structs.replace(
        field.context, choices=(("a", ("tap",)), ("b", ("drain",)))
    )
    field.hears("tap")
    assert types(field, "2") == ()
    assert (field.state.status, field.state.value) == (Status.HEARD, "a")


def test_a_key_beyond_the_choices_asks_again() -> None:
    field = Field("choice")
    field.context = msgspec.structs.replace(field.context, choices=(("a", ("tap",)),))
    types(field, "7")
    assert field.state.value is None
