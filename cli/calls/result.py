"""What came of a call: one document for programs, a few lines for people."""

import json
import sys
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from cli.stored_call import find_call
from spine.cost import Cost, cost_of
from spine.home import Home
from spine.ids import CallId
from spine.money import dollars
from spine.price_book import read_book
from spine.projections.call import summarise
from spine.reading import read_entries


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen of a call from outside, which its events do not say."""

    text: bool
    wall_s: float
    gaps_ms: tuple[int, ...] = ()
    degraded: bool


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """`spotfunnel call --json`."""

    call: CallId
    text: bool
    """No sound was made: words went straight to the core."""
    outcome: str
    ended_by: str
    fields: dict[str, dict[str, str]]
    """By field: its `status` and `value`."""
    transcript: tuple[dict[str, Any], ...]
    duration_s: float
    wall_s: float
    gaps_ms: tuple[int, ...]
    """From the caller's last sample to the agent's first, for each answer."""
    cost: Cost
    """Recomputed from the log's metered units; integer micro-dollars (AUD)."""
    recording: str | None
    log: str
    events: int
    degraded: bool
    """The disk was late or failed at some time: what is missing is said by `timeline`."""
    set_up: dict[str, Any] | None


def set_up_of(home: Home) -> dict[str, Any] | None:
    """Return what `make` had to do before this call, if it had to do anything."""
    try:
        took: dict[str, Any] = json.loads((home.root / "setup.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return took


def show(console: Console, result: Result, *, as_json: bool) -> None:
    """Print a result: to a program as JSON, to a person as a table."""
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n")
        return
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in _rows(result):
        table.add_row(name, text)
    console.print()
    console.print(table)


def _rows(result: Result) -> list[tuple[str, str]]:
    rows = [("outcome", f"{result.outcome} (ended by the {result.ended_by})")]
    rows += [
        (name, f"{field['value'] or '-'}  ({field['status']})")
        for name, field in result.fields.items()
    ]
    rows.append(("length", f"{result.duration_s:.1f} s, {result.wall_s:.1f} s on the wall clock"))
    if result.text:
        rows.append(("sound", "none: this call was typed, nothing was spoken or recognised"))
    elif result.gaps_ms:
        each = ", ".join(str(gap) for gap in result.gaps_ms)
        rows.append(("gaps", f"{each} ms from the caller's last sound to our first"))
    rows.append(("cost", _cost(result.cost)))
    rows.append(("recording", result.recording or "none"))
    rows.append(("event log", result.log))
    rows.append(("timeline", f"spotfunnel timeline {result.call}  ({result.events} events)"))
    rows.append(("replay", f"spotfunnel replay {result.call}"))
    if result.set_up:
        rows.append(("set-up", _set_up(result.set_up)))
    return rows


def _cost(cost: Cost) -> str:
    hosted = dollars(cost.hosted_total_microaud)
    return f"{dollars(cost.total_microaud)}; the same units at hosted prices {hosted} ({cost.book})"


def _set_up(took: dict[str, Any]) -> str:
    if not took.get("did_something"):
        return f"{took.get('seconds', 0)} s, nothing to bring"
    return (
        f"{took['seconds']} s, {took['received_mb']} MB received, "
        f"{took['installed_mb']} MB installed"
    )


def take_stock(home: Home, call: CallId, held: Held) -> Result:
    """Read a call back from the log: all that is told of it comes from its events."""
    found = find_call(home, call)
    entries = read_entries(found.stored, found.key)
    events = [entry.event for entry in entries if entry.event is not None]
    summary = summarise(events)
    recording = home.recording_of(call)
    return Result(
        call=call,
        text=held.text,
        outcome=summary.outcome,
        ended_by=summary.ended_by,
        fields={one.name: {"status": one.status, "value": one.value} for one in summary.fields},
        transcript=tuple(msgspec.to_builtins(said) for said in summary.transcript),
        duration_s=summary.duration_ms / 1_000,
        wall_s=round(held.wall_s, 3),
        gaps_ms=held.gaps_ms,
        cost=cost_of(events, read_book()),
        recording=str(recording) if recording.exists() else None,
        log=str(home.log_db),
        events=len(found.stored),
        degraded=held.degraded,
        set_up=set_up_of(home),
    )
