"""Calls that have ended and are in a log, and what came of telling of them."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from objective_engine.graph import Graph, Trigger, nobodys, to_bytes
from spine.artefacts import keep_graph
from spine.events.call import (
    AnyEvent,
    CallEnded,
    CallStarted,
    CaptureConfirmed,
    CaptureDeclined,
    CaptureFailed,
    CaptureReadBack,
    CaptureStarted,
    TurnHeard,
)
from spine.events.envelope import decode_envelope
from spine.events.inputs import CallAnswered, CallerHungUp
from spine.events.scribe import GENESIS, Heading, inscribe
from spine.home import Home
from spine.ids import CallId, CallMs, FieldName, TenantId
from spine.keys import KeyRing
from spine.log.call_log import CallLog
from spine.log.sql import SqlCallLog
from workflows.cue import NOTIFY_EMAIL, Cue
from workflows.standing import Standing, standing_of

START_MS = 1_790_000_000_000
"""Tuesday 22 September 2026, 00:13:20 in Sydney."""
SAID = {"name": "Tom Harris", "phone": "+61491570156"}
REASON = "my tap leaks"


def business(
    tenant: str = "harbour", *, emails: Sequence[str] = ("owner@example.com",), name: str = ""
) -> Graph:
    """A tenant that wants to be told of leads, with a field that nobody is told."""
    nobody = nobodys(core="0" * 64)
    return Graph(
        tenant=TenantId(tenant),
        business=name or f"{tenant.capitalize()} Plumbing",
        spoken_name=tenant,
        numbers=("+61291234567",),
        time_zone="Australia/Sydney",
        objectives=nobody.objectives,
        outcome="lead",
        triggers=(Trigger(on=("lead", "booked"), run=NOTIFY_EMAIL),),
        emails=tuple(emails),
        secrets=("gate_code",),
        core="0" * 64,
        as_of="2026-09-21",
    )


def happened(outcome: str, said: dict[str, str], reason: str) -> list[AnyEvent]:
    """What was decided in the call."""
    at = CallMs(1_000)
    events: list[AnyEvent] = [
        CallStarted(at_ms=at, dialled="+61291234567", settings="s"),
        CaptureStarted(at_ms=at, field=FieldName("reason"), primitive="reason"),
        TurnHeard(at_ms=at, texts=(reason,), held_ms=300),
        CaptureConfirmed(at_ms=at, field=FieldName("reason"), value=reason),
    ]
    for readback, (field, value) in enumerate(said.items(), start=1):
        name = FieldName(field)
        events += [
            CaptureStarted(at_ms=at, field=name, primitive=field),
            CaptureReadBack(at_ms=at, field=name, value=value, readback=readback, level=1),
            CaptureConfirmed(at_ms=at, field=name, value=value),
        ]
    events += [
        CaptureStarted(at_ms=at, field=FieldName("email"), primitive="email"),
        CaptureFailed(at_ms=at, field=FieldName("email"), reason="tries", partial="tom at"),
        CaptureStarted(at_ms=at, field=FieldName("address"), primitive="address"),
        CaptureDeclined(at_ms=at, field=FieldName("address")),
        CallEnded(at_ms=CallMs(61_000), outcome=outcome, by="caller", duration_ms=61_000),
    ]
    return events


def hold_call(
    home: Home,
    log: CallLog,
    number: int = 1,
    *,
    graph: Graph | None = None,
    outcome: str = "lead",
    said: dict[str, str] | None = None,
    reason: str = REASON,
) -> Cue:
    """Put an ended call into the log, as the runtime would have; return what follows it."""
    graph = graph or business()
    call = CallId(f"20260921T133320-{number:012x}")
    keep_graph(home, graph.id, to_bytes(graph))
    heading = Heading(
        call=call, tenant=graph.tenant, core="1.0.0+0", config=graph.id, start_unix_ms=START_MS
    )
    first = CallAnswered(at_ms=CallMs(0), dialled="+61291234567", local_time="", settings="s")
    last = CallerHungUp(at_ms=CallMs(61_000))
    decided = happened(outcome, SAID if said is None else said, reason)
    seal = KeyRing(home.keys).make(call).seal
    stored, tip = inscribe(heading, seal, GENESIS, first, decided[:-1])
    more, tip = inscribe(heading, seal, tip, last, decided[-1:])
    log.append((*stored, *more))
    return Cue(NOTIFY_EMAIL, call, tip.seq)


def open_log(root: Path) -> tuple[Home, SqlCallLog]:
    """A state folder with an empty log."""
    home = Home(root)
    return home, SqlCallLog(home.log_db)


def standing(log: CallLog, cue: Cue) -> Standing:
    """How the workflow of a call stands."""
    return standing_of(log.read_stream("workflow", cue.stream_id))


def kinds(log: CallLog, cue: Cue) -> list[str]:
    """The types of a workflow's events, in order: `begun`, `tried`, `done`…"""
    stored = log.read_stream("workflow", cue.stream_id)
    return [decode_envelope(one.body).type.split(".")[1] for one in stored]


def outcomes(log: CallLog) -> Counter[str]:
    """How many events of each type there are in all workflows."""
    return Counter(
        decode_envelope(one.body).type.split(".")[1]
        for stream in log.streams("workflow")
        for one in log.read_stream("workflow", stream)
    )
