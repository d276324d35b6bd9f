"""Browser calls where a media server carries the sound: a room for each, with our agent in it."""

import secrets
from datetime import timedelta
from typing import Final

from livekit import api as livekit

from platform_api.talk.models import RoomWay
from sip.dispatch import AGENT, DEPARTED_ROOM_S, EMPTY_ROOM_S, ROOM_PREFIX

TTL_S: Final = 60
DIALLED: Final = "spotfunnel.dialled"
"""Attribute of the caller: the number that the browser rings."""
MOST_IN_ROOM: Final = 2


class RoomTalk:
    """Makes tokens for rooms."""

    def __init__(self, url: str, key: str, secret: str, *, agent: str = AGENT) -> None:
        """Sign with the media server's key; `url` is where browsers reach it."""
        self._url = url
        self._key = key
        self._secret = secret
        self._agent = agent

    def offer(self, dialled: str) -> RoomWay:
        """Return a way into a new room: one room, one identity, a microphone and no more.

        The token may not publish data or change its own attributes, so what was dialled is what
        we say.
        """
        room = f"{ROOM_PREFIX}{secrets.token_urlsafe(9)}"
        token = (
            livekit.AccessToken(self._key, self._secret)
            .with_identity(f"browser-{secrets.token_urlsafe(9)}")
            .with_ttl(timedelta(seconds=TTL_S))
            .with_attributes({DIALLED: dialled})
            .with_grants(
                livekit.VideoGrants(
                    room_join=True,
                    room=room,
                    can_publish=True,
                    can_publish_sources=["microphone"],
                    can_subscribe=True,
                    can_publish_data=False,
                    can_update_own_metadata=False,
                )
            )
            .with_room_config(
                livekit.RoomConfiguration(
                    empty_timeout=EMPTY_ROOM_S,
                    departure_timeout=DEPARTED_ROOM_S,
                    max_participants=MOST_IN_ROOM,
                    agents=[livekit.RoomAgentDispatch(agent_name=self._agent)],
                )
            )
        )
        return RoomWay(url=self._url, token=token.to_jwt(), room=room)
