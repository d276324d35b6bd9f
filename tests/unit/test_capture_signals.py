"""Danger, a wish for a person, nods and noise are told apart; cards are never kept."""

import pytest

from agent_worker.core_files import read_locale
from agent_worker.voice_core import signals

LOCALE = read_locale()


@pytest.mark.parametrize(
    ("text", "hazard"),
    [
        ("I can smell gas in the kitchen", "gas"),
        ("there's a gas leak out the front", "gas"),
        ("the switchboard is on fire", "fire"),
        ("my wife got a shock from the tap", "electric"),
        ("sparks are coming out of the power point", "electric"),
        ("the carbon monoxide alarm's going off", "carbon_monoxide"),
        ("he's not breathing", "injury"),
        ("the ceiling has collapsed from the water", "flood"),
        ("there's no gas leak, just no hot water", None),
        ("I don't smell gas", None),
        ("the gas hot water is out", None),
        ("the fireplace needs a clean", None),
        ("my tap is dripping", None),
        ("", None),
        ("I've rung triple zero already", "injury"),
        ("oh four nine one triple zero one five six", None),
        ("the battery's dying", None),
    ],
)
def test_hazard(text: str, hazard: str | None) -> None:
    assert signals.hazard(text, LOCALE) == hazard


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("can I speak to a person please", True),
        ("I want to talk to a real human", True),
        ("just put me through to someone", True),
        ("my person on site is Dave", False),
        ("it's the blocked drain again", False),
    ],
)
def test_wants_person(text: str, wants: bool) -> None:
    assert signals.wants_person(text, LOCALE) is wants


@pytest.mark.parametrize(
    ("text", "nod"),
    [
        ("mm-hm", True),
        ("Yeah.", True),
        ("right, ok", True),
        ("no", False),
        ("", False),
        ("yeah but no", False),
    ],
)
def test_backchannel(text: str, nod: bool) -> None:
    assert signals.is_backchannel(text, LOCALE) is nod


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", False),
        (" ...", False),
        ("[laughter]", False),
        ("um", False),
        ("mm-hm", True),
        ("no", True),
        ("7", True),
    ],
)
def test_has_words(text: str, words: bool) -> None:
    assert signals.has_words(text, LOCALE) is words
