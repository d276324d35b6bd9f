"""A real SIP phone rings the real stack, again and again: does every call come out right?

    python -m bench.stack_calls [--calls 20]

Each caller hears only what arrives on its telephone, corrects itself while giving its mobile and
confirms only its own. Right: answered, the caller's number kept and confirmed, ended by the agent.
"""

import argparse
import asyncio
import io
import os
import sys
import time

from rich.console import Console

from bench.report import Counted, Measured, begin, end
from cli.stack.call import ring
from cli.stack.control import down, up
from cli.stack.state import Wanted
from spine.errors import SpotFunnelError

NAME = "bench-calls"
NOTES = (
    "PJSIP on loopback, G.711 A-law; the caller recognises what it hears and decodes it itself.",
    "Servers, two workers, telephone and the caller's recogniser share the machine.",
)


async def call_once() -> bool:
    """Hold one call; whether it came out right. A wrong one is shown."""
    told = io.StringIO()
    try:
        code = await ring(
            name=NAME,
            number=None,
            scene="burst-pipe",
            say=(),
            codec="pcma",
            record=None,
            console=Console(file=told),
        )
    except SpotFunnelError as error:
        code = 1
        told.write(f"{error}\n")
    if code:
        print(told.getvalue(), flush=True)
    return code == 0


def main() -> int:
    """Ring, and write the report; 1 unless every call was right."""
    parser = argparse.ArgumentParser(prog="python -m bench.stack_calls")
    parser.add_argument("--calls", type=int, default=20)
    asked = parser.parse_args()
    run = begin("stack_calls")
    up(Wanted(name=NAME, owner_pid=os.getpid()), tell=print)
    right, seconds = 0, list[float]()
    try:
        for at in range(asked.calls):
            began = time.monotonic()
            well = asyncio.run(call_once())
            right += well
            seconds.append(time.monotonic() - began)
            print(f"{at + 1:3} {'right' if well else 'WRONG'} {seconds[-1]:.0f} s", flush=True)
    finally:
        down(NAME)
    n = asked.calls
    end(
        run,
        [
            Counted(name="calls right", value=right, unit="calls", n=n, goal=n, met=right == n),
            Measured(name="length with loading", unit="s", values=tuple(seconds)),
        ],
        NOTES,
    )
    return int(right != n)


if __name__ == "__main__":
    sys.exit(main())
