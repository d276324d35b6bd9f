"""Seals a personal event whole, so that destroying one key erases one person and no figure.

AES-256-GCM-SIV with a nonce made of the event's place: the same event is the same bytes, which a
replay needs, and a nonce used twice (a tail written anew after a crash) gives nothing away but
whether both were equal.
"""

from base64 import b64decode, b64encode
from typing import Final, NewType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from spine.errors import BrokenPromiseError
from spine.ids import EventId

SubjectKey = NewType("SubjectKey", bytes)
"""32 bytes; one for each call's subject."""

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


class SealBrokenError(BrokenPromiseError):
    """A sealed payload is not what was sealed here, or the key is another one."""

    code = "seal.broken"

    def __init__(self, place: EventId) -> None:
        super().__init__(
            f"the sealed payload of event {place} was changed, moved or needs another key"
        )


class Sealer:
    """Seals and opens payloads with one subject's key; bound to place and type."""

    def __init__(self, key: SubjectKey) -> None:
        self.key: Final = key
        self._cipher = AESGCMSIV(key)

    def seal(self, place: EventId, kind: str, plain: bytes) -> str:
        """Return the sealed payload, base64; the same for the same arguments."""
        return b64encode(
            self._cipher.encrypt(_nonce(place), plain, _bound_to(place, kind))
        ).decode()

    def open(self, place: EventId, kind: str, sealed: str) -> bytes:
        """Return what `seal` was given.

        Raises:
            SealBrokenError: If anything differs: payload, place, type or key.
        """
        try:
            secret = b64decode(sealed, validate=True)
            return self._cipher.decrypt(_nonce(place), secret, _bound_to(place, kind))
        except (InvalidTag, ValueError) as exc:
            raise SealBrokenError(place) from exc


def _nonce(place: EventId) -> bytes:
    return int(place.rpartition("/")[2]).to_bytes(NONCE_BYTES, "big")


def _bound_to(place: EventId, kind: str) -> bytes:
    return f"{place} {kind}".encode()
