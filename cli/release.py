"""`spotfunnel release`: whether this release may answer for the businesses that are active."""

from typing import TYPE_CHECKING, Annotated, Any, Final

from cyclopts import App, Parameter

if TYPE_CHECKING:
    from datetime import datetime

    from cli.config.gate import Gate
    from cli.config.recompile import Tried

FAILS: Final = 6
OK: Final = 0

app = App(name="release", help=__doc__)


@app.command
def check(
    *,
    activate: Annotated[bool, Parameter(negative="")] = False,
    json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Compile every active configuration for the installed core, prove it, and hold its trials.

    No file is asked for and none is edited: each is compiled from the source that was kept when it
    was pushed. Without `--activate` nothing is changed and nothing is written to the log.

    Exit code 0: all pass; 6: at least one does not, and nothing was activated.

    Example: spotfunnel release check --activate

    Args:
        activate: If all pass, push what was compiled, as new versions, through the same gate.
        json: Print one JSON document.
    """
    from datetime import UTC, datetime

    from cli.config.gate import open_gate
    from cli.config.recompile import try_all
    from spine.home import find_home
    from spine.log.open import open_log

    home, now = find_home(), datetime.now(UTC)
    with open_log(home) as log:
        gate = open_gate(home, log)
        tried = tuple(try_all(gate, now))
        passed = all(one.failed is None for one in tried)
        _tell(gate, tried, as_json=json)
        if passed and activate:
            _activate(gate, tried, now, quiet=json)
    return OK if passed else FAILS


def _activate(gate: "Gate", tried: "tuple[Tried, ...]", now: "datetime", *, quiet: bool) -> None:
    from cli.config.push import push_graph, told

    for one in tried:
        assert one.loaded is not None  # noqa: S101 - it passed
        made = one.loaded
        pushed = push_graph(gate, made.graph, now=now, source=made.source)
        if not quiet:
            print(told(pushed, 0.0))


def _tell(gate: "Gate", tried: "tuple[Tried, ...]", *, as_json: bool) -> None:
    import json

    from rich.console import Console

    if as_json:
        rows = [_document(one) for one in tried]
        print(json.dumps({"core": gate.core.version, "configurations": rows}))
        return
    console = Console(highlight=False, markup=False, soft_wrap=True)
    if not tried:
        console.print(f"core {gate.core.version}: no business is active")
        return
    console.print(f"core {gate.core.version}")
    console.print(_table(tried))
    for one in tried:
        if one.failed is not None:
            console.print(f"\n{one.active.name} ({one.active.tenant}): {one.failed}")
            for line in one.failed.transcript:
                console.print(f"    {line}")


def _table(tried: "tuple[Tried, ...]") -> Any:
    from rich.table import Table

    table = Table("business", "version", "result", "trials", "graph", "fails in", box=None)
    for one in tried:
        result = "passes" if one.failed is None else "fails"
        graph = one.loaded.graph.id[:12] if one.loaded is not None else ""
        where = one.failed.trial if one.failed is not None else ""
        version = str(one.active.version)
        table.add_row(one.active.tenant, version, result, str(one.trials), graph, where)
    return table


def _document(one: "Tried") -> dict[str, Any]:
    return {
        "tenant": one.active.tenant,
        "version": one.active.version,
        "config": one.active.config,
        "recompiled": one.loaded.graph.id if one.loaded is not None else None,
        "trials": one.trials,
        "result": "passes" if one.failed is None else "fails",
        "trial": one.failed.trial if one.failed is not None else None,
        "why": one.failed.why if one.failed is not None else None,
        "transcript": list(one.failed.transcript) if one.failed is not None else [],
    }
