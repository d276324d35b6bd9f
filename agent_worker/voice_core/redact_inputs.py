"""Every input passes here before it is recorded or stepped: card numbers go no further."""

from typing import Any

import msgspec

from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.redaction import Memory, redact, redact_key
from spine.events.inputs import AnyInput, FinalHeard, KeyPressed, PartialHeard


def redact_input(happening: AnyInput, memory: Memory, locale: Locale) -> tuple[AnyInput, Memory]:
    """Return an input as it may be kept, and what to remember for the next one.

    A partial is looked at with the memory of finals only: its words come again.
    """
    match happening:
        case PartialHeard(text=text):
            clean, _ = redact(text, memory, locale)
            return _replaced(happening, text=clean), memory
        case FinalHeard(texts=texts) if texts:
            cleaned = [redact(text, memory, locale) for text in texts]
            kept = tuple(clean for clean, _ in cleaned)
            return _replaced(happening, texts=kept), cleaned[0][1]
        case KeyPressed(key=pressed):
            key, memory = redact_key(pressed, memory)
            return _replaced(happening, key=key), memory
        case _:
            return happening, memory


def _replaced(happening: AnyInput, **changed: Any) -> AnyInput:
    return msgspec.structs.replace(happening, **changed)
