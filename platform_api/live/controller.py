import asyncio
from collections.abc import Callable
from typing import Annotated, Any

from litestar import Controller, Request, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, HeaderParameter
from litestar.response import Stream

from platform_api.access.store import Access
from platform_api.calls.service import Calls
from platform_api.guard import route
from platform_api.identity import Identity
from platform_api.live.service import Live
from platform_api.live.sse import MEDIA, stream
from platform_api.problems import documented

Asker = Request[Identity, str | None, Any]
LastId = Annotated[str | None, HeaderParameter(name="Last-Event-ID", max_length=100)]


def _streaming(*refusals: int) -> dict[str, Any]:
    """Return the arguments of a route whose answer goes on."""
    spec = ResponseSpec(str, media_type=MEDIA, description="server-sent events")
    told = documented(400, 401, 403, 429, 500, 503, *refusals) | {200: spec}
    return route("signed_in", blocks=False) | {"responses": told, "media_type": MEDIA}


class LiveController(Controller):
    """Streams of events."""

    path = "/api"
    tags = ("live",)

    @get("/live", operation_id="FollowCalls", **_streaming())
    async def every(
        self,
        request: Asker,
        streams: NamedDependency[Live],
        access: NamedDependency[Access],
        last_id: LastId = None,
    ) -> Stream:
        """Follow all calls: event `call` with a row each time one changes, `ready` at the start."""
        streams.seats.check(request.user.ref)
        after = int(last_id) if last_id and last_id.isascii() and last_id.isdigit() else None
        return stream(streams.every(request.user, after, _still_in(request, access)))

    @get("/calls/{call_id:str}/live", operation_id="FollowCall", **_streaming(404))
    async def one(
        self,
        request: Asker,
        call_id: FromPath[str],
        streams: NamedDependency[Live],
        calls: NamedDependency[Calls],
        access: NamedDependency[Access],
        last_id: LastId = None,
    ) -> Stream:
        """Follow one call from its first event on: `said`, `field`, `ended`; operators `entry`."""
        row = await asyncio.to_thread(calls.find, request.user, call_id)
        streams.seats.check(request.user.ref)
        still_in = _still_in(request, access)
        return stream(streams.one(request.user, row.call, last_id or "", still_in))


def _still_in(request: Asker, access: Access) -> Callable[[], bool]:
    """Return what says whether the asker may still follow: sign-out and revocation end a stream."""
    token, bearer = request.auth, request.headers.get("authorization", "")

    def still_in() -> bool:
        if request.user.via == "key":
            return access.find_key(bearer.partition(" ")[2].strip()) is not None
        return token is not None and access.has_session(token)

    return still_in
