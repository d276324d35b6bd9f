"""The call as it is held, in the terminal: both sides as they speak."""

from typing import Final

from rich.console import Console
from rich.text import Text

from spine.events.call import (
    AgentSpoke,
    AgentYielded,
    AnyEvent,
    CallEnded,
    CallRejected,
    CaptureConfirmed,
    EmergencyFlagged,
    RecordingStarted,
    TurnHeard,
)
from spine.events.inputs import AnyInput

AGENT: Final = "bold cyan"
CALLER: Final = "bold yellow"
FACT: Final = "dim"


class CallView:
    """Prints a line for each thing that a listener would notice."""

    def __init__(self, console: Console) -> None:
        """Print there."""
        self._console = console

    def caller_says(self, text: str) -> None:
        """The caller opens its mouth: these are its own words, not what is recognised."""
        self._line(None, "caller says", text, CALLER)

    def watch(self, _: AnyInput, events: tuple[AnyEvent, ...]) -> None:  # noqa: C901 - by event
        """Show what was decided."""
        for event in events:
            match event:
                case AgentSpoke(at_ms=at_ms, text=text):
                    self._line(at_ms, "agent", text, AGENT)
                case TurnHeard(at_ms=at_ms, texts=texts):
                    self._line(at_ms, "heard", texts[0], FACT)
                case AgentYielded(at_ms=at_ms, how=how):
                    self._line(at_ms, "", f"({how} by the caller's voice)", FACT)
                case CaptureConfirmed(at_ms=at_ms, field=field, value=value):
                    self._line(at_ms, "captured", f"{field}: {value}", "green")
                case EmergencyFlagged(at_ms=at_ms, hazard=hazard):
                    self._line(at_ms, "danger", hazard, "bold red")
                case RecordingStarted(at_ms=at_ms):
                    self._line(at_ms, "", "(recording from here)", FACT)
                case CallRejected(at_ms=at_ms, reason=reason):
                    self._line(at_ms, "rejected", reason, "red")
                case CallEnded(at_ms=at_ms, outcome=outcome, by=by):
                    self._line(at_ms, "", f"(call ended by {by}: {outcome})", FACT)
                case _:
                    pass

    def _line(self, at_ms: int | None, who: str, text: str, style: str) -> None:
        clock = "       " if at_ms is None else f"{at_ms / 1_000:6.1f}s"
        self._console.print(Text.assemble((clock, FACT), "  ", (f"{who:<12}", style), text))
