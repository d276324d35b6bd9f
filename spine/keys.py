"""One key for each call's subject: destroying it erases what they said, everywhere, at once.

Keys are files, each wrapped (RFC 3394) by a key of the installation that is made on first use.
"""

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

from spine.errors import EnvironmentNeedsError, RequestError
from spine.files import make_folder, sync_folder, write_once
from spine.home import safe_name
from spine.ids import CallId
from spine.sealing import KEY_BYTES, Sealer, SubjectKey

WRAPPING_KEY: Final = ".installation"
"""File of the installation's own key. Back it up apart from the log; without it all is sealed."""


class KeyMissingError(RequestError):
    """There is neither a key nor a tombstone."""

    code = "key.missing"


class KeyErasedError(RequestError):
    """The key was destroyed on purpose."""

    code = "key.erased"

    def __init__(self, call: CallId, erased_at: str) -> None:
        super().__init__(f"what was said in call {call} was erased at {erased_at}")
        self.erased_at = erased_at


class KeyUnreadableError(EnvironmentNeedsError):
    """The installation's key is not the one that wrapped this."""

    code = "key.unreadable"


def _now() -> datetime:
    return datetime.now(UTC)


class KeyRing:
    """The keys of an installation, in one folder (`Home.keys`)."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = _now) -> None:
        self._folder = folder
        self._now = now

    def make(self, call: CallId) -> Sealer:
        """Return what seals a call with its key, made durable first where there is none.

        Raises:
            KeyErasedError: If it was destroyed: a call is never begun again.
        """
        self._refuse_erased(call)
        fresh = secrets.token_bytes(KEY_BYTES)
        wrapping = self._wrapping_key()
        return self._unwrap(call, write_once(self._path(call), aes_key_wrap(wrapping, fresh)))

    def find(self, call: CallId) -> Sealer:
        """Return what opens a call with its key.

        Raises:
            KeyErasedError: If it was destroyed.
            KeyMissingError: If there never was one here.
        """
        self._refuse_erased(call)
        try:
            wrapped = self._path(call).read_bytes()
        except FileNotFoundError as exc:
            raise KeyMissingError(f"there is no key for call {call} in this installation") from exc
        return self._unwrap(call, wrapped)

    def erased_at(self, call: CallId) -> str | None:
        """Return when a call's key was destroyed, ISO 8601 in UTC, if it was."""
        try:
            return self._tombstone(call).read_text("ascii")
        except FileNotFoundError:
            return None

    def destroy(self, call: CallId) -> str:
        """Destroy a call's key for good; return when that was done. Again: when it was first.

        The tombstone is durable before the key goes, so a crash between both reads as erased.
        """
        at = self._now().isoformat(timespec="seconds")
        at = write_once(self._tombstone(call), at.encode()).decode()
        path = self._path(call)
        if path.exists():
            _overwrite(path)
            path.unlink()
            sync_folder(self._folder)
        return at

    def _refuse_erased(self, call: CallId) -> None:
        if (at := self.erased_at(call)) is not None:
            raise KeyErasedError(call, at)

    def _path(self, call: CallId) -> Path:
        return self._folder / f"{safe_name(call)}.key"

    def _tombstone(self, call: CallId) -> Path:
        return self._folder / f"{safe_name(call)}.erased"

    def _wrapping_key(self) -> bytes:
        make_folder(self._folder)
        return write_once(self._folder / WRAPPING_KEY, secrets.token_bytes(KEY_BYTES))

    def _unwrap(self, call: CallId, wrapped: bytes) -> Sealer:
        try:
            return Sealer(SubjectKey(aes_key_unwrap(self._wrapping_key(), wrapped)))
        except (InvalidUnwrap, ValueError) as exc:
            raise KeyUnreadableError(
                f"the key of call {call} was wrapped by another installation's key;"
                f" put that back as {WRAPPING_KEY} in the keys folder"
            ) from exc


def _overwrite(path: Path) -> None:
    """Best effort against a plain undelete; the promise is that no copy was ever made."""
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
