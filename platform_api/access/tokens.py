"""Secrets that are handed out: random, and kept only as a hash."""

import secrets
import zlib
from hashlib import sha256
from typing import Final

PREFIX: Final = "sf"
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
RANDOM_DIGITS: Final = 43
"""In base 62: 256 bits."""
CHECK_DIGITS: Final = 6
LONGEST: Final = 200
"""A longer one is none of ours, whatever it is."""


def new_token() -> str:
    """Return 256 random bits that may stand in an address."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what is kept of a secret. It is random throughout, so one SHA-256 is enough."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def csrf_of(session: str) -> str:
    """Return what a session's own page proves itself with; no one else can name it."""
    return sha256(f"csrf:{session}".encode("utf-8", "surrogatepass")).hexdigest()


def new_key() -> str:
    """Return `sf_<random>_<checksum>`: a scanner of leaked secrets knows it at sight."""
    random = "".join(secrets.choice(_ALPHABET) for _ in range(RANDOM_DIGITS))
    return f"{PREFIX}_{random}_{_checksum(random)}"


def well_formed(key: str) -> bool:
    """Say whether this can be a key of ours, before anything is looked up."""
    if len(key) > LONGEST or not key.isascii():
        return False
    prefix, _, rest = key.partition("_")
    random, _, checksum = rest.partition("_")
    return prefix == PREFIX and len(random) == RANDOM_DIGITS and checksum == _checksum(random)


def _checksum(random: str) -> str:
    number, digits = zlib.crc32(random.encode()), ""
    for _ in range(CHECK_DIGITS):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
