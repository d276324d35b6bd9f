"""`spotfunnel timeline`: what happened in a call, event by event."""

import sys
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from rich.console import Console
from rich.table import Table

from cli.stored_call import StoredCall, find_call
from spine.events.call import AgentSpoke, TurnHeard
from spine.events.envelope import Envelope
from spine.home import find_home
from spine.reading import ChainBrokenError, Entry, read_entries

OK: Final = 0
FOUND: Final = 6


class Row(msgspec.Struct, frozen=True):
    """One line of `spotfunnel timeline --json`: the envelope, its payload opened."""

    seq: int
    at_ms: int | None
    """None where the event is sealed and erased."""
    type: str
    occurred_at_ms: int
    cause: int | None
    core: str
    config: str
    event: Any
    """The event; None after an erasure."""


def timeline(call: str = "last", *, json: bool = False) -> int:
    """Show what happened in a call: when, who, what.

    Exit code 0: shown; 6: the chain is broken (shown up to there); 3: there is no such call.

    Example: spotfunnel timeline last

    Args:
        call: A call's id, or `last`.
        json: Print one JSON object for each event, with everything in it.
    """
    found = find_call(find_home(), call)
    entries, broken = _read(found)
    if json:
        _print_json(entries)
    else:
        _print(Console(highlight=False, markup=False), found, entries)
    if broken is not None:
        print(f"spotfunnel: {broken}", file=sys.stderr)
        return FOUND
    return OK


def _read(found: StoredCall) -> tuple[tuple[Entry, ...], ChainBrokenError | None]:
    """Return what is whole: all, or everything before the first broken event."""
    try:
        return read_entries(found.stored, found.key), None
    except ChainBrokenError as broken:
        return read_entries(found.stored[: broken.seq - 1], found.key), broken


def _print_json(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        envelope, event = entry.envelope, entry.event
        row = Row(
            seq=envelope.seq,
            at_ms=None if event is None else event.at_ms,
            type=envelope.type,
            occurred_at_ms=envelope.occurred_at_ms,
            cause=envelope.cause,
            core=envelope.core,
            config=envelope.config,
            event=event,
        )
        sys.stdout.buffer.write(msgspec.json.encode(row) + b"\n")


def _print(console: Console, found: StoredCall, entries: tuple[Entry, ...]) -> None:
    title = f"{found.call}, {len(found.stored)} events"
    if found.key is None:
        title += f", erased at {found.erased_at}"
    table = Table(title=title, box=None, padding=(0, 1))
    for name, justify in (("", "right"), ("time", "right"), ("who", "left")):
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    table.add_column("what", overflow="fold")
    for entry in entries:
        who = _who(entry)
        start_ms = entries[0].envelope.occurred_at_ms
        at = _clock(entry.envelope.occurred_at_ms - start_ms)
        table.add_row(str(entry.envelope.seq), at, who, _what(entry), style=_style(who))
    console.print(table)
    for fault in found.faults:
        console.print(f"journal {fault.file}: {fault.what}, {fault.length} bytes at {fault.offset}")


def _who(entry: Entry) -> str:
    if entry.envelope.type.startswith("input."):
        return "·"
    match entry.event:
        case AgentSpoke():
            return "agent"
        case TurnHeard():
            return "caller"
        case _:
            return "core"


def _style(who: str) -> str:
    return {"·": "dim", "agent": "cyan", "caller": "green"}.get(who, "")


def _what(entry: Entry) -> str:
    name = _name(entry.envelope)
    match entry.event:
        case None:
            return f"{name} (erased)"
        case AgentSpoke(text=text):
            return f"“{text}”"
        case TurnHeard(texts=texts):
            return f"“{texts[0] if texts else ''}”"
        case event:
            return " ".join((name, *_facts(event)))


def _facts(event: Any) -> Iterator[str]:
    for field in event.__struct_fields__:
        value = getattr(event, field)
        if field != "at_ms" and value not in (None, "", ()):
            yield f"{field}={value if isinstance(value, int | float) else repr(value)}"


def _name(envelope: Envelope) -> str:
    return (
        envelope.type.rpartition(".")[0].removeprefix("input.").replace(".", " ").replace("_", " ")
    )


def _clock(ms: int) -> str:
    return f"{ms // 60_000}:{ms % 60_000 / 1_000:06.3f}"
