from typing import Annotated

import msgspec

from platform_api.model import Model

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Number = Annotated[str, msgspec.Meta(pattern=r"^\+[1-9][0-9]{7,14}$")]


class WantedTalk(Model, frozen=True):
    """Which business is to be rung from the browser."""

    tenant: Name
    number: Number | None = None
    """One of its numbers; its first by default."""


class SocketWay(Model, frozen=True, tag="socket", tag_field="kind"):
    """Sound goes over a WebSocket of ours (`platform_api.talk.port`)."""

    url: str
    ticket: str
    """Good once, for a minute; it is in the address already."""


class RoomWay(Model, frozen=True, tag="room", tag_field="kind"):
    """Sound goes over WebRTC."""

    url: str
    """Of the media server."""
    token: str
    """Good for one room and one identity, for a minute."""
    room: str


TalkWay = SocketWay | RoomWay
