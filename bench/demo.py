"""Twenty spoken calls with mobiles drawn as they start: is the number that is kept the caller's?

    python -m bench.demo [--calls 20]

Each caller speaks with its own voice through A-law and confirms only its own number. Required: no
wrong number is ever confirmed. Goal: 19 of 20 are. What was lost is told apart by asking whether
any turn, as recognised, still held the number: if so the grammar lost it, else the hearing did.
"""

import argparse
import asyncio
import re
import sys
from typing import Final

import msgspec

from bench.report import Counted, Measured, begin, end
from cli.calls.hold import Wish, get_ready, hold_one
from cli.calls.result import Result
from stress.caller import TruthfulCaller

DIGITS: Final = {
    **{str(digit): str(digit) for digit in range(10)},
    **dict(
        zip("zero one two three four five six seven eight nine".split(), "0123456789", strict=True)
    ),
    "oh": "0",
    "o": "0",
}
NOTES: Final = (
    "Synthetic voices through 8 kHz A-law, in one process on one machine; nobody real has called.",
    "Gaps are taken at the line inside the process: no telephone network is in them.",
)


class Call(msgspec.Struct, frozen=True):
    """One call, as the caller knows it was."""

    mobile: str
    result: Result

    @property
    def kept(self) -> str:
        """The number that was confirmed, in national form; empty if none was."""
        phone = self.result.fields.get("phone", {})
        value = phone.get("value", "") if phone.get("status") == "confirmed" else ""
        return "0" + value.removeprefix("+61") if value else ""

    @property
    def was_heard(self) -> bool:
        """Whether some turn, as recognised, held the number and no other digit."""
        turns = (said["text"] for said in self.result.transcript if said["who"] == "caller")
        return any(self.mobile == _digits(text) for text in turns)


def _digits(text: str) -> str:
    words = re.findall(r"[a-z]+|[0-9]", text.lower())
    return "".join(DIGITS.get(word, "") for word in words)


async def ring(seed: int) -> Call:
    """Hold one call."""
    wish = Wish(
        scenario="random-mobile",
        say=(),
        typed=False,
        text=False,
        business=None,
        number=None,
        law=None,
        seed=seed,
        json=True,
    )
    ready = get_ready(wish)
    assert isinstance(ready.caller, TruthfulCaller)
    return Call(ready.caller.mobile, await hold_one(ready))


def counts(calls: list[Call]) -> list[Counted]:
    """Count what was kept, what was not, and why."""
    n = len(calls)
    wrong = sum(bool(call.kept) and call.kept != call.mobile for call in calls)
    right = sum(call.kept == call.mobile for call in calls)
    lost = [call for call in calls if call.kept != call.mobile]
    grammar = sum(call.was_heard for call in lost)
    goal = n * 0.95
    return [
        Counted(name="wrong numbers kept", value=wrong, unit="calls", n=n, goal=0, met=wrong == 0),
        Counted(name="numbers kept", value=right, unit="calls", n=n, goal=goal, met=right >= goal),
        Counted(name="lost to hearing", value=len(lost) - grammar, unit="calls", n=n),
        Counted(name="lost to the grammar", value=grammar, unit="calls", n=n),
    ]


async def main() -> int:
    """Ring, and write the report; 1 where a wrong number was confirmed."""
    parser = argparse.ArgumentParser(prog="python -m bench.demo")
    parser.add_argument("--calls", type=int, default=20)
    asked = parser.parse_args()
    run = begin("demo")
    calls: list[Call] = []
    for at in range(asked.calls):
        call = await ring(at)
        calls.append(call)
        verdict = "right" if call.kept == call.mobile else f"not kept ({call.result.outcome})"
        print(f"{at + 1:3} {call.mobile}  {call.kept or '-':10}  {verdict}", flush=True)
    gaps = tuple(float(gap) for call in calls for gap in call.result.gaps_ms)
    counted = counts(calls)
    measured: list[Measured | Counted] = [*counted]
    measured.append(Measured(name="response gap", unit="ms", values=gaps))
    end(run, measured, NOTES)
    for one in counted:
        print(f"{one.name}: {one.value:.0f} of {one.n}")
    return int(counted[0].value > 0)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
