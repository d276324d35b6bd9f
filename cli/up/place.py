"""One installation is up once: the lock that says so, and the file that tells others where."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from spine.errors import EnvironmentNeedsError, RequestError
from spine.files import make_folder, replace_file
from spine.home import Home

NEEDED_MB: Final = 500
"""Less than that on the disk, and a day's calls may not fit."""
CONFLICT: Final = 4
_MB: Final = 1_000_000

Tables = Mapping[str, Mapping[str, str | int]]


class AlreadyUpError(RequestError):
    """This state folder is in use by another `up`."""

    code = "up.already"
    exit_code = CONFLICT


class Held:
    """What the one that is up may do with its state folder."""

    def __init__(self, home: Home, lock: int) -> None:
        """Keep the lock's descriptor: the lock lives as long as it does, or we do."""
        self._home = home
        self._lock = lock

    def tell_others(self, address: str, tables: Tables) -> None:
        """Write where we are: for a second `up`, and as settings for every other command."""
        said = json.dumps({"pid": os.getpid(), "address": address}).encode()
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, said, 0)
        replace_file(self._home.run_file, _toml(tables).encode(), durable=False)

    def let_go(self) -> None:
        """Leave nothing to others; for whoever ends without unwinding."""
        self._home.run_file.unlink(missing_ok=True)


@contextmanager
def alone(home: Home) -> Iterator[Held]:
    """Take the state folder for as long as the block lasts.

    Raises:
        AlreadyUpError: Naming the other, and its address.
        EnvironmentNeedsError: If the folder can't be used or its disk is nearly full.
    """
    _usable(home)
    lock = _try_lock(home)
    if lock is None:
        raise AlreadyUpError(_who_is_up(home))
    try:
        os.ftruncate(lock, 0)
        os.pwrite(lock, json.dumps({"pid": os.getpid()}).encode(), 0)
        home.run_file.unlink(missing_ok=True)  # of one that was killed
        yield Held(home, lock)
    finally:
        home.run_file.unlink(missing_ok=True)
        os.close(lock)


def forget_what_was_killed(home: Home) -> bool:
    """Remove what an `up` that was killed told others; say whether there was any."""
    if not home.run_file.exists() or (lock := _try_lock(home)) is None:
        return False
    try:
        home.run_file.unlink(missing_ok=True)
    finally:
        os.close(lock)
    return True


def _usable(home: Home) -> None:
    try:
        make_folder(home.root)
        probe = home.root / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as exc:
        raise EnvironmentNeedsError(
            f"the state folder {home.root} can't be used ({exc.strerror}): make it a folder that "
            "you may write to, or name another with --home"
        ) from exc
    free = shutil.disk_usage(home.root).free
    if free < NEEDED_MB * _MB:
        raise EnvironmentNeedsError(
            f"{free // _MB} MB are free on the disk of {home.root}, where calls are kept, and at "
            f"least {NEEDED_MB} MB are needed: make room, or name another folder with --home"
        )


def _try_lock(home: Home) -> int | None:
    lock = os.open(home.root / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _who_is_up(home: Home) -> str:
    try:
        said = json.loads((home.root / "up.lock").read_bytes())
    except (OSError, ValueError):
        said = {}
    pid, address = said.get("pid", "?"), said.get("address")
    at = f"at {address}" if address else "and is still starting"
    return (
        f"{home.root} is already up (process {pid}) {at}: use that one, stop it with Ctrl-C or "
        f"`kill {pid}`, or name another folder with --home"
    )


def _toml(tables: Tables) -> str:
    return "".join(
        f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
        for name, table in tables.items()
    )
