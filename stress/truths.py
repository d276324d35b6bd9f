"""What a trial's caller knows: for each kind of field a value, how it is said, and how it sounds.

It shares nothing with the agent's grammar: said and expected stand side by side, so a grammar that
gets a plain value wrong is found, whatever it makes of it.
"""

import random
import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import msgspec

from objective_engine.directives import Option
from objective_engine.steps import CaptureStep, ChooseStep
from stress.caller import draw_mobile
from stress.decode import SPOKEN, say_digits


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """One value that a caller gives."""

    said: str
    """As words, without politeness."""
    value: str
    """Its normal form, as it is to be kept."""
    heard: tuple[str, ...] = ()
    """Letters, without spaces, that a read-back of it must have; empty: it is never read back."""


def letters_of(text: str) -> str:
    """Return what a sentence sounds like, for `Truth.heard`."""
    return re.sub(r"[^a-z]", "", text.lower())


GIVEN: Final = ("Alice", "Daniel", "Emma", "Grace", "Jack", "Lucy", "Oliver", "Thomas")
FAMILY: Final = ("Brown", "Harris", "Martin", "Robinson", "Taylor", "Walker", "Wilson", "Wright")
MAILBOXES: Final = (("gmail", "com"), ("outlook", "com"), ("bigpond", "com"))
STREETS: Final = ("Smith", "Station", "Church", "Victoria", "Park")
HOUSES: Final = ((7, "seven"), (12, "twelve"), (26, "twenty six"), (48, "forty eight"))
PLACES: Final = (
    ("Newcastle", "NSW", "2300"),
    ("Parramatta", "NSW", "2150"),
    ("Fremantle", "WA", "6160"),
    ("Toowong", "QLD", "4066"),
    ("Geelong", "VIC", "3220"),
    ("Belconnen", "ACT", "2617"),
)
"""Suburbs whose name is given to one place only."""
REASONS: Final = (
    "I need someone to come out and look at a job",
    "I would like a quote for some work at my place",
    "the one you put in last month has stopped working",
    "something at home has broken and I need it fixed",
)
"""What anybody might ring any business about; no danger, no wish for a person, no value in it."""


def _reason(draw: random.Random) -> Truth:
    said = draw.choice(REASONS)
    return Truth(said=said, value=said)


def _name(draw: random.Random) -> Truth:
    given, family = draw.choice(GIVEN), draw.choice(FAMILY)
    heard = (given.lower(), family.lower())
    return Truth(said=f"{given} {family}", value=f"{given} {family}", heard=heard)


def _phone(draw: random.Random) -> Truth:
    mobile = draw_mobile(draw)
    heard = "".join(SPOKEN[digit] for digit in mobile)
    return Truth(said=say_digits(mobile), value=f"+61{mobile[1:]}", heard=(heard,))


def _email(draw: random.Random) -> Truth:
    given, family = draw.choice(GIVEN).lower(), draw.choice(FAMILY).lower()
    host, top = draw.choice(MAILBOXES)
    return Truth(
        said=f"{given} dot {family} at {host} dot {top}",
        value=f"{given}.{family}@{host}.{top}",
        heard=(f"{given}dot{family}at{host}dot{top}",),
    )


def _address(draw: random.Random) -> Truth:
    (number, spoken), street = draw.choice(HOUSES), draw.choice(STREETS)
    suburb, state, postcode = draw.choice(PLACES)
    return Truth(
        said=f"{number} {street} Street, {suburb} {state}",
        value=f"{number} {street} Street, {suburb} {state} {postcode}",
        heard=(
            letters_of(f"number {spoken}"),
            letters_of(f"{street} street"),
            letters_of(suburb),
        ),
    )


def _choice(draw: random.Random, step: ChooseStep) -> Truth:
    return choosing(draw.choice(step.options))


def choosing(option: Option) -> Truth:
    """Return how a caller chooses one thing of a business's own."""
    return Truth(said=option.title, value=option.name, heard=(letters_of(option.title),))


def _time(draw: random.Random, today: date) -> Truth:
    """Return a day some months on: its year need not be said."""
    months = [one for one in MONTHS if _months_on(today, one[0]) in AHEAD]
    (month, name), (day, said) = draw.choice(months), draw.choice(DAYS)
    year = today.year + (month < today.month)
    return Truth(
        said=f"the {said} of {name} at ten in the morning",
        value=f"{year}-{month:02}-{day:02}T10:00",
        heard=(letters_of(f"the {said} of {name}"), "teno"),
    )


def _months_on(today: date, month: int) -> int:
    return (month - today.month) % 12


MONTHS: Final = (
    (1, "January"), (2, "February"), (3, "March"), (4, "April"), (5, "May"), (6, "June"),
    (7, "July"), (8, "August"), (9, "September"), (10, "October"), (11, "November"),
    (12, "December"),
)  # fmt: skip
DAYS: Final = ((3, "third"), (9, "ninth"), (14, "fourteenth"), (20, "twentieth"))
AHEAD: Final = range(2, 6)
"""Months from today."""


def _no(_: random.Random) -> Truth:
    return Truth(said="no", value="no")


def _birth(draw: random.Random) -> Truth:
    month, name = draw.choice(MONTHS)
    (day, said), (year, spoken) = draw.choice(DAYS), draw.choice(YEARS)
    return Truth(
        said=f"the {said} of {name} {spoken}",
        value=f"{year}-{month:02}-{day:02}",
        heard=(letters_of(f"the {said} of {name}"), letters_of(spoken)),
    )


YEARS: Final = ((1964, "nineteen sixty four"), (1978, "nineteen seventy eight"))


def _quantity(draw: random.Random, unit: str) -> Truth:
    value, said = draw.choice(COUNTS)
    return Truth(said=said, value=f"{value} {unit}".rstrip(), heard=(said,))


COUNTS: Final = ((3, "three"), (4, "four"), (6, "six"), (9, "nine"))


def _digits(draw: random.Random) -> Truth:
    value = "".join(draw.choices("123456789", k=6))
    said = " ".join(SPOKEN[digit] for digit in value)
    return Truth(said=said, value=value, heard=(letters_of(said),))


def _spelling(draw: random.Random, shapes: tuple[str, ...]) -> Truth:
    """Return a code of one of its shapes, each letter with its word; an "o" has many names."""
    value = "".join(
        _drawn(kind, draw) for kind in draw.choice(shapes or ("AAA 99",)) if kind != " "
    )
    said = [SPOKEN.get(one) or f"{one.lower()} for {CODE_WORDS[one]}" for one in value]
    sounds = (SPOKEN.get(one, one.lower()) for one in value)
    heard = "".join(sound if sound != "o" else " " for sound in sounds).split()
    return Truth(said=" ".join(said), value=value, heard=tuple(heard))


def _drawn(kind: str, draw: random.Random) -> str:
    """Draw a letter or a digit that sounds like no other; what a shape fixes is as it is."""
    return draw.choice({"A": "BCDFGHJKLMNPQRTVWXYZ", "9": "234679"}.get(kind, kind))


CODE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {word[0].upper(): word for word in (
        "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india",
        "juliet", "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo",
        "sierra", "tango", "uniform", "victor", "whiskey", "xray", "yankee", "zulu",
    )}
)  # fmt: skip


CHOICE: Final = "choice"
"""The primitive of everything that is chosen, as the core names its sentences."""
_TRUTHS: Final[Mapping[str, Callable[[random.Random], Truth]]] = MappingProxyType(
    {
        "reason": _reason,
        "name": _name,
        "phone": _phone,
        "email": _email,
        "address": _address,
        "yes_no": _no,
        "birth_date": _birth,
        "digits": _digits,
    }
)
"""By primitive, as a configuration names it."""

_OF_ITS_OWN: Final = frozenset({"date_time", "quantity", "spelling"})
"""Primitives whose values depend on the day, or on more of the step."""

Asking = CaptureStep | ChooseStep
"""Steps that end with a value of the caller's."""


def primitive_of(step: Asking) -> str:
    """Return what a step is captured with."""
    return CHOICE if isinstance(step, ChooseStep) else step.primitive


def is_known(step: Asking) -> bool:
    """Say whether a caller knows how to give this."""
    return isinstance(step, ChooseStep) or step.primitive in {*_TRUTHS, *_OF_ITS_OWN}


def draw_of(
    primitive: str, draw: random.Random, *, today: date, step: Asking | None = None
) -> Truth:
    """Draw a value of a kind, for a step that `is_known` or for a part of what is no step."""
    match step:
        case ChooseStep():
            return _choice(draw, step)
        case CaptureStep(primitive="quantity", unit=unit):
            return _quantity(draw, unit)
        case CaptureStep(primitive="spelling", shapes=shapes):
            return _spelling(draw, shapes)
        case _:
            return _time(draw, today) if primitive == "date_time" else _TRUTHS[primitive](draw)
