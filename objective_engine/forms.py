"""The forms that texts of a configuration must have, each with how to say it."""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import inspect as shape

NUMBER: Final = "^\\+61[0-9]{6,10}$"
NATIONAL: Final = re.compile(r"(?:\+?61)?0?([23478]\d{8}|1[38]00\d{6}|13\d{4})", re.ASCII)
"""A number as people write it, without spaces and signs."""
WORDS: Final[Mapping[str, str]] = {
    "^[a-z][a-z0-9-]{1,38}[a-z0-9]$": (
        "use 3 to 40 lower-case letters, digits and hyphens, beginning with a letter."
    ),
    "^[a-z][a-z0-9_]{0,29}$": (
        "use up to 30 lower-case letters, digits and underscores, beginning with a letter."
    ),
    NUMBER: "write an Australian number with country code and no spaces, such as `+61255501206`.",
    "^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$": "write it like `07:00-17:30`.",
    "^20[0-9]{2}-[0-1][0-9]-[0-3][0-9]$": "write it like `2026-12-25`, in quotation marks.",
    '^[^@\\s<>",;]{1,64}@[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63}){1,4}$': (
        "write one e-mail address, in lower case after the `@`."
    ),
    "^[0-9]{4}$": "write four digits in quotation marks.",
    "^[A-Z0-9](?: ?[A-Z0-9]){1,19}$": (
        "write `A` for a letter and `9` for a digit, 2 to 20 of them, such as `AA9 9AA`."
    ),
    "^[a-z]{2,15}(?: [a-z]{2,15}){0,2}$": (
        "write the noun alone, up to three lower-case words, such as `bedrooms`."
    ),
}


_EMPTY: Final[Mapping[type, type]] = {
    shape.VarTupleType: tuple,
    shape.DictType: dict,
    shape.BoolType: bool,
}


def form_of(pattern: str, text: str) -> str:
    """Return the sentence that describes a pattern of the schema, for somebody who wrote `text`."""
    meant = NATIONAL.fullmatch(re.sub(r"[ ().-]", "", text)) if pattern == NUMBER else None
    return f"write it as `+61{meant[1]}`." if meant else WORDS[pattern]


def has_form(pattern: str, text: str) -> bool:
    """Tell whether the whole text has the form; `$` alone would let a line break through."""
    return re.fullmatch(pattern.removeprefix("^").removesuffix("$"), text) is not None


def blank(kind: shape.Type) -> Any:
    """Return a harmless value of this kind, to go on reading with."""
    match kind:
        case shape.StructType(cls=cls, fields=fields):
            return cls(**{f.name: blank(f.type) for f in fields if f.required})
        case shape.Metadata(type=inner):
            return blank(inner)
        case shape.UnionType(types=types):
            return None if any(isinstance(t, shape.NoneType) for t in types) else blank(types[0])
        case shape.LiteralType(values=values):
            return values[0]
        case shape.IntType(ge=low):
            return low or 0
        case _:
            return _EMPTY.get(type(kind), str)()
