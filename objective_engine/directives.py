"""What Level 2 can ask of Level 1: a closed set.

No key here times, counts, voices or words speech. `Directive` is what every core can do; the rest
of `AnyDirective` is compiled and proved, and refused for a core that has not learnt it.
"""

from typing import Literal

import msgspec

from spine.ids import FieldName, ObjectiveName


class Greet(msgspec.Struct, frozen=True, tag="greet", tag_field="kind"):
    """Say the notice and open the conversation."""

    objective: ObjectiveName


class Capture(msgspec.Struct, frozen=True, tag="capture", tag_field="kind"):
    """Get this field by this primitive."""

    objective: ObjectiveName
    field: FieldName
    primitive: str
    required: bool
    shapes: tuple[str, ...] = ()
    """What a spelling looks like: `A` is any letter, `9` any digit."""
    unit: str = ""
    """What a quantity counts, a noun."""


class Finish(msgspec.Struct, frozen=True, tag="finish", tag_field="kind"):
    """Close the call with this outcome."""

    objective: ObjectiveName
    outcome: str


class Option(msgspec.Struct, frozen=True):
    """One thing to choose; the core finds it by its title and synonyms."""

    name: str
    title: str
    synonyms: tuple[str, ...] = ()


class Choose(msgspec.Struct, frozen=True, tag="choose", tag_field="kind"):
    """Find out which of these it is, and confirm it."""

    objective: ObjectiveName
    field: FieldName
    options: tuple[Option, ...]
    required: bool


class Book(msgspec.Struct, frozen=True, tag="book", tag_field="kind"):
    """Offer slots of the tenant's ledger; its value is `confirmed` or `requested`."""

    objective: ObjectiveName
    field: FieldName
    slot_minutes: int
    """Length of the visit, not of anything said."""
    lead_hours: int
    horizon_days: int
    buffer_minutes: int


class Change(msgspec.Struct, frozen=True, tag="change", tag_field="kind"):
    """Take a request about an existing booking; nothing stored is read out."""

    objective: ObjectiveName
    field: FieldName
    what: Literal["reschedule", "cancel"]


class Transfer(msgspec.Struct, frozen=True, tag="transfer", tag_field="kind"):
    """Ring this contact and join the caller to it."""

    objective: ObjectiveName
    contact: str
    number: str
    mode: Literal["warm", "cold"]


class TakeMessage(msgspec.Struct, frozen=True, tag="message", tag_field="kind"):
    """Take a message; an urgent one alerts its readers at once."""

    objective: ObjectiveName
    urgent: bool


class Answer(msgspec.Struct, frozen=True, tag="answer", tag_field="kind"):
    """Answer from this knowledge entry, or say that somebody will, where `entry` is empty."""

    objective: ObjectiveName
    entry: str


class Inform(msgspec.Struct, frozen=True, tag="inform", tag_field="kind"):
    """Say one sentence of the phrase bank."""

    objective: ObjectiveName
    topic: str


Directive = Greet | Capture | Finish
AnyDirective = (
    Greet | Capture | Finish | Choose | Book | Change | Transfer | TakeMessage | Answer | Inform
)
