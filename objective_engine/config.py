"""A tenant's configuration: what a call must achieve, as data.

No key times, counts, voices or words speech: how a call is held belongs to the Voice Core alone
(`tests/unit/test_compiler_schema.py` holds every key against an allow-list).
"""

from typing import Annotated, Final, Literal

import msgspec

from objective_engine.business import Business, Contact, Email, Name, Part, Service, Slug
from objective_engine.plan import Choices, Objectives

SCHEMA: Final = 2
PRIMITIVES: Final = (
    "reason",
    "name",
    "phone",
    "email",
    "address",
    "date_time",
    "birth_date",
    "quantity",
    "yes_no",
    "spelling",
    "digits",
)
"""Every kind of field there is; a core version may not have learnt all of them yet."""


class Knowledge(Part, frozen=True, kw_only=True):
    """What callers ask, and the sentence that the business has approved."""

    name: Name
    questions: Annotated[
        tuple[Annotated[str, msgspec.Meta(min_length=3, max_length=120)], ...],
        msgspec.Meta(min_length=1, max_length=20),
    ]
    answer: Annotated[str, msgspec.Meta(min_length=2, max_length=240)]


class Booking(Part, frozen=True, kw_only=True):
    """Quantities of the business's own calendar."""

    slot_minutes: Annotated[int, msgspec.Meta(ge=15, le=480)] = 120
    """A visit for a service that takes longer takes that long."""
    lead_hours: Annotated[int, msgspec.Meta(ge=0, le=336)] = 4
    horizon_days: Annotated[int, msgspec.Meta(ge=1, le=90)] = 14
    buffer_minutes: Annotated[int, msgspec.Meta(ge=0, le=240)] = 30


class Letter(Part, frozen=True, kw_only=True):
    """How a call is told of in the business's own words, to the business, never to a caller."""

    on: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=20)]
    """Outcomes."""
    subject: Annotated[str, msgspec.Meta(min_length=2, max_length=120)]
    """`{name}` is a slot: a field's name, `business` or `outcome`."""
    text: Annotated[str, msgspec.Meta(max_length=600)] = ""
    """Stands above what was captured."""


class Notifications(Part, frozen=True, kw_only=True):
    """Who is told about a call afterwards."""

    emails: Annotated[
        tuple[Email, ...],
        msgspec.Meta(max_length=10, extra_json_schema={"customer_may_edit": True}),
    ] = ()
    messages: Annotated[tuple[Letter, ...], msgspec.Meta(max_length=10)] = ()


class Trigger(Part, frozen=True, kw_only=True):
    """A workflow that follows a call, whenever it can; no call ever waits for it."""

    on: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=20)]
    """Outcomes."""
    run: Literal["notify_email", "notify_sms", "crm_lead", "calendar_write", "webhook"]


class Config(Part, frozen=True, kw_only=True):
    """One tenant's whole configuration."""

    schema: Literal[2]
    tenant: Slug
    template: Name | None = None
    toggles: dict[str, bool] = msgspec.field(default_factory=dict)
    """Parts of the template that are switched on or off."""
    business: Business
    contacts: Annotated[tuple[Contact, ...], msgspec.Meta(max_length=10)] = ()
    services: Annotated[tuple[Service, ...], msgspec.Meta(max_length=40)] = ()
    lists: Annotated[tuple[Choices, ...], msgspec.Meta(max_length=10)] = ()
    objectives: Objectives
    knowledge: Annotated[tuple[Knowledge, ...], msgspec.Meta(max_length=60)] = ()
    booking: Booking = Booking()
    notifications: Notifications = Notifications()
    workflows: Annotated[tuple[Trigger, ...], msgspec.Meta(max_length=20)] = ()
    retention_days: Annotated[int, msgspec.Meta(ge=30, le=2_555)] = 365
