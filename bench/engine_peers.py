"""Peers of the objective engine holding the same call; prints events per second as JSON.

Runs in an interpreter of its own, which has them and nothing of ours: see `bench.engine`.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

CALLS: Final = 60
ROUNDS: Final = 7


def of_transitions(lines: list[bytes]) -> Callable[[], object]:
    """One machine, two states for each objective, a trigger for each change."""
    from transitions import Machine  # type: ignore[import-not-found]

    names = objectives(lines)
    moves = [["begin", f"{name}?", name] for name in names]
    moves += [["met", name, f"{then}?"] for name, then in pairs(names)]
    states = [*names, *(f"{name}?" for name in names), "over?"]
    first = f"{names[0]}?"

    machine = Machine(states=states, transitions=moves, initial=first, auto_transitions=False)

    def hold() -> object:
        machine.set_state(first)
        for trigger in triggers(lines, names):
            machine.trigger(trigger)
        return machine.state

    return hold


def of_statemachine(lines: list[bytes]) -> Callable[[], object]:
    """The same machine."""
    from statemachine import State, StateMachine  # type: ignore[import-not-found]

    names = objectives(lines)
    body: dict[str, Any] = {name: State() for name in names}
    body |= {f"{name}_": State(initial=name == names[0]) for name in names}
    body |= {"over_": State(final=True)}
    begins = [body[f"{name}_"].to(body[name]) for name in names]
    ends = [body[name].to(body[f"{then}_"]) for name, then in pairs(names)]
    for moves in (begins, ends):
        while len(moves) > 1:
            moves[:2] = [moves[0] | moves[1]]
    kind = type("Call", (StateMachine,), {**body, "begin": begins[0], "met": ends[0]})

    def hold() -> object:
        machine = kind()
        for trigger in triggers(lines, names):
            machine.send(trigger)
        return machine

    return hold


def of_eventsourcing(lines: list[bytes]) -> Callable[[], object]:
    """An aggregate of all events, stored in memory, rebuilt from its repository."""
    from eventsourcing.application import Application  # type: ignore[import-not-found]
    from eventsourcing.domain import Aggregate, event  # type: ignore[import-not-found]

    class Call(Aggregate):  # type: ignore[misc]
        def __init__(self) -> None:
            self.states: dict[str, str] = {}
            self.values: dict[str, str] = {}

        @event("Happened")  # type: ignore[untyped-decorator]
        def happen(self, kind: str, name: str, value: str) -> None:
            if kind.startswith("objective."):
                self.states[name] = value
            elif kind == "capture.confirmed.v1":
                self.values[name] = value

    app = Application(env={"PERSISTENCE_MODULE": "eventsourcing.popo"})
    call = Call()
    for line in lines:
        data = json.loads(line)
        name = data.get("objective") or data.get("field") or ""
        call.happen(data["type"], name, str(data.get("result") or data.get("value") or ""))
    app.save(call)

    def hold() -> object:
        return app.repository.get(call.id)

    return hold


def objectives(lines: list[bytes]) -> list[str]:
    """Return the objectives that end in this call, in order."""
    events = [json.loads(line) for line in lines]
    return [one["objective"] for one in events if one["type"] == "objective.ended.v1"]


def pairs(names: list[str]) -> list[tuple[str, str]]:
    """Return each objective with the one that follows."""
    return list(zip(names, [*names[1:], "over"], strict=True))


def triggers(lines: list[bytes], names: list[str]) -> list[str]:
    """Decode a call and return what moves the machine."""
    moved = []
    for line in lines:
        event = msgspec.json.decode(line)
        if event["type"] == "objective.begun.v1" and event["objective"] in names:
            moved.append("begin")
        elif event["type"] == "objective.ended.v1":
            moved.append("met")
    return moved


def rate_of(hold: Callable[[], object], events: int) -> float:
    """Return the events that a peer gets through in a second of this process."""
    began = time.process_time()
    for _ in range(CALLS):
        hold()
    return CALLS * events / (time.process_time() - began)


def main() -> None:
    """Time each peer."""
    lines = Path(sys.argv[1]).read_bytes().splitlines()
    peers = {
        "eventsourcing": of_eventsourcing(lines),
        "python-statemachine": of_statemachine(lines),
        "transitions": of_transitions(lines),
    }
    made = {}
    for name, hold in peers.items():
        hold()
        made[name] = max(rate_of(hold, len(lines)) for _ in range(ROUNDS))
    print(json.dumps(made))


if __name__ == "__main__":
    main()
