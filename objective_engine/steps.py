"""The kinds of objective in a compiled graph."""

from typing import Literal

import msgspec

from objective_engine.conditions import Condition
from objective_engine.directives import Option
from spine.ids import FieldName


class Step(msgspec.Struct, frozen=True, tag_field="kind"):
    """What an objective is to do."""


class GreetStep(Step, frozen=True, tag="greet"):
    """Say the notice."""


class CaptureStep(Step, frozen=True, tag="capture", omit_defaults=True):
    """Find out one field."""

    field: FieldName
    primitive: str
    required: bool
    shapes: tuple[str, ...] = ()
    """What a spelling looks like."""
    unit: str = ""
    """What a quantity counts."""


class ChooseStep(Step, frozen=True, tag="choose"):
    """Find out which of a list."""

    field: FieldName
    options: tuple[Option, ...]
    required: bool


class Row(msgspec.Struct, frozen=True):
    """One line of a decision table; the first that holds gives the verdict."""

    when: Condition
    verdict: str


class TriageStep(Step, frozen=True, tag="triage"):
    """Decide a verdict from what is known; silent, and always up to date."""

    rows: tuple[Row, ...]
    otherwise: str


class QualifyStep(Step, frozen=True, tag="qualify"):
    """Decide whether a place is served: `fits`, `outside` or `unknown`; silent."""

    field: FieldName


class BookStep(Step, frozen=True, tag="book", omit_defaults=True):
    """Find a slot; the value is `confirmed` or `requested`."""

    field: FieldName
    required: bool
    slot_minutes: int
    lead_hours: int
    horizon_days: int
    buffer_minutes: int
    service: FieldName = FieldName("")
    """Field that says what the visit is for."""
    longer: tuple[tuple[str, int], ...] = ()
    """Services whose job takes longer than a slot, and how many minutes."""


class ChangeStep(Step, frozen=True, tag="change"):
    """Take a request to move or cancel a booking."""

    field: FieldName
    what: Literal["reschedule", "cancel"]


class RouteStep(Step, frozen=True, tag="route"):
    """Ring one contact."""

    contact: str
    number: str
    mode: Literal["warm", "cold"]


class MessageStep(Step, frozen=True, tag="message"):
    """Take a message."""

    urgent: bool


class AnswerStep(Step, frozen=True, tag="answer"):
    """Answer the caller's question; due whenever one is open."""


class InformStep(Step, frozen=True, tag="inform"):
    """Say one sentence of the phrase bank."""

    topic: str


class FinishStep(Step, frozen=True, tag="finish"):
    """Close the call."""

    outcome: str = ""
    """Empty: what was achieved says it."""


AnyStep = (
    GreetStep
    | CaptureStep
    | ChooseStep
    | BookStep
    | ChangeStep
    | RouteStep
    | MessageStep
    | AnswerStep
    | InformStep
    | FinishStep
)
