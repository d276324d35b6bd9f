"""A corner, or a street without numbers, is kept with a landmark: nothing is made up."""

import pytest

from agent_worker.voice_core.capture.contract import GaveUp, ReadBack
from tests.unit.test_capture_life import Field


def ended(field: Field, text: str) -> GaveUp:
    return next(one for one in field.hears(text) if isinstance(one, GaveUp))


def test_a_corner_asks_for_a_landmark_and_ends_with_both() -> None:
    field = Field("address")
    asked = field.phrases("the corner of King Street and Missenden Road Newtown")
    assert asked == ["address_corner"]
    part = ended(field, "opposite the hospital")
    assert part.reason == "address_partial"
    assert part.partial == (
        "suburb=newtown;note=the corner of king street and missenden road newtown, "
        "opposite the hospital"
    )
    assert field.state.value is None


def test_a_corner_without_a_suburb_asks_for_it_last() -> None:
    field = Field("address")
    field.hears("on the corner of King and Missenden")
    assert field.phrases("opposite the hospital") == ["address_suburb"]
    assert "opposite the hospital" in ended(field, "Newtown").partial


@pytest.mark.parametrize("text", ["there's no number", "it hasn't got a street number"])
def test_a_street_without_numbers_asks_what_is_close_by(text: str) -> None:
    field = Field("address")
    assert field.phrases("Wattle Track Richmond Victoria") == ["address_number"]
    assert field.phrases(text) == ["address_landmark"]
    part = ended(field, "next to the water tank").partial
    assert part == "street=Wattle;kind=Track;suburb=richmond;state=VIC;note=next to the water tank"


def test_a_number_after_all_makes_an_address() -> None:
    field = Field("address")
    field.hears("Smith Street Richmond Victoria")
    field.hears("there's no number")
    actions = field.hears("oh wait it's number 12")
    assert [one.value for one in actions if isinstance(one, ReadBack)] == [
        "12 Smith Street, Richmond VIC 3121"
    ]


@pytest.mark.parametrize("text", ["um", "hang on a sec", "yeah"])
def test_a_turn_that_says_nothing_of_the_place_is_no_landmark(text: str) -> None:
    field = Field("address")
    field.hears("the corner of King Street and Missenden Road Newtown")
    field.hears(text)
    assert field.state.asking == "landmark"
    assert text not in field.state.buffer


def test_a_note_is_bounded() -> None:
    field = Field("address")
    field.hears("the corner of King Street and Missenden Road Newtown")
    assert len(ended(field, "past the big gum tree " * 40).partial) < 160


def test_no_landmark_either_keeps_what_there_is() -> None:
    field = Field("address")
    field.hears("Smith Street Richmond Victoria")
    field.hears("there's no number")
    assert ended(field, "nah").partial.endswith("suburb=richmond;state=VIC;note=no number")
