"""Digits that are typed, and said where there are no keys; read back one by one."""

from typing import Final

from agent_worker.voice_core.capture import digit_repair
from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook
from agent_worker.voice_core.capture.grammar import Plan, Reading
from agent_worker.voice_core.capture.spelling import spoken
from agent_worker.voice_core.locale import numbers
from agent_worker.voice_core.locale.tokens import tokens

LONGEST: Final = 20


class Keys:
    """The grammar of keys: `#` or a pause ends them, `*` clears them."""

    plan = Plan(name="dtmf", failure="dtmf_unverified", keys=True, top_level=1)

    def read(self, text: str, state: FieldState, context: Context) -> Reading:
        """Read digits that were said; those that were typed so far win over them."""
        if state.buffer:
            return Reading(buffer=state.buffer, outlook=Outlook.OPEN)
        said = _digits(text, context)
        return Reading(value=said, outlook=Outlook.OPEN) if said else Reading()

    def repair(self, text: str, state: FieldState, context: Context) -> Reading | None:
        """Read a correction: one place, the end, "x not y", or the whole anew."""
        old = state.value or ""
        made = digit_repair.edit(
            text, old, (), lambda new: len(old) <= len(new) <= LONGEST, context.locale
        )
        new = made.digits if made else ""
        if made is None and len(old) == 1:
            new = _digits(text, context)
        if not new or len(new) > LONGEST:
            return None
        operation = made.operation if made else "replace"
        return Reading(value=new, outlook=Outlook.OPEN, operation=operation)

    def volunteered(self, text: str, context: Context) -> Reading:
        """Digits in other turns may mean anything."""
        del text, context
        return Reading()

    def keyed(self, keys: str, context: Context) -> Reading:
        """Read typed digits, ended by `#`."""
        del context
        digits = "".join(key for key in keys if key.isdecimal())
        whole = keys.endswith("#") and 0 < len(digits) <= LONGEST
        return Reading(value=digits, outlook=Outlook.COMPLETE) if whole else Reading(buffer=digits)

    def spoken(self, value: str, level: int, context: Context) -> str:
        """Return each digit as a word, a pause after each four."""
        del context
        return spoken(value, level)

    def pieces(self, buffer: str) -> str:
        """Return the digits so far as words."""
        return spoken(buffer, 1)

    def hints(self, context: Context) -> tuple[str, ...]:
        """Digit words."""
        return context.locale.words["hints.phone"]


def _digits(text: str, context: Context) -> str:
    """Return all digits of a turn as they were most likely meant."""
    found = numbers.runs(tokens(text), context.locale)
    said = "".join(run.readings[0].lstrip("+") for run in found if run.readings)
    return said if len(said) <= LONGEST else ""
