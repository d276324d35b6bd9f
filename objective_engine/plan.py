"""What a call must achieve, as data: objectives of a closed set of kinds."""

from typing import Annotated, Literal

import msgspec

from objective_engine.business import Name, Part, Title

When = Annotated[str, msgspec.Meta(min_length=4, max_length=400)]
Names = Annotated[tuple[Name, ...], msgspec.Meta(max_length=30)]
Shape = Annotated[str, msgspec.Meta(pattern="^[A-Z0-9](?: ?[A-Z0-9]){1,19}$")]
Unit = Annotated[
    str, msgspec.Meta(pattern="^[a-z]{2,15}(?: [a-z]{2,15}){0,2}$", min_length=2, max_length=30)
]


class Rule(Part, frozen=True, kw_only=True):
    """A check of a confirmed value. It never leads to asking again: it opens a way."""

    when: When
    opens: Name
    """Objective that is due as well when the condition holds."""


class Planned(Part, frozen=True, kw_only=True, tag_field="kind"):
    """One objective."""

    name: Name
    when: When | None = None
    """In every call, if left out."""
    needs: Names = ()
    """Objectives that must be over, or not wanted, before this one."""


class Capture(Planned, frozen=True, kw_only=True, tag="capture"):
    """Find out one thing from the caller."""

    primitive: Annotated[str, msgspec.Meta(min_length=1, max_length=30)]
    required: bool = True
    rules: Annotated[tuple[Rule, ...], msgspec.Meta(max_length=10)] = ()
    secret: bool = False
    """An access code: never put into a message or a notification."""
    shapes: Annotated[tuple[Shape, ...], msgspec.Meta(max_length=12)] = ()
    """What a `spelling` looks like, `AA9 9AA`: `A` is any letter, `9` any digit."""
    unit: Unit | None = None
    """What a `quantity` counts, a noun: `bedrooms`."""


class Choose(Planned, frozen=True, kw_only=True, tag="choose"):
    """Find out which of a list it is."""

    options: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,29}$")] = "services"
    """`services`, or one of `lists`."""
    required: bool = True


class Verdict(Part, frozen=True, kw_only=True):
    """One row of a decision table."""

    when: When
    verdict: Name


class Triage(Planned, frozen=True, kw_only=True, tag="triage"):
    """Decide from what is known; the first row that holds counts."""

    rows: Annotated[tuple[Verdict, ...], msgspec.Meta(min_length=1, max_length=60)]
    otherwise: Name


class Qualify(Planned, frozen=True, kw_only=True, tag="qualify"):
    """Decide whether the caller's place is served: `fits`, `outside` or `unknown`."""

    field: Name


class Book(Planned, frozen=True, kw_only=True, tag="book"):
    """Find a time; its value is `confirmed` or `requested`."""

    required: bool = True


class Change(Planned, frozen=True, kw_only=True, tag="change"):
    """Take a request to move or cancel a booking, which a workflow confirms afterwards."""

    what: Literal["reschedule", "cancel"]


class Route(Planned, frozen=True, kw_only=True, tag="route"):
    """Ring people in turn; if nobody answers, take a message."""

    to: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=10)]
    mode: Literal["warm", "cold"] = "warm"
    urgent: bool = False
    outcome: Name = "transferred"
    """When somebody answered; the call is over then."""


class Message(Planned, frozen=True, kw_only=True, tag="message"):
    """Take a message."""

    urgent: bool = False


class Inform(Planned, frozen=True, kw_only=True, tag="inform"):
    """Say one sentence of the phrase bank."""

    topic: Name


class Close(Planned, frozen=True, kw_only=True, tag="close"):
    """Close the call with an outcome of its own."""

    outcome: Name


Step = Capture | Choose | Triage | Qualify | Book | Change | Route | Message | Inform | Close
Steps = Annotated[tuple[Step, ...], msgspec.Meta(max_length=40)]


class Branch(Part, frozen=True, kw_only=True):
    """What is done in some calls only, and what such a call is called afterwards."""

    name: Name
    when: When
    steps: Steps = ()
    outcome: Name | None = None
    """What was achieved says it, if left out."""


class Objectives(Part, frozen=True, kw_only=True):
    """What a call must achieve, in the order in which it is asked for."""

    steps: Steps = ()
    branches: Annotated[tuple[Branch, ...], msgspec.Meta(max_length=20)] = ()
    outcome: Literal["lead", "enquiry", "message"] = "lead"
    """What a call has become when somebody can be called back."""


class Item(Part, frozen=True, kw_only=True):
    """One thing to choose."""

    name: Name
    title: Title
    synonyms: Annotated[tuple[Title, ...], msgspec.Meta(max_length=30)] = ()


class Choices(Part, frozen=True, kw_only=True):
    """A list of the tenant's own to choose from."""

    name: Name
    items: Annotated[tuple[Item, ...], msgspec.Meta(min_length=2, max_length=40)]
