"""Writes files so that a crash leaves the old one or the new one, never half of one."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

HALF: Final = ".new-"
"""What the name of an unfinished file begins with."""


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, that only we can read and that survive a power loss."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for new in reversed(missing):
        new.mkdir(mode=0o700, exist_ok=True)
        sync_folder(new.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: syncing a file does not sync its name."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Put content where a file is, or none is yet: readers see the old one or the new one, whole.

    One writer at a time. `durable`: it outlives a power loss too, for the price of two syncs.
    """
    half = path.with_name(f"{HALF}{path.name}")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        if durable:
            os.fsync(file.fileno())
    half.replace(path)
    if durable:
        sync_folder(path.parent)


def write_once(path: Path, content: bytes) -> bytes:
    """Put content at a path unless something is there already; return what is there now."""
    make_folder(path.parent)
    with NamedTemporaryFile(dir=path.parent, prefix=HALF) as new:
        new.write(content)
        new.flush()
        os.fsync(new.fileno())
        try:
            os.link(new.name, path)
        except FileExistsError:
            return path.read_bytes()
    sync_folder(path.parent)
    return content
