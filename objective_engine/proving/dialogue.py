"""A call of the checker as a dialogue, for people."""

from objective_engine.proving.calls import Call
from objective_engine.proving.moves import spoken
from objective_engine.proving.properties import Violation


def dialogue(call: Call) -> tuple[str, ...]:
    """Return a call line by line: what the agent did, what the caller said, what the clock did."""
    lines: list[str] = []
    at: Call | None = call
    while at is not None:
        lines.append(f"agent   {spoken(at.directive)}")
        if at.move is not None:
            who = "clock " if at.move.source == "clock" else "caller"
            lines.append(f"{who}  {at.move.said}")
        at = at.before
    return tuple(reversed(lines))


def shown(violation: Violation) -> str:
    """Return a violation with the shortest call that shows it."""
    lines = [violation.why]
    if violation.call is not None:
        lines += [f"  {line}" for line in dialogue(violation.call)]
    return "\n".join(lines)
