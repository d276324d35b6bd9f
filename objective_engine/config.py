"""A tenant's configuration: what a call must achieve, as data.

No key times, counts, voices or words speech: how a call is held belongs to the Voice Core alone
(`tests/unit/test_compiler_schema.py` holds every key against an allow-list).
"""

from typing import Annotated, Final, Literal

import msgspec

SCHEMA: Final = 1
PRIMITIVES: Final = (
    "reason",
    "name",
    "phone",
    "email",
    "address",
    "date_time",
    "choice",
    "yes_no",
    "spelling",
    "digits",
)
"""Every kind of field there is; a core version may not have learnt all of them yet."""

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
Slug = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9-]{1,38}[a-z0-9]$")]
Name = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,29}$")]
Spoken = Annotated[str, msgspec.Meta(min_length=2, max_length=60)]
Number = Annotated[str, msgspec.Meta(pattern="^\\+61[0-9]{6,10}$")]


class Business(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is being rung."""

    name: Spoken
    say_as: Spoken | None = None
    """The name respelled for the synthesiser, in plain letters."""
    numbers: Annotated[tuple[Number, ...], msgspec.Meta(min_length=1, max_length=50)]
    """Numbers that callers dial, E.164."""
    time_zone: TimeZone


class Field(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to find out from the caller."""

    name: Name
    primitive: Annotated[str, msgspec.Meta(min_length=1, max_length=30)]
    required: bool = True


class Objectives(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a call must achieve, in the order in which it is asked for."""

    fields: Annotated[tuple[Field, ...], msgspec.Meta(min_length=1, max_length=30)]
    outcome: Literal["lead", "enquiry", "message"] = "lead"
    """What a call has become when somebody can be called back."""


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One tenant's whole configuration."""

    schema: Literal[1]
    tenant: Slug
    business: Business
    objectives: Objectives
