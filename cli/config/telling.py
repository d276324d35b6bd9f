"""What `explain` and `diff` of `spotfunnel config` do."""

from pathlib import Path

from cli.config.commands import OK, complain, graph_of
from objective_engine.difference import compare
from objective_engine.english import explain
from spine.errors import RequestError


def explain_file(file: Path, *, any_core: bool) -> int:
    """Print what the agent will do, a sentence a line."""
    try:
        graph = graph_of(file, any_core=any_core)
    except RequestError as exc:
        return complain(exc)
    print("\n".join(explain(graph)))
    return OK


def diff_files(before: Path, after: Path, *, any_core: bool) -> int:
    """Print what changes: sentences first, then the calls that go differently."""
    try:
        made = compare(graph_of(before, any_core=any_core), graph_of(after, any_core=any_core))
    except RequestError as exc:
        return complain(exc)
    lines = [f"- {line}" for line in made.gone] + [f"+ {line}" for line in made.new]
    for call in made.calls:
        lines += ["", f"{call.caller}:"]
        lines += [f"  before: {', '.join(call.before)}", f"  after:  {', '.join(call.after)}"]
    print("\n".join(lines) if lines else "No call will go differently.")
    return OK
