"""An e-mail address: spelled, said, half written, corrected part by part."""

import re
from typing import Final

import msgspec

from agent_worker.voice_core.capture import email_domain, email_repair, spelling
from agent_worker.voice_core.capture.consent import Answer, judge
from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook
from agent_worker.voice_core.capture.email_pieces import pieces
from agent_worker.voice_core.capture.email_read import after_held, joined_signs, judged, read_turn
from agent_worker.voice_core.capture.grammar import Plan, Reading
from agent_worker.voice_core.locale import Locale

SIGN_WORDS: Final = {".": "dot", "_": "underscore", "-": "dash", "+": "plus"}
LONGEST_EDIT: Final = 400
"""Characters of a turn in which a correction is looked for."""
SAID_LABELS: Final = frozenset({"com", "net", "org", "au"})
JOIN: Final = re.compile(r"[a-z]+|[0-9]+|[._+-]")


class Email:
    """The grammar of e-mail addresses."""

    plan = Plan(name="email", failure="email_deferred", top_level=3, seam=", (?=at (?!.*, at ))")

    def read(self, text: str, state: FieldState, context: Context) -> Reading:
        """Read a turn as an address, or as the rest of the one in `state.buffer`."""
        locale = context.locale
        if state.asking.startswith("propose"):
            return _proposed(text, state, locale)
        return after_held(text, state.buffer, locale)

    def repair(self, text: str, state: FieldState, context: Context) -> Reading | None:
        """Read a turn as a correction of the address that was read back."""
        locale, old = context.locale, state.value or ""
        whole = read_turn(text, "", locale)
        if (whole.value is not None and "@" not in whole.inferred) or whole.problem:
            return msgspec.structs.replace(whole, operation="replace")
        made = email_repair.edit(text[:LONGEST_EDIT], old, locale)
        if made is None:
            return None
        operation, new, changed = made
        local, _, domain = new.partition("@")
        reading = judged(local, domain, locale)
        return msgspec.structs.replace(
            reading, operation=operation, changed=_part_spoken(changed, 2), level=2
        )

    def volunteered(self, text: str, context: Context) -> Reading:
        """Find an address in a turn about something else: one with a known or written domain."""
        found = re.search(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text)
        reading = read_turn(found.group(), "", context.locale) if found else Reading()
        return reading if reading.value is not None else Reading()

    def keyed(self, keys: str, context: Context) -> Reading:
        """Addresses are not typed."""
        del keys, context
        return Reading()

    def spoken(self, value: str, level: int, context: Context) -> str:
        """Return an address as words: the local part spelled, a known domain as a word."""
        local, _, domain = value.partition("@")
        return f"{_part_spoken(local, level)}, at {_domain_spoken(domain, level, context.locale)}"

    def pieces(self, buffer: str) -> str:
        """Return the part so far, spelled."""
        local, at, domain = buffer.partition("@")
        said = _part_spoken(local, 2)
        return f"{said}, at {domain.replace('.', ' dot ')}".rstrip() if at else said

    def hints(self, context: Context) -> tuple[str, ...]:
        """The words of an address and the usual providers."""
        return context.locale.words["hints.email"]


def _part_spoken(part: str, level: int) -> str:
    said = [
        SIGN_WORDS[piece] if piece in SIGN_WORDS else spelling.spoken(piece, level)
        for piece in JOIN.findall(part)
    ]
    return ", ".join(said)


def _domain_spoken(domain: str, level: int, locale: Locale) -> str:
    if domain in email_domain.known(locale):
        return domain.replace(".", " dot ")
    name, *rest = domain.split(".")
    said = [spelling.spoken(name, level) if name.isalnum() else _part_spoken(name, level)]
    said += [label if label in SAID_LABELS else spelling.spoken(label, level) for label in rest]
    return ", dot ".join(said)


def _proposed(text: str, state: FieldState, locale: Locale) -> Reading:
    """Take the answer to "is that gmail dot com?"."""
    local = state.buffer.partition("@")[0]
    whole = read_turn(text, "", locale)
    if whole.value is not None:
        return whole
    answer = judge(text, locale).answer
    if answer is Answer.YES:
        return judged(local, state.asking.partition(":")[2], locale)
    said = joined_signs(pieces(text, locale))
    if said.startswith(".") and state.asking.endswith(said):
        return judged(local, state.asking.partition(":")[2], locale)
    again = read_turn(text, f"{local}@", locale)
    if again.value is not None:
        return again
    if answer is Answer.NO:
        return Reading(buffer=f"{local}@", outlook=Outlook.PREFIX)
    return Reading(buffer=state.buffer, outlook=Outlook.OPEN, asking=state.asking)
