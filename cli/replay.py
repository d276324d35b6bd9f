"""`spotfunnel replay`: run a call's inputs again and compare every byte."""

import sys
from typing import Final

import msgspec
from rich.console import Console

from agent_worker.replaying import Report, replay_apart
from cli.stored_call import StoredCall, find_call
from spine.home import Home, find_home
from spine.ids import CallId
from spine.replay import ChainBroken, Differs, Erased, Identical, Stopped

OK: Final = 0
FOUND: Final = 6


def replay(call: str = "last", *, json: bool = False) -> int:
    """Run a call's recorded inputs through the core and graph that it was held with.

    A fresh process does it. Exit code 0: every byte is the same; 6: an event differs or the chain
    is broken, and it is shown; 3: there is no such call.

    Example: spotfunnel replay last

    Args:
        call: A call's id, or `last`.
        json: Print one JSON document.
    """
    home = find_home()
    found = find_call(home, call)
    report = _report(home, found)
    if json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    else:
        _show(Console(highlight=False, markup=False, soft_wrap=True), report)
    return OK if isinstance(report.outcome, Identical | Erased) else FOUND


def _report(home: Home, found: StoredCall) -> Report:
    report = replay_apart(home, found.call, found.stored, found.key, found.erased_at)
    warnings = (*report.warnings, *_faults(found))
    return msgspec.structs.replace(report, warnings=warnings)


def _faults(found: StoredCall) -> tuple[str, ...]:
    return tuple(
        f"journal {fault.file}: {fault.what}, {fault.length} bytes at {fault.offset}"
        for fault in found.faults
    )


def _show(console: Console, report: Report) -> None:
    for warning in report.warnings:
        console.print(f"warning: {warning}", style="yellow")
    match report.outcome:
        case Identical(events=events):
            console.print(f"{report.call}: identical, {events} events", style="green")
        case Erased(at=at, events=events):
            console.print(f"{report.call}: erased at {at}; its chain of {events} events is whole")
        case ChainBroken(seq=seq, why=why):
            console.print(f"{report.call}: chain broken at event {seq}: {why}", style="red")
        case Stopped(seq=seq, error=error):
            console.print(f"{report.call}: step failed on input {seq}: {error}", style="red")
        case Differs() as differs:
            _show_difference(console, report.call, differs)


def _show_difference(console: Console, call: CallId, differs: Differs) -> None:
    console.print(f"{call}: event {differs.seq} ({differs.type}) differs", style="red")
    for name, side in (("stored", differs.stored), ("replayed", differs.replayed)):
        shown = msgspec.json.format(side, indent=2) if side else "nothing: there are no more events"
        console.print(f"{name}:\n{shown}")
