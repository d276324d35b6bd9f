"""What every try is made with, put together once by the process."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from spine.home import Home
from spine.log.call_log import CallLog
from workflows.mail.port import Mailer
from workflows.retry import WAITS_S


def _now() -> datetime:
    return datetime.now(UTC)


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """The log, the state folder and the way out."""

    home: Home
    log: CallLog
    mailer: Mailer
    sender: str
    public_url: str = ""
    """What links begin with; empty: letters have none."""
    waits_s: tuple[float, ...] = WAITS_S
    now: Callable[[], datetime] = _now
