"""How far a call's journal is on the bus: one small file beside the journal.

    journals/<call>/shipped

Taking it away sends the whole journal again; the log ignores what it has.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from spine.files import replace_file
from spine.ids import Seq
from spine.journal_file import SUFFIX

NAME: Final = "shipped"


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was acknowledged of one call."""

    topic: str
    """The topic's id: in one that was made anew nothing of this is true."""
    acked: Seq
    """All events up to this one are in the topic; 0 for none."""
    size: int = 0
    """Bytes of the journal that was over, all of it acknowledged; 0 while it may go on."""


def read_mark(folder: Path, topic: str) -> Mark:
    """Return a call's mark for a topic; one that is missing, damaged or of another says nothing."""
    with suppress(OSError, msgspec.MsgspecError, ValueError):
        mark = msgspec.json.decode((folder / NAME).read_bytes(), type=Mark)
        if mark.topic == topic:
            return mark
    return Mark(topic, Seq(0))


def write_mark(folder: Path, mark: Mark) -> None:
    """Replace a call's mark; after a crash the old or the new one stands.

    Raises:
        OSError: If it cannot be written; the old one stands.
    """
    replace_file(folder / NAME, msgspec.json.encode(mark))


def journal_size(folder: Path) -> tuple[int, float]:
    """Return a journal's bytes, and when (Unix seconds) it was last written; zeros for none.

    Raises:
        OSError: If the folder cannot be read.
    """
    size, written = 0, 0.0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(SUFFIX):
                found = entry.stat()
                size, written = size + found.st_size, max(written, found.st_mtime)
    return size, written
