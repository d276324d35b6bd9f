"""Cursors of lists: opaque, signed, and good for the very list that they came from."""

import base64
import binascii
import hmac
import secrets
from hashlib import sha256
from typing import Final

import msgspec

from platform_api.problems import Refused
from spine.files import make_folder, write_once
from spine.home import Home

SIGNED_WITH: Final = ".cursors"
"""Beside the keys; whoever has it can make a cursor, and sees no more than without one."""
SIGNATURE: Final = 16
LONGEST: Final = 400

Place = tuple[int, str]


class Cursors:
    """Signs and reads places in lists."""

    def __init__(self, secret: bytes) -> None:
        """Sign with this secret."""
        self._secret = secret

    def write(self, listed: str, place: Place) -> str:
        """Return the cursor behind this place in that list (its filters are part of its name)."""
        body = msgspec.json.encode(place)
        return base64.urlsafe_b64encode(self._sign(listed, body) + body).decode().rstrip("=")

    def read(self, listed: str, cursor: str) -> Place:
        """Return the place.

        Raises:
            Refused: 400, for whatever did not come from `write` for this list.
        """
        if len(cursor) > LONGEST:
            raise _refused()
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            signature, body = raw[:SIGNATURE], raw[SIGNATURE:]
            if not hmac.compare_digest(signature, self._sign(listed, body)):
                raise _refused()
            place: Place = msgspec.json.decode(body, type=Place)
        except (binascii.Error, ValueError) as exc:
            raise _refused() from exc
        return place

    def _sign(self, listed: str, body: bytes) -> bytes:
        said = listed.encode("utf-8", "surrogatepass") + b"\0" + body
        return hmac.digest(self._secret, said, sha256)[:SIGNATURE]


def cursors_of(home: Home) -> Cursors:
    """Return this installation's cursors: they outlive a restart."""
    make_folder(home.keys)
    return Cursors(write_once(home.keys / SIGNED_WITH, secrets.token_bytes(32)))


def _refused() -> Refused:
    return Refused(400, "request.cursor", "this cursor is none of this list's: begin without one")
