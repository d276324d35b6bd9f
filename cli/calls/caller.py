"""Who rings: a scenario, a script, or the person at the keyboard."""

import asyncio
import sys

from rich.console import Console

from stress.caller import Answer, Caller, ScriptedCaller, TruthfulCaller, scenario


class TypingCaller:
    """Asks the person at the terminal for each turn."""

    def __init__(self, console: Console) -> None:
        """Ask there."""
        self._console = console
        self.opening = ""

    async def answer(self, heard: str) -> Answer:
        """Read one line; an empty one is silence, the end of input hangs up."""
        del heard  # it has been shown already
        self._console.print("you> ", end="", style="bold yellow")
        line = await asyncio.to_thread(sys.stdin.readline)
        return Answer(line.strip()) if line else Answer("Bye.", hangs_up=True)


def make_caller(
    *,
    name: str,
    say: tuple[str, ...],
    typed: bool,
    seed: int | None,
    console: Console,
) -> tuple[Caller, str]:
    """Return the caller, and the example business that it rings.

    Raises:
        UnknownScenarioError: If there is no such scenario.
    """
    scene = scenario(name)
    if typed:
        return TypingCaller(console), scene.business
    if say:
        return ScriptedCaller(say), scene.business
    return TruthfulCaller(scene, seed), scene.business
