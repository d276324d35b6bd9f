"""`spotfunnel replay`: run a call's inputs again and compare every byte."""

import os
import subprocess
import sys
import tempfile
import zipfile
from contextlib import nullcontext
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console

from agent_worker.replay_pinned import Asked
from agent_worker.version import DIGITS, TREE, actual, declared
from cli.stored_call import StoredCall, find_call
from spine.artefacts import find_core, find_graph
from spine.errors import BrokenPromiseError
from spine.home import Home, find_home
from spine.ids import CallId
from spine.replay import (
    ChainBroken,
    Differs,
    Erased,
    Identical,
    Replayed,
    Stopped,
)
from spine.replay import (
    replay as replay_here,
)

OK: Final = 0
FOUND: Final = 6
CHILD_S: Final = 300
TREE_CHANGED: Final = (
    "the Voice Core in this tree is not the one that it declares: if the change is meant,"
    " run `python -m agent_worker.version --write --bump patch`"
)


class Report(msgspec.Struct, frozen=True):
    """`spotfunnel replay --json`."""

    call: CallId
    core: str
    with_tree: bool
    """Replayed with this tree's own code, not with a kept artefact."""
    warnings: tuple[str, ...]
    outcome: Replayed


class ReplayFailedError(BrokenPromiseError):
    """The process that replays did not say what came of it."""

    code = "replay.failed"


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
    """Verify the chain here, at once; what has to be run is run in a process of its own."""
    outcome = replay_here(found.stored, None, None, found.erased_at)
    if isinstance(outcome, ChainBroken) or found.key is None:
        return Report(found.call, "", with_tree=False, warnings=_faults(found), outcome=outcome)
    core = _named(found).core
    tree = actual()
    digits = core.partition("+")[2]
    with_tree = bool(digits) and digits in {tree.digest[:DIGITS], declared().digest[:DIGITS]}
    changed = (TREE_CHANGED,) if with_tree and not tree.digest.startswith(digits) else ()
    with nullcontext() if with_tree else tempfile.TemporaryDirectory() as folder:
        if folder is not None:
            with zipfile.ZipFile(find_core(home, core)) as kept:
                kept.extractall(folder)
        asked = Asked(found.stored, found.key.key, find_graph(home, _named(found).config))
        outcome = _in_a_fresh_process(found.call, asked, folder or TREE)
    return Report(found.call, core, with_tree, (*changed, *_faults(found)), outcome)


class Named(msgspec.Struct):
    """What an envelope of any version says its call was held with."""

    core: str
    config: str


def _named(found: StoredCall) -> Named:
    return msgspec.json.decode(found.stored[0].body, type=Named)


def _in_a_fresh_process(call: CallId, asked: Asked, folder: str | Path) -> Replayed:
    """Replay with the code of a folder and no other; the key goes through a pipe."""
    ran = subprocess.run(
        [sys.executable, "-m", "agent_worker.replay_pinned"],
        input=msgspec.json.encode(asked),
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=CHILD_S,
        check=False,
    )
    try:
        outcome: Replayed = msgspec.json.decode(ran.stdout, type=Replayed)
    except msgspec.DecodeError as exc:
        last = ran.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise ReplayFailedError(f"call {call} could not be replayed: {last}") from exc
    return outcome


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
