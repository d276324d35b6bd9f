"""What an API is made of; whoever starts one puts it together (`platform_api.app.build_app`)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

from platform_api.access.store import Now, unix_ms
from platform_api.ports import Activate, Pulse, Replayer
from platform_api.talk.port import Talk
from platform_api.talk.rooms import RoomTalk
from spine.home import PROJECT, Home
from spine.projections.store import Views
from spine.settings import Api

DIST: Final = PROJECT / "dashboard" / "dist"


class About(msgspec.Struct, frozen=True):
    """What we are."""

    shape: Literal["embedded", "stack"]
    core: str
    """The Voice Core that new calls are held with."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What an API stands on."""

    home: Home
    views: Views
    """And the log that they are of."""
    api: Api
    """Its port is the one that is served: links are made with it."""
    about: About
    activate: Activate
    pulse: Pulse
    replay: Replayer
    talk: Talk | RoomTalk | None = None
    """How a browser is heard; None where it is not."""
    projects: bool = False
    """Keep the views up to date in this process: nobody else does in the embedded shape."""
    dist: Path = DIST
    """The built dashboard."""
    now_ms: Now = unix_ms
    now: Callable[[], datetime] = field(default=_utc_now)
