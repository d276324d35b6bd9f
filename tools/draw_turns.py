"""Draws docs/reference/turns.md from the turn table: `python -m tools.draw_turns`."""

from pathlib import Path
from typing import Final

from agent_worker.voice_core.turns import TRANSITIONS, Signal, Turn

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "turns.md"


def drawn() -> str:
    """Return the page: a Mermaid diagram of every transition, hang-ups told once."""
    arrows = [
        f"    {turn.name} --> {to.name}: {signal.value}"
        for (turn, signal), to in TRANSITIONS.items()
        if signal is not Signal.HUNG_UP
    ]
    return "\n".join(
        [
            "# Turns",
            "",
            "Generated from `agent_worker/voice_core/turns.py` by `python -m tools.draw_turns`.",
            "From every turn, `hung up` leads to `OVER`; a pair that is not drawn changes nothing.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {Turn.LISTENING.name}",
            *arrows,
            "```",
            "",
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(drawn(), "utf-8")
