"""An address without a number: what finds it instead is kept as a note, and the field ends.

Number, street and suburb make an address; a corner and a landmark are a part of one, which a
person can still act on (`address_partial`).
"""

from typing import Final

import msgspec

from agent_worker.voice_core.capture import control
from agent_worker.voice_core.capture.address_parse import parse
from agent_worker.voice_core.capture.address_parts import Parts, written
from agent_worker.voice_core.capture.consent import Answer, judge
from agent_worker.voice_core.capture.contract import Outlook
from agent_worker.voice_core.capture.grammar import Reading
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import phrases
from agent_worker.voice_core.locale.tokens import plain, without

LANDMARK: Final = "landmark"
NOTHING: Final = "no number"
LONGEST: Final = 120
"""Characters of a note."""

replace = msgspec.structs.replace


def read(text: str, asking: str, held: Parts, locale: Locale) -> Reading | None:
    """Read a turn as what finds the place; None if it says nothing of that."""
    said = without(plain(text), locale, "filler.sound", "filler.polite")
    if asking == LANDMARK:
        return _landmark(said, text, held, locale)
    if held.note:
        return None
    if phrases(locale, "address.corner").search(said):
        new = parse(text, locale)
        placed = replace(held, suburb=new.suburb, state=new.state, postcode=new.postcode)
        kept = placed if new.suburb and not new.fuzzy else held
        return _ask(replace(kept, note=said[:LONGEST]), "address_corner")
    if phrases(locale, "address.no_number").search(said):
        return _ask(held, "address_landmark")
    return None


def _landmark(said: str, text: str, held: Parts, locale: Locale) -> Reading | None:
    new = parse(text, locale)
    if not said or new.number or new.lot or control.spot(text, locale) is not None:
        return None
    judged = judge(text, locale)
    if not judged.rest:
        has_none = judged.answer is Answer.NO
        return noted(replace(held, note=held.note or NOTHING)) if has_none else None
    note = f"{held.note}, {said}" if held.note else said
    return noted(replace(held, note=note[:LONGEST]))


def noted(parts: Parts) -> Reading:
    """End with the parts and the note, once the suburb is known."""
    if not parts.suburb:
        return _ask(parts, "address_suburb", "suburb")
    return Reading(buffer=written(parts), outlook=Outlook.OPEN, ends=True)


def lacks_number(parts: Parts) -> bool:
    """Whether a note stands where the number would."""
    return bool(parts.note) and not (parts.number or parts.lot)


def _ask(parts: Parts, phrase: str, asking: str = LANDMARK) -> Reading:
    return Reading(buffer=written(parts), outlook=Outlook.PREFIX, problem=phrase, asking=asking)
