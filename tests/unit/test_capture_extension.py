"""A telephone extension is read back and confirmed with its number, as RFC 3966 writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_worker.voice_core.capture.contract import Action, Confirmed, ReadBack
from tests.unit.test_capture_life import Field

NUMBER = "+61255501234"


def read_back(actions: tuple[Action, ...]) -> ReadBack:
    return next(one for one in actions if isinstance(one, ReadBack))


@given(extension=st.from_regex(r"[0-9]{1,5}", fullmatch=True))
def test_a_read_back_says_the_number_and_its_extension(extension: str) -> None:
    whole = f"{NUMBER};ext={extension}"
    field = Field()
    heard = read_back(field.hears(f"02 5550 1234 ext {extension}"))
    assert (heard.value, field.state.value) == (whole, NUMBER)
    assert read_back(Field().hears(dict(heard.slots)["phone"])).value == whole
    assert Confirmed(whole) in field.hears("yes")


def test_a_number_without_an_extension_is_only_its_number() -> None:
    field = Field()
    field.hears("02 5550 1234 extension")
    assert Confirmed(NUMBER) in field.hears("yes")


def test_an_extension_is_put_to_a_number_or_corrected() -> None:
    field = Field()
    field.hears("02 5550 1234")
    assert read_back(field.hears("yes, extension twelve")).value == f"{NUMBER};ext=12"
    assert read_back(field.hears("no, extension fourteen")).value == f"{NUMBER};ext=14"
    assert Confirmed(f"{NUMBER};ext=14") in field.hears("yes")


def test_a_corrected_number_keeps_its_extension() -> None:
    field = Field()
    field.hears("02 5550 1234 ext 5")
    assert read_back(field.hears("no, it ends in three five")).value == "+61255501235;ext=5"


def test_another_number_drops_it_and_the_same_number_keeps_it() -> None:
    field = Field()
    field.hears("02 5550 1234 ext 5")
    assert Confirmed(f"{NUMBER};ext=5") in field.hears("yes, 02 5550 1234")
    field = Field()
    field.hears("02 5550 1234 ext 5")
    assert read_back(field.hears("no, 0491 570 156")).value == "+61491570156"


def test_an_extension_is_kept_while_the_area_code_is_asked_for() -> None:
    field = Field()
    field.hears("5550 1234 ext 5")
    assert field.state.asking == "area"
    assert read_back(field.hears("oh two")).value == f"{NUMBER};ext=5"


@pytest.mark.parametrize("text", ["02 5550 1234 ext 123456789", "02 5550 1234 ext banana"])
def test_what_is_no_extension_is_none(text: str) -> None:
    assert read_back(Field().hears(text)).value == NUMBER


def test_the_better_of_two_numbers_is_the_one_that_is_named() -> None:
    field = Field()
    field.hears("0491 570 156 or 02 5550 1234")
    assert field.state.asking == "which"
    assert read_back(field.hears("the mobile")).value == "+61491570156"
