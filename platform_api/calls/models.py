from typing import Literal

import msgspec

from platform_api.model import Model
from spine.events.personal import Recorded
from spine.money import MicroAud
from spine.projections import rows
from spine.projections.call import Field, FieldStatus, Said


class CallRow(Model, frozen=True):
    """One call, as lists show it: nothing that was said."""

    call: str
    tenant: str
    dialled: str
    began_unix_ms: int
    last_unix_ms: int
    """Of its last event: a live call that has been still for long lost its process."""
    live: bool
    outcome: str
    """Empty while it goes on."""
    ended_by: str
    duration_ms: int
    events: int
    lead: bool
    recorded: bool
    emergency: bool
    core: str
    """The Voice Core's version; empty for customers, as is the next."""
    config: str
    changed_pos: int
    """Where in the log it changed last."""


class CallList(Model, frozen=True):
    """A page of calls, the last begun first."""

    items: tuple[CallRow, ...]
    next: str | None
    """Cursor of the next page; None at the end."""


class SaidLine(Model, frozen=True):
    """One line of the transcript."""

    who: Literal["agent", "caller"]
    text: str
    at_ms: int
    """On the call's clock."""


class FieldValue(Model, frozen=True):
    """What became of one thing to capture."""

    name: str
    status: FieldStatus
    value: str
    """Confirmed value; of a failed field what was kept of it."""


class CostLine(Model, frozen=True):
    """One provider's units."""

    provider: str
    unit: str
    quantity: int
    cost_microaud: MicroAud
    hosted_microaud: MicroAud
    """What the same units cost at hosted prices."""
    priced: bool
    """False where the book does not know the provider."""


class CallCost(Model, frozen=True):
    """What a call cost so far."""

    book: str
    """The dated price book."""
    lines: tuple[CostLine, ...]
    total_microaud: MicroAud
    hosted_total_microaud: MicroAud


class CallDetail(Model, frozen=True):
    """One call as a person would tell it."""

    call: CallRow
    transcript: tuple[SaidLine, ...]
    fields: tuple[FieldValue, ...]
    erased_at: str | None
    """ISO 8601, UTC: from then on nobody can read what was said."""
    degraded: str | None
    """What of it is missing, in words; for operators."""
    cost: CallCost | None
    """For operators."""


class TimelineEntry(Model, frozen=True):
    """One event."""

    seq: int
    at_ms: int
    """Since the call's first event."""
    type: str
    cause: int | None
    """The input that this was decided on; None of an input."""
    occurred_at_ms: int
    """Unix milliseconds."""
    personal: bool
    event: Recorded | None
    """As it was written down; None where it is sealed and its key is destroyed."""


class Timeline(Model, frozen=True):
    """Everything that happened in a call, in order."""

    items: tuple[TimelineEntry, ...]
    broken: str | None
    """Why it ends here where it should go on: the chain is broken or an event is missing."""


class Peaks(Model, frozen=True):
    """A recording's outline."""

    duration_ms: int
    caller: tuple[float, ...]
    """Loudest sample of each stretch, 0 to 1; at most 1,000 of equal length."""
    agent: tuple[float, ...]


class Verdict(Model, frozen=True, omit_defaults=True):
    """What came of a replay."""

    result: Literal["identical", "differs", "chain_broken", "erased", "stopped"]
    warnings: tuple[str, ...]
    core: str
    events: int | None = None
    seq: int | None = None
    """Of the first event that differs or is broken."""
    type: str | None = None
    stored: str | None = None
    """That event as readable JSON; empty where there is none."""
    replayed: str | None = None
    why: str | None = None
    at: str | None = None
    """When it was erased."""


class ErasedCall(Model, frozen=True):
    """A call whose key is destroyed."""

    call: str
    erased_at: str


def call_row(row: rows.CallRow, *, internals: bool) -> CallRow:
    """Return a call as it goes out; to customers without what we held it with."""
    values = msgspec.structs.asdict(row)
    return CallRow(**values) if internals else CallRow(**(values | {"core": "", "config": ""}))


def said_line(said: Said) -> SaidLine:
    """Return a line of a transcript as it goes out."""
    return SaidLine(who=said.who, text=said.text, at_ms=said.at_ms)


def field_value(field: Field) -> FieldValue:
    """Return what became of a field as it goes out."""
    return FieldValue(name=field.name, status=field.status, value=field.value)
