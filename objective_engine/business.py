"""The business itself, as data: names, hours, places, people, services and prices."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

import msgspec

from objective_engine.gazetteer import State

TimeZone = Literal[
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Broken_Hill",
    "Australia/Darwin",
    "Australia/Eucla",
    "Australia/Hobart",
    "Australia/Lindeman",
    "Australia/Lord_Howe",
    "Australia/Melbourne",
    "Australia/Perth",
    "Australia/Sydney",
]
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CUSTOMER: Final[Mapping[str, bool]] = {"customer_may_edit": True}
"""Marks the four keys that a business edits itself; there is no fifth."""

Slug = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9-]{1,38}[a-z0-9]$")]
Name = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,29}$")]
Title = Annotated[str, msgspec.Meta(min_length=2, max_length=60)]
Number = Annotated[str, msgspec.Meta(pattern="^\\+61[0-9]{6,10}$")]
Window = Annotated[str, msgspec.Meta(pattern="^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$")]
Day = Annotated[str, msgspec.Meta(pattern="^20[0-9]{2}-[0-1][0-9]-[0-3][0-9]$")]
Email = Annotated[
    str, msgspec.Meta(pattern='^[^@\\s<>",;]{1,64}@[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63}){1,4}$')
]
Cents = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
Windows = Annotated[tuple[Window, ...], msgspec.Meta(max_length=6)]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group of keys in a configuration."""


class Hours(Part, frozen=True, kw_only=True):
    """Opening windows of each weekday; a day that is left out is closed."""

    mon: Windows = ()
    tue: Windows = ()
    wed: Windows = ()
    thu: Windows = ()
    fri: Windows = ()
    sat: Windows = ()
    sun: Windows = ()


class Closed(Part, frozen=True, kw_only=True):
    """Days on which nobody works: public holidays and closures."""

    first: Day
    last: Day | None = None
    """The first day alone, if left out."""
    why: Title


class Around(Part, frozen=True, kw_only=True):
    """Everywhere within a distance of a place, as the crow flies."""

    suburb: Title
    km: Annotated[int, msgspec.Meta(ge=1, le=300)]


class Area(Part, frozen=True, kw_only=True):
    """Where the business works."""

    postcodes: Annotated[
        tuple[Annotated[str, msgspec.Meta(pattern="^[0-9]{4}$")], ...],
        msgspec.Meta(max_length=400),
    ] = ()
    suburbs: Annotated[tuple[Title, ...], msgspec.Meta(max_length=400)] = ()
    """`Mayfield`, or `Mayfield 2304` where a state has several."""
    around: Annotated[tuple[Around, ...], msgspec.Meta(max_length=10)] = ()


class Licence(Part, frozen=True, kw_only=True):
    """A licence that callers may ask for."""

    title: Title
    number: Annotated[str, msgspec.Meta(min_length=2, max_length=30)]


class Business(Part, frozen=True, kw_only=True):
    """Who is being rung."""

    name: Title
    say_as: Title | None = None
    """The name respelled for the synthesiser, in plain letters."""
    numbers: Annotated[tuple[Number, ...], msgspec.Meta(min_length=1, max_length=50)]
    """Numbers that callers dial, E.164."""
    time_zone: TimeZone
    hours: Annotated[Hours, msgspec.Meta(extra_json_schema=dict(CUSTOMER))] = Hours()
    holidays: State | None = None
    """Closed on the public holidays of this state."""
    closures: Annotated[
        tuple[Closed, ...], msgspec.Meta(max_length=100, extra_json_schema=dict(CUSTOMER))
    ] = ()
    area: Area = Area()
    licences: Annotated[tuple[Licence, ...], msgspec.Meta(max_length=10)] = ()


class Contact(Part, frozen=True, kw_only=True):
    """Somebody who may be rung. In this order."""

    name: Name
    title: Title
    number: Annotated[Number, msgspec.Meta(extra_json_schema=dict(CUSTOMER))]
    rung: Literal["in_hours", "always", "listed"] = "in_hours"
    hours: Hours = Hours()
    """For `listed`."""


class Price(Part, frozen=True, kw_only=True):
    """A band that the business allows us to say, GST included."""

    from_cents: Cents
    to_cents: Cents
    scope: Title
    """What it covers, e.g. `call-out and first half hour`."""
    after_hours: bool = False
    minimum_charge: bool = False
    effective: Day
    expires: Day
    """An expired price is never said."""


class Service(Part, frozen=True, kw_only=True):
    """What the business does."""

    name: Name
    title: Title
    synonyms: Annotated[tuple[Title, ...], msgspec.Meta(max_length=30)] = ()
    minutes: Annotated[int, msgspec.Meta(ge=5, le=2_880)] = 60
    """How long the job takes."""
    prices: Annotated[tuple[Price, ...], msgspec.Meta(max_length=6)] = ()
