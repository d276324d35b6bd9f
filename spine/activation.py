"""What each tenant's calls are held with now, as files: answering a call needs no database.

A copy, made from the log (`spine.deployment`): a file for each tenant under `home.active`. The log
is right where they differ, and the folder is made again from it.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec

from spine.errors import EnvironmentNeedsError
from spine.files import HALF, make_folder, replace_file, sync_folder
from spine.home import Home, safe_name
from spine.ids import TenantId

Config = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Version = Annotated[int, msgspec.Meta(ge=1)]
Number = Annotated[str, msgspec.Meta(pattern=r"^\+[1-9][0-9]{7,14}$")]
Tell = Callable[[str], None]


class ActiveFolderError(EnvironmentNeedsError):
    """The folder of active configurations cannot be used."""

    code = "activation.folder"

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"{folder} cannot be used ({why}): make it ours to write, or move it away")


class Active(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What new calls to a tenant's numbers are held with."""

    tenant: TenantId
    config: Config
    """The graph's id: its bytes are kept in `home.configs` (`spine.artefacts.find_graph`)."""
    version: Version
    numbers: tuple[Number, ...]
    name: str
    """The business's."""


def active_stamp(home: Home) -> int:
    """Return a number that changes with the folder; take it before `read_active`, never after."""
    try:
        return home.active.stat().st_mtime_ns
    except OSError:
        return 0


def read_active(home: Home, tell: Tell = lambda _: None) -> tuple[Active, ...]:
    """Return what is active, by tenant. Nothing that stands in the folder makes this raise.

    A file that is half written, not ours, or claims a number that another has is left out, and
    `tell` is given the reason.
    """
    found: list[Active] = []
    owners: dict[str, TenantId] = {}
    for path in sorted(home.active.glob("[!.]*.json")):
        row = _read(path, tell)
        taken = None if row is None else next((owners[n] for n in row.numbers if n in owners), None)
        if taken is not None:
            tell(f"{path} is left out: it claims a number of {taken}")
        elif row is not None:
            owners |= dict.fromkeys(row.numbers, row.tenant)
            found.append(row)
    return tuple(found)


def write_active(home: Home, rows: Sequence[Active]) -> None:
    """Make the folder agree with the rows; each file is the old one or the new one, never half.

    Tenants that go, or that give a number up, go first: no reader sees a number at two tenants.

    Raises:
        ActiveFolderError: If the folder cannot be written.
    """
    update_active(home, lambda: rows)


def update_active(home: Home, read: Callable[[], Sequence[Active]]) -> tuple[Active, ...]:
    """Make the folder agree with what `read` returns; one process at a time, `read` included.

    Raises:
        ActiveFolderError: If the folder cannot be written.
    """
    try:
        make_folder(home.active)
        with _alone(home.active):
            rows = tuple(read())
            _agree(home, {row.tenant: row for row in rows})
    except OSError as exc:
        raise ActiveFolderError(home.active, exc.strerror or type(exc).__name__) from exc
    return rows


def _agree(home: Home, wanted: dict[TenantId, Active]) -> None:
    before_ns = active_stamp(home)
    for litter in home.active.glob(f"{HALF}*"):
        litter.unlink()
    there = {row.tenant: row for row in read_active(home)}
    changed = [row for row in wanted.values() if there.get(row.tenant) != row]
    for path in home.active.glob("[!.]*.json"):
        if path.stem not in wanted:
            path.unlink()
    for row in sorted(changed, key=lambda row: _gains(row, there.get(row.tenant))):
        path = home.active / f"{safe_name(row.tenant)}.json"
        replace_file(path, msgspec.json.encode(row))
    sync_folder(home.active)  # of those that went
    # the file system's clock ticks in milliseconds: a change within one would go unseen
    now_ns = max(time.time_ns(), before_ns + 1)
    os.utime(home.active, ns=(now_ns, now_ns))


def _gains(row: Active, before: Active | None) -> bool:
    return not (before is not None and set(row.numbers) <= set(before.numbers))


def _read(path: Path, tell: Tell) -> Active | None:
    try:
        row = msgspec.json.decode(path.read_bytes(), type=Active)
    except (OSError, ValueError, RecursionError) as exc:
        tell(f"{path} is left out: {exc}")
        return None
    if path.stem != row.tenant:
        tell(f"{path} is left out: it is named after another tenant")
        return None
    return row


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; it is let go when the process ends, however it ends."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
