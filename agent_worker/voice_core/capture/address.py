"""A street address: unit, number, street, suburb, state and postcode, asked for part by part."""

import re
from typing import Final

import msgspec

from agent_worker.voice_core.capture import address_named, address_note, address_parts, gazetteer
from agent_worker.voice_core.capture.address_parse import parse
from agent_worker.voice_core.capture.address_parts import (
    EMPTY,
    STATES,
    Parts,
    kept,
    merged,
    printed,
    spoken,
    written,
)
from agent_worker.voice_core.capture.address_words import (
    ends_with_state,
    number_ending,
    split,
    street_types,
)
from agent_worker.voice_core.capture.consent import Answer, judge
from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook
from agent_worker.voice_core.capture.grammar import Plan, Reading
from agent_worker.voice_core.capture.name_words import PHRASE, likeness, with_letter
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import phrases
from agent_worker.voice_core.locale.tokens import plain

VALUE: Final = re.compile(
    r"(?:Level (?P<level>\w+), )?"
    r"(?:Lot (?P<lot>\w+)|(?:(?P<unit>\w+)/)?(?P<number>\w+)(?:-(?P<to>\w+))?)"
    r" (?P<line>.+), (?P<suburb>[^,]+) (?P<state>[A-Z]{2,3}) (?P<postcode>\d{4})"
)
SEAM: Final = r", (?=[^,]+, [^,]+, [^,]+$)"
"""Before the suburb: nothing but state and postcode follows it."""
LARGE_UNIT: Final = 100
CLOSE: Final = 0.75


class Address:
    """The grammar of street addresses."""

    plan = Plan(
        name="address", failure="address_partial", seam=SEAM, typed=(("postcode", 4), ("number", 0))
    )

    def read(self, text: str, state: FieldState, context: Context) -> Reading:
        """Read a turn as an address, or as the parts that `state.buffer` lacks."""
        locale = context.locale
        held = kept(state.buffer)
        said = plain(text)
        if phrases(locale, "address.po_box").search(said):
            return _problem(held, "address_po_box", "")
        noted = address_note.read(text, state.asking, held, locale)
        if noted is not None:
            return noted
        new = _answer(text, state.asking, held, locale)
        if new == EMPTY:
            return Reading(buffer=state.buffer, outlook=Outlook.EMPTY, asking=state.asking)
        return _resolved(merged(held, new), context)

    def repair(self, text: str, state: FieldState, context: Context) -> Reading | None:
        """Read a turn as a correction of the address that was read back."""
        locale = context.locale
        old = _of_value(state.value or "", locale)
        new = address_named.read(text, old, locale) or _corrected(text, old, locale)
        if new == EMPTY or merged(old, new) == old:
            return None
        made = merged(old, new)
        if not made.postcode and old.postcode in _codes(made, locale):
            made = msgspec.structs.replace(made, postcode=old.postcode)
        reading = _resolved(made, context)
        changed = spoken(msgspec.structs.replace(new, spelled=False, suburb=_title(new, locale)), 1)
        return msgspec.structs.replace(reading, operation="part", changed=changed)

    def volunteered(self, text: str, context: Context) -> Reading:
        """Find a whole address in a turn about something else."""
        reading = _resolved(parse(text, context.locale), context)
        return reading if reading.value is not None else Reading()

    def keyed(self, keys: str, context: Context) -> Reading:
        """Only the parts that are asked for are typed: `read` takes them."""
        del keys, context
        return Reading()

    def spoken(self, value: str, level: int, context: Context) -> str:
        """Return an address as words."""
        return spoken(_of_value(value, context.locale), level)

    def pieces(self, buffer: str) -> str:
        """Return the parts so far as words."""
        return spoken(kept(buffer), 1)

    def hints(self, context: Context) -> tuple[str, ...]:
        """Street types and states."""
        return context.locale.words["hints.address"]


def _title(parts: Parts, locale: Locale) -> str:
    return gazetteer.title(parts.suburb, locale) if parts.suburb else ""


def _codes(parts: Parts, locale: Locale) -> tuple[str, ...]:
    held = gazetteer.states(gazetteer.bare(parts.suburb), locale)
    return held.get(parts.state, ())


def _of_value(value: str, locale: Locale) -> Parts:
    """Return the parts of an address in its normal form."""
    found = VALUE.fullmatch(value)
    if found is None:
        return EMPTY
    held = {name: text or "" for name, text in found.groupdict().items() if name != "line"}
    street, _, kind = found["line"].rpartition(" ")
    if kind.casefold() in {"north", "south", "east", "west"}:
        street, _, before = street.rpartition(" ")
        kind = f"{before} {kind}"
    if kind.split()[0].casefold() not in street_types(locale) or not street:
        street, kind = found["line"], ""
    return msgspec.convert({**held, "street": street, "kind": kind}, Parts)


def _answer(text: str, asking: str, held: Parts, locale: Locale) -> Parts:
    """Read a turn in the light of the part that was asked for."""
    placed = _place(text, asking, locale)
    if placed is not None:
        return placed
    if asking.startswith("unit:"):
        answer = judge(text, locale).answer
        if answer is Answer.YES:
            _, unit, house = asking.split(":")
            return Parts(unit=unit, number=house)
    kinds = [street_types(locale).get(word.text) for word in split(text)]
    if asking == "kind" and any(kinds):
        return Parts(street=held.street, kind=next(kind for kind in kinds if kind))
    new = parse(_affirmed(text, locale) if held.street else text, locale)
    if asking == "number" and new.number and held.street and len(new.street) == 1:
        return msgspec.structs.replace(new, number=new.number + new.street, street="")
    if asking == "street" and not new.street and new.suburb and not held.street:
        return msgspec.structs.replace(new, street=gazetteer.title(new.suburb, locale), suburb="")
    return new


def _place(text: str, asking: str, locale: Locale) -> Parts | None:
    """Read a postcode, or the city that the suburb is near, where one of these was asked for."""
    words = split(text)
    number = number_ending(words, locale)
    if asking == "postcode" and (number.digits or text.isdecimal()):
        return Parts(postcode=number.digits or text)
    if asking in {"state", "suburb"} and number.digits and number.used == len(words):
        return Parts(postcode=number.digits)
    city, _ = ends_with_state(words, locale, "city_") if asking == "state" else ("", 0)
    return Parts(state=city) if city else None


def _affirmed(text: str, locale: Locale) -> str:
    """Drop what is denied: "thirty not twenty" says thirty."""
    parts = re.split(r"\b(?:not|instead of|rather than)\b", plain(text))
    if len(parts) == 1:
        return text
    typed = any(word.text in street_types(locale) for word in split(parts[0]))
    return parts[0] if typed or parse(parts[0], locale) != EMPTY else parts[1]


def _corrected(text: str, old: Parts, locale: Locale) -> Parts:
    said = plain(text)
    about_letter = PHRASE.search(said)
    if about_letter:
        named = _named_alike(PHRASE.sub(" ", said), old.street.split())
        street = named or with_letter(old.street.split(), said)
        if street:
            return Parts(street=" ".join(street), kind=old.kind, spelled=True)
    text = _affirmed(text, locale)
    words = split(text)
    kinds = [street_types(locale).get(word.text) for word in words]
    new = parse(text, locale)
    if new == EMPTY and any(kinds):
        return Parts(street=old.street, kind=next(kind for kind in kinds if kind))
    ending = number_ending(words, locale).digits
    if new.number and not new.street and ending in _codes(old, locale):
        return Parts(postcode=ending)
    return new


def _named_alike(said: str, street: list[str]) -> list[str]:
    """Take the word itself when the recogniser wrote it: "Clarke with an e"."""
    for word in split(said):
        for at, part in enumerate(street):
            if word.text != part.casefold() and likeness(word.text, part) >= CLOSE:
                return [*street[:at], word.text.capitalize(), *street[at + 1 :]]
    return []


def _problem(parts: Parts, phrase: str, asking: str, **slots: str) -> Reading:
    """Keep the parts and ask for what is missing."""
    return Reading(
        buffer=written(parts),
        outlook=Outlook.PREFIX,
        problem=phrase,
        asking=asking,
        slots=tuple(slots.items()),
    )


def _resolved(parts: Parts, context: Context) -> Reading:
    """Complete an address from the gazetteer, or say which part to ask for."""
    if address_note.lacks_number(parts):
        return address_note.noted(parts)
    missing = _missing_front(parts)
    if missing is not None:
        return missing
    if _lacks_kind(parts, context.locale):
        return _problem(parts, "address_kind", "kind")
    if not parts.suburb:
        return _problem(parts, "address_suburb", "suburb")
    return _placed(parts, context)


def _placed(parts: Parts, context: Context) -> Reading:
    """Settle state and postcode of a suburb, or ask for the one that is open."""
    name = gazetteer.bare(parts.suburb)
    held = gazetteer.states(name, context.locale)
    state = parts.state
    if not state:
        fitting = [one for one in held if not parts.postcode or parts.postcode in held[one]]
        fitting = [context.state] if len(fitting) > 1 and context.state in fitting else fitting
        if len(fitting) != 1:
            return _ask_state(parts, fitting or list(held))
        state = fitting[0]
    codes = held.get(state, ())
    other = "" if codes or parts.fuzzy else _other_suburb(name, state, context.locale)
    if other:
        return _placed(msgspec.structs.replace(parts, suburb=other, fuzzy=True), context)
    if not codes or (parts.postcode and parts.postcode not in codes):
        unsure = msgspec.structs.replace(parts, suburb="", state="", postcode="")
        return _problem(unsure, "address_conflict", "suburb")
    if not parts.postcode and len(codes) > 1:
        settled = msgspec.structs.replace(parts, state=state)
        return _problem(settled, "address_postcode", "postcode")
    title = gazetteer.title(name, context.locale)
    return _whole(parts, title, state, parts.postcode or codes[0])


def _other_suburb(name: str, state: str, locale: Locale) -> str:
    """Return the suburb that was meant where its state has none of that name: "New Town NSW"."""
    joined = name.replace(" ", "")
    if state in gazetteer.states(joined, locale):
        return joined
    return gazetteer.fuzzy(name, locale, state)


def _whole(parts: Parts, suburb: str, state: str, postcode: str) -> Reading:
    guessed = {"suburb": parts.fuzzy, "state": not parts.state, "postcode": not parts.postcode}
    whole = msgspec.structs.replace(parts, suburb=suburb, state=state, postcode=postcode)
    open_ended = guessed["state"] and guessed["postcode"]
    return Reading(
        value=printed(whole),
        outlook=Outlook.OPEN if open_ended else Outlook.COMPLETE,
        inferred=tuple(part for part, is_guess in guessed.items() if is_guess),
        level=2 if parts.fuzzy or parts.spelled else 1,
    )


def _ask_state(parts: Parts, states: list[str]) -> Reading:
    named = [STATES[state] for state in states[:3]]
    either = " or ".join(named)
    return _problem(parts, "address_state", "state", states=either)


def _missing_front(parts: Parts) -> Reading | None:
    if parts.unit and not parts.number and not parts.lot and parts.street:
        if parts.unit.isdecimal() and int(parts.unit) >= LARGE_UNIT:
            unit, house = parts.unit[:1], parts.unit[1:].lstrip("0")
            unsure = msgspec.structs.replace(parts, unit="")
            said = {
                "unit": address_parts.number_spoken(unit),
                "number": address_parts.number_spoken(house),
            }
            return _problem(unsure, "address_unit", f"unit:{unit}:{house}", **said)
        return _problem(parts, "address_number", "number")
    if not parts.street:
        asked = "address_street" if parts.number or parts.lot else "address_whole_street"
        return _problem(parts, asked, "street")
    if not parts.number and not parts.lot:
        return _problem(parts, "address_number", "number")
    return None


def _lacks_kind(parts: Parts, locale: Locale) -> bool:
    """Whether "street", "road" or the like is missing: only some streets have none."""
    return not parts.kind and parts.street.casefold() not in locale.words["address.untyped"]
