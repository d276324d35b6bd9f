"""What a run of capture cases looks like, for programs and for people."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from agent_worker.voice_core.capture.contract import (
    Action,
    Ask,
    Confirmed,
    Declined,
    GaveUp,
    NoteHeard,
    NoteRepaired,
    ReadBack,
)
from cli.capture_cases import Case, Outcome

NAMES: Final[Mapping[type[Action], str]] = MappingProxyType(
    {
        Ask: "capture.asked",
        NoteHeard: "capture.heard",
        ReadBack: "capture.readback",
        NoteRepaired: "capture.repaired",
        Confirmed: "capture.confirmed",
        Declined: "capture.declined",
        GaveUp: "capture.failed",
    }
)
"""What each action is called in the record of a call."""


def line(case: Case, outcome: Outcome) -> str:
    """Return one case's outcome as one line of JSON, its value in the form that `expect` has."""
    shown = msgspec.structs.asdict(outcome)
    if isinstance(case.expect, int) and (outcome.value or "").isdecimal():
        shown["value"] = int(outcome.value or "")
    events = [{"type": "capture.started"}]
    for action in outcome.events:
        told = {key: value for key, value in msgspec.to_builtins(action).items() if key != "type"}
        events.append({"type": NAMES[type(action)], **told})
    return msgspec.json.encode({**shown, "events": events}).decode()


def table(done: Sequence[tuple[Case, Outcome]]) -> int:
    """Print what each case came to; return how many missed what they expect."""
    shown = Table("case", "primitive", "said", "value", "status", "")
    failed = 0
    for case, outcome in done:
        verdict = ""
        if not isinstance(case.expect, msgspec.UnsetType):
            passed = case.wanted == outcome.value
            failed += not passed
            verdict = "pass" if passed else f"[bold]fail[/bold], expected {case.expect}"
        said = " / ".join(turn if isinstance(turn, str) else str(turn) for turn in case.turns)
        cells = (case.id, case.primitive, said, str(outcome.value), outcome.status, verdict)
        shown.add_row(*cells)
    console = Console()
    console.print(shown)
    console.print(f"{len(done)} cases, {failed} failed")
    return failed
