"""How far the log has been followed: a note that may be lost, for all in it is in the log."""

from pathlib import Path
from typing import Final

import msgspec

from spine.files import make_folder, replace_file
from spine.log.call_log import CallLog
from workflows.cue import Run


class Followed(msgspec.Struct, kw_only=True):
    """Up to here every call that ended has been looked at."""

    pos: int = 0
    hash: str = ""
    """Of the event at `pos`: by it another log is known as another."""
    open: dict[str, Run] = msgspec.field(default_factory=dict)
    """What was begun up to here and has no outcome yet, by stream id."""


_decoder: Final = msgspec.json.Decoder(Followed)


def load(path: Path, log: CallLog) -> Followed:
    """Return the checkpoint; from the log's start where there is none for this very log."""
    try:
        followed = _decoder.decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError, ValueError):
        return Followed()
    last = log.after(followed.pos - 1, 1) if followed.pos else ()
    same = bool(last) and (last[0].pos, last[0].hash) == (followed.pos, followed.hash)
    return followed if same or not followed.pos else Followed()


def save(path: Path, followed: Followed) -> None:
    """Put a whole checkpoint where the old one was; a crash leaves one of both."""
    make_folder(path.parent)
    replace_file(path, msgspec.json.encode(followed), durable=False)
