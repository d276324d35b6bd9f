"""How a stack looks to a person, and to a program."""

import json
import sys

import msgspec
from rich.console import Console
from rich.table import Table

from cli.stack.state import Place, StackError, StackState, tail

NOT_FOUND = 3


def tell(line: str) -> None:
    """Say what is going on, beside what is printed."""
    if line:
        print(line, file=sys.stderr, flush=True)


def show(state: StackState, health: dict[str, bool] | None = None, *, as_json: bool) -> None:
    """Print a stack's state."""
    if as_json:
        document = msgspec.to_builtins(state)
        if health is not None:
            document["health"] = health
        print(json.dumps(document, indent=2))
        return
    console = Console()
    console.print(f"stack [bold]{state.name}[/] is [bold]{state.phase}[/]")
    if state.problem:
        console.print(state.problem, markup=False)
    if state.phase == "ready":
        number = state.numbers[0] if state.numbers else "+61255501206"
        console.print(f"ring sip:{number}@{state.sip} with any SIP phone", markup=False)
    table = Table("part", "is", "pid", "address", "log", box=None)
    for part in state.parts:
        well = "" if health is None else (" ok" if health.get(part.name) else " no answer")
        log = str(part.log)
        table.add_row(part.name, part.phase + well, str(part.pid or ""), part.address, log)
    console.print(table)


def show_log(name: str, part: str, lines: int) -> None:
    """Print the end of a part's log.

    Raises:
        StackError: If there is none; the message lists those that there are.
    """
    place = Place(name)
    log = place.log(part)
    if "/" in part or not log.exists():
        known = ", ".join(sorted(path.stem for path in log.parent.glob("*.log")))
        raise StackError(f"no log {part!r} in stack {name!r}; there are: {known}", NOT_FOUND)
    print(tail(log, lines))
