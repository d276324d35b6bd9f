"""A correction that names the part it is of: "the street number is twenty one"."""

import re
from typing import Final

from agent_worker.voice_core.capture.address_parse import parse
from agent_worker.voice_core.capture.address_parts import Parts
from agent_worker.voice_core.capture.address_words import split, value
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.tokens import plain

NAMED: Final = re.compile(
    r"\b(?:(?P<unit>(?:unit|flat|apartment) number)|(?P<number>(?:(?:street|house) )?number)"
    r"|(?P<street>street(?: name)?)|(?P<postcode>post ?code))"
    r"(?:'s| is| should be| was)(?: wrong| not right| isn't right)?(?: it's| it is| it should be)?"
    r" (?!(?:wrong|not|isn't|right|correct|incorrect|fine|good|spel\w*|near|on|off|at|by|in)\b)"
    r"(?P<said>.+)"
)
WORDS: Final = 3
"""A street that is said without its type has no more."""


def read(text: str, old: Parts, locale: Locale) -> Parts | None:
    """Return the part that a correction names with what it is, None if it names none."""
    found = NAMED.search(plain(text))
    if found is None:
        return None
    said = found["said"]
    if found["street"]:
        return _street(said, old, locale)
    if found["number"]:
        whole = parse(f"{said} {old.street} {old.kind}", locale)
        return Parts(number=whole.number, to=whole.to) if whole.number else None
    digits = value(split(said), locale)
    if not digits:
        return None
    return Parts(unit=digits) if found["unit"] else Parts(postcode=digits)


def _street(said: str, old: Parts, locale: Locale) -> Parts | None:
    whole = parse(said, locale)
    if whole.street and whole.kind:
        return Parts(street=whole.street, kind=whole.kind, suburb=whole.suburb)
    words = said.split()
    if len(words) > WORDS or not all(word.replace("'", "").isalpha() for word in words):
        return None
    return Parts(street=" ".join(word.capitalize() for word in words), kind=old.kind)
