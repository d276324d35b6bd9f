"""What the business is told in its own words: slots can be filled, none gives a secret away."""

import re
from collections.abc import Iterator
from typing import Final

from objective_engine.checks.references import unknown
from objective_engine.config import Config
from objective_engine.diagnostics import Diagnostic, child
from objective_engine.naming import meanings, placed
from objective_engine.plan import Capture

MESSAGES: Final = "/notifications/messages"
ALWAYS: Final = ("business", "outcome")
"""Slots that every call can fill."""
SLOT: Final = re.compile(r"\{([^{}]*)\}")


def judge_messages(config: Config) -> Iterator[Diagnostic]:
    """Yield slots that nothing fills, and those that would give a secret away."""
    known = meanings(config)
    names = (*ALWAYS, *sorted({*known.values, *known.free}))
    steps = (one.step for one in placed(config))
    secrets = {step.name for step in steps if isinstance(step, Capture) and step.secret}
    for place, message in enumerate(config.notifications.messages):
        for key, text in (("subject", message.subject), ("text", message.text)):
            at = child(child(MESSAGES, place), key)
            yield from _slots(at, text, names, secrets)


def _slots(at: str, text: str, names: tuple[str, ...], secrets: set[str]) -> Iterator[Diagnostic]:
    if "{" in (rest := SLOT.sub("", text)) or "}" in rest:
        yield Diagnostic(
            pointer=at,
            code="SF1233",
            message="a brace stands alone: `{name}` is a slot for what was captured.",
            cure="close the slot, or leave the brace out.",
        )
    for name in SLOT.findall(text):
        if name in secrets:
            yield Diagnostic(
                pointer=at,
                code="SF1225",
                message=f"`{name}` is secret: it never goes into a message.",
                cure="leave the slot out; whoever needs it looks it up.",
            )
        else:
            yield from unknown(at, name, names, "value")
