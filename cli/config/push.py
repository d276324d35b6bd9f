"""What `push` of `spotfunnel config` does: a configuration file into production, or nothing."""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
from rich.console import Console

from cli.config.commands import INVALID, OK, all_found, today
from cli.config.facts import installed_core
from cli.config.gate import Gate, RefusedError, open_gate
from cli.config.load import load_with_source
from cli.config.render import as_documents, render
from cli.config.source import Source
from objective_engine.diagnostics import Diagnostic
from objective_engine.graph import Graph, from_bytes, to_bytes
from spine.artefacts import (
    ArtefactChangedError,
    ArtefactMissingError,
    find_graph,
    keep_graph,
    keep_source,
)
from spine.deployment import (
    ConflictError,
    Deployment,
    active_in,
    check_numbers,
    check_unchanged,
    deployment_of,
    refresh,
)
from spine.events.note import ConfigPushed
from spine.home import Home, find_home
from spine.ids import TenantId
from spine.log.note import note_if
from spine.log.open import open_log

Status = Literal["activated", "pushed", "unchanged"]


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """What a push came to."""

    tenant: TenantId
    name: str
    version: int
    config: str
    status: Status
    trials: int
    """Text calls that it passed just now."""


def push_graph(
    gate: Gate, graph: Graph, *, now: datetime, to_activate: bool = True, source: bytes = b""
) -> Pushed:
    """Prove, try, number and activate a graph; it blocks for some seconds.

    A graph that is active already is left alone. One that was pushed before keeps its number: so a
    push that was cut short between pushing and activating is finished by pushing again. `source` is
    kept beside the graph, so that a later core can compile it again.

    Raises:
        RefusedError: If it does not pass the gate.
        NumberTakenError: If a number is another tenant's.
        ConflictError: If somebody else changed this tenant meanwhile.
    """
    seen = deployment_of(gate.log, graph.tenant)
    if _is_active(gate.home, seen, graph):
        refresh(gate.home, gate.log)  # whatever a crash had left of the folder
        _keep_source(gate.home, seen, source)
        return _pushed(graph, _active_version(seen), "unchanged", 0)
    if to_activate:
        check_numbers(active_in(gate.log), graph.tenant, graph.numbers)
    trials = gate.check(graph, now)
    keep_graph(gate.home, graph.id, to_bytes(graph))
    if source:
        keep_source(gate.home, graph.id, source)
    known = next((one.version for one in seen.versions if one.config == graph.id), None)
    if known is None:
        seen = _push(gate, seen, graph, trials=trials, now=now)
    version = known or seen.versions[-1].version
    if not to_activate:
        return _pushed(graph, version, "pushed" if known is None else "unchanged", trials)
    gate.activate(seen, version, now)
    return _pushed(graph, version, "activated", trials)


def _push(gate: Gate, seen: Deployment, graph: Graph, *, trials: int, now: datetime) -> Deployment:
    """Give a graph the next number; return the tenant as it is with it."""
    version = 1 + max((one.version for one in seen.versions), default=0)
    fact = ConfigPushed(config=graph.id, version=version, name=graph.business, trials=trials)

    def wanted(_: object) -> bool:
        check_unchanged(gate.log, seen)
        return True

    where = gate.where(graph.tenant, graph.id)
    pushed = note_if(gate.log, where, fact, now=now, wanted=wanted)
    after = deployment_of(gate.log, graph.tenant)
    if pushed != f"{graph.tenant}/{after.revision}":
        raise ConflictError(f"{graph.tenant} was changed meanwhile: look at it and try again")
    return after


def _pushed(graph: Graph, version: int, status: Status, trials: int) -> Pushed:
    return Pushed(
        tenant=graph.tenant,
        name=graph.business,
        version=version,
        config=graph.id,
        status=status,
        trials=trials,
    )


def _is_active(home: Home, seen: Deployment, graph: Graph) -> bool:
    """Say whether calls are held with this already; only the day it was compiled on may differ."""
    if seen.active is None or seen.active.config == graph.id:
        return seen.active is not None
    try:
        active = from_bytes(find_graph(home, seen.active.config))
    except (ArtefactMissingError, ArtefactChangedError, msgspec.DecodeError):
        return False
    return msgspec.structs.replace(graph, as_of=active.as_of) == active


def _keep_source(home: Home, seen: Deployment, source: bytes) -> None:
    """Keep the source of what is active, if it was pushed when none was kept."""
    if source and seen.active is not None:
        keep_source(home, seen.active.config, source)


def _active_version(seen: Deployment) -> int:
    return 0 if seen.active is None else seen.active.version


def push_file(file: Path, *, to_activate: bool, as_json: bool) -> int:
    """Push a file and tell what came of it.

    Raises:
        RequestError: If a number is taken, or somebody was quicker.
    """
    began, home = time.monotonic(), find_home()
    with open_log(home) as log:
        gate, now = open_gate(home, log), datetime.now(UTC)
        facts = installed_core(gate.core)
        source, found = all_found(file, lambda: facts)
        if _tell_found(source, found, as_json=as_json):
            return INVALID
        loaded = load_with_source(file, facts, today())
        graph, kept = loaded.graph, loaded.source
        try:
            pushed = push_graph(gate, graph, now=now, to_activate=to_activate, source=kept)
        except RefusedError as refused:
            return _tell_refused(graph, refused, as_json=as_json)
    seconds = time.monotonic() - began
    if as_json:
        shown = msgspec.to_builtins(pushed) | {"seconds": round(seconds, 3)}
        print(json.dumps(shown | {"diagnostics": as_documents(source, found)}))
    else:
        _print(told(pushed, seconds))
    return OK


def _tell_found(source: Source, found: tuple[Diagnostic, ...], *, as_json: bool) -> bool:
    """Show what is wrong or unwise; say whether there are mistakes."""
    broken = any(one.severity == "error" for one in found)
    if found and not as_json:
        _print(render(source, found), stderr=broken)
    if broken and as_json:
        diagnostics = as_documents(source, found)
        print(json.dumps({"status": "invalid", "diagnostics": diagnostics}))
    return broken


def told(pushed: Pushed, seconds: float) -> str:
    """Say what a push came to, for people."""
    named = f"{pushed.name} ({pushed.tenant}), version {pushed.version}"
    tried = f"proved, {pushed.trials} trial calls passed, {seconds:.1f} s"
    match pushed.status:
        case "unchanged":
            return f"{named}: nothing to do, it is there already"
        case "pushed":
            return (
                f"{named}: pushed ({tried}), not active:"
                f" spotfunnel config activate {pushed.tenant} {pushed.version}"
            )
        case _:
            return f"{named}: active from the next call on ({tried})"


def _tell_refused(graph: Graph, refused: RefusedError, *, as_json: bool) -> int:
    if as_json:
        shown = {
            "status": "refused",
            "tenant": graph.tenant,
            "config": graph.id,
            "trial": refused.trial,
            "why": refused.why,
            "transcript": list(refused.transcript),
        }
        print(json.dumps(shown))
    else:
        lines = [f"{graph.business} ({graph.tenant}): {refused}; nothing was changed"]
        _print("\n".join([*lines, *(f"    {line}" for line in refused.transcript)]), stderr=True)
    return INVALID


def _print(text: str, *, stderr: bool = False) -> None:
    sys.stdout.flush()
    Console(highlight=False, soft_wrap=True, markup=False, stderr=stderr).print(text)
