"""Telephone numbers as they arrive in a call: who was dialled, who rings.

Everything here comes from a stranger's SIP headers. Nothing raises: what is no number is `None`,
and the call goes on without it.
"""

import re
from collections.abc import Mapping
from typing import Final, NewType

import msgspec

E164 = NewType("E164", str)
"""`+`, a country code and the rest: 8 to 15 digits, ASCII."""

DIALLED: Final = "sip.trunkPhoneNumber"
CALLER: Final = "sip.phoneNumber"
FORWARDED_BY: Final = "sip.h.diversion"
PRIVACY: Final = "sip.h.privacy"

LONGEST: Final = 128
"""A header value beyond that is not a number, whatever it starts with."""
_INTERNATIONAL: Final = re.compile(r"\+[1-9][0-9]{7,14}")
_PUNCTUATION: Final = re.compile(r"[ ().\-]")
_URI: Final = re.compile(r"(?:sips?|tel):([^@;>?\s]*)", re.IGNORECASE)
_NATIONAL: Final = re.compile(r"0[23478][0-9]{8}|1[38]00[0-9]{6}|13[0-9]{4}")
_HIDDEN: Final = frozenset({"anonymous", "restricted", "unavailable", "private", "unknown"})


class Parties(msgspec.Struct, frozen=True):
    """Whose call it is, as far as the carrier says."""

    dialled: E164 | None
    caller: E164 | None
    """`None` if withheld or not a number."""
    forwarded_by: E164 | None
    """The business's own number, when it forwards to us."""


def parties(attributes: Mapping[str, str]) -> Parties:
    """Read both numbers from a SIP participant's attributes."""
    withheld = "id" in re.split(r"[;,\s]+", attributes.get(PRIVACY, "")[:LONGEST].lower())
    return Parties(
        dialled=to_e164(attributes.get(DIALLED, "")),
        caller=None if withheld else to_e164(attributes.get(CALLER, "")),
        forwarded_by=to_e164(attributes.get(FORWARDED_BY, "")),
    )


def to_e164(said: str) -> E164 | None:
    """Turn one spelling of a number into its international form, read as Australian.

    Takes `02 5550 1206`, `+61255501206`, `61255501206`, `0011 61 …`, `1300 …`, `13 ….`, and any of
    them inside a `sip:` or `tel:` address. National service numbers keep their digits: 1300 975 707
    is +611300975707.
    """
    if len(said) > LONGEST or not said.isascii():
        return None
    address = _URI.search(said)
    digits = _PUNCTUATION.sub("", address.group(1) if address else said)
    if digits.lower() in _HIDDEN:
        return None
    return _international(digits)


def _international(digits: str) -> E164 | None:
    for prefix, country in (("0011", "+"), ("+610", "+61"), ("610", "+61"), ("61", "+61")):
        rest = digits.removeprefix(prefix)
        if rest != digits and not (prefix == "61" and len(rest) not in {6, 9, 10}):
            digits = country + rest
            break
    else:
        if _NATIONAL.fullmatch(digits):
            digits = "+61" + digits.removeprefix("0")
    return E164(digits) if _INTERNATIONAL.fullmatch(digits) else None
