"""What can be wrong with a configuration: one stable code for each kind of mistake.

A code is never used again for something else. `tests/unit/golden/diagnostics` shows every one.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final, Literal

import msgspec

Severity = Literal["error", "warning"]

TITLES: Final = MappingProxyType(
    {
        "SF1001": "the file is too large",
        "SF1002": "the file is not text",
        "SF1003": "a character that cannot be seen or said",
        "SF1004": "the YAML cannot be read",
        "SF1005": "anchors and aliases are not used here",
        "SF1006": "tags are not used here",
        "SF1007": "merge keys are not used here",
        "SF1008": "a key appears twice",
        "SF1009": "the file does not hold one document",
        "SF1010": "nested too deeply",
        "SF1011": "a key must be plain text",
        "SF1012": "the JSON cannot be read",
        "SF1013": "not a number",
        "SF1014": "the file cannot be opened",
        "SF1101": "unknown key",
        "SF1102": "missing key",
        "SF1103": "wrong type",
        "SF1104": "nothing where a value is needed",
        "SF1105": "not one of the choices",
        "SF1106": "wrong form",
        "SF1107": "too short or too long",
        "SF1108": "too few or too many",
        "SF1109": "number out of range",
        "SF1110": "unknown schema version",
        "SF1201": "a name is used twice",
        "SF1202": "a phone number is listed twice",
        "SF1203": "unknown primitive",
        "SF1204": "the core version cannot do this yet",
        "SF1205": "look-alike letters",
        "SF1206": "a name that cannot be spoken",
        "SF1207": "not an Australian number that can be dialled",
        "SF1208": "a reserved name",
        "SF1209": "a condition that cannot be read",
        "SF1210": "a name that stands for nothing",
        "SF1211": "a value that never comes up",
        "SF1212": "a comparison that cannot be made",
        "SF1213": "a circle",
        "SF1214": "windows that overlap",
        "SF1215": "a window that does not end",
        "SF1216": "a day that does not exist",
        "SF1217": "the wrong order of days",
        "SF1219": "a call that would come back to us",
        "SF1221": "too little to choose from",
        "SF1222": "an unknown template",
        "SF1223": "an unknown toggle",
        "SF1224": "a price band upside down",
        "SF1225": "a secret in the open",
        "SF1226": "an instruction to a model",
        "SF1227": "one word for two things",
        "SF1228": "a call without an objective",
        "SF1230": "a trigger that never fires",
        "SF1231": "a place that does not exist",
        "SF1232": "one name for several places",
        "SF1233": "a slot that cannot be filled",
        "SF1234": "a key that this kind of field has no use for",
        "SF1235": "one shape twice",
        "SF1301": "nobody can be called back",
        "SF1302": "many questions",
        "SF1303": "the way to call back is optional",
        "SF1304": "a contact who can never be rung",
        "SF1305": "a price that has expired",
        "SF1306": "a required e-mail address",
        "SF1307": "bookings without hours",
        "SF1308": "a place that cannot be out of reach",
    }
)
WARNINGS: Final = frozenset(code for code in TITLES if code.startswith("SF13"))
"""Legal but unwise."""


class Diagnostic(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One mistake, where it is, and how to mend it."""

    pointer: str
    """JSON pointer of the offending value (RFC 6901); `""` is the whole document."""
    code: str
    message: str
    """One sentence."""
    cure: str
    """What to do, in one sentence."""
    at_key: bool = False
    """Whether the key itself, not its value, is the mistake."""

    @property
    def severity(self) -> Severity:
        """Return `warning` where a graph is compiled all the same."""
        return "warning" if self.code in WARNINGS else "error"

    @property
    def anchor(self) -> str:
        """Return the place in docs/reference/ that explains this code."""
        return f"docs/reference/diagnostics.md#{self.code.lower()}"


def child(pointer: str, key: str | int) -> str:
    """Return the pointer of a value inside the value at `pointer`."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def inside(pointer: str, parent: str) -> bool:
    """Tell whether `pointer` is `parent` or something within it."""
    return pointer == parent or pointer.startswith(parent + "/")


def one_of(choices: Iterable[str]) -> str:
    """Return the choices as the end of an English sentence."""
    names = [f"`{choice}`" for choice in choices]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


def nearest(given: str, known: Iterable[str]) -> str:
    """Return the known name that was probably meant, or nothing."""
    near = get_close_matches(given.lower()[:60], tuple(known), n=1, cutoff=0.6)
    return near[0] if near else ""


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """Return a cure: the nearest known name, else all of them."""
    known = tuple(known)
    near = nearest(given, known)
    return f"did you mean `{near}`?" if near else f"use {one_of(known)}."
