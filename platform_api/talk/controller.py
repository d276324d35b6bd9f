import asyncio
from typing import Annotated, Any, Final

from litestar import Controller, Request, WebSocket, post, websocket
from litestar.di import NamedDependency
from litestar.exceptions import WebSocketException
from litestar.params import JSONBody, QueryParameter

from platform_api.guard import OPT, route
from platform_api.identity import Identity
from platform_api.limits import Limits
from platform_api.problems import Refused, not_found, too_many
from platform_api.talk.models import SocketWay, TalkWay, WantedTalk
from platform_api.talk.port import Frame, Talk
from platform_api.talk.rooms import RoomTalk
from platform_api.talk.tickets import Tickets
from spine.ids import TenantId
from spine.projections.store import Views

SOCKET: Final = "/api/talk/socket"
REFUSED: Final = 4401
"""Close code of a ticket that is worth nothing."""
WAIT: Final = "no call from a browser can be held just now: try again in a minute"
"""At a start the voice is still being made; later, all lines are taken."""


class Telephone:
    """How a browser is heard here, if at all."""

    def __init__(self, talk: Talk | RoomTalk | None) -> None:
        """Use this."""
        self.talk: Final = talk
        self.tickets: Final = Tickets()


class TalkController(Controller):
    """Talking to it from the browser."""

    path = "/api/talk"
    tags = ("talk",)

    @post(
        operation_id="Talk",
        status_code=200,
        **route("signed_in", 404, 413, 429, 503, blocks=False),
    )
    async def talk(
        self,
        request: Request[Identity, str | None, Any],
        data: JSONBody[WantedTalk],
        views: NamedDependency[Views],
        telephone: NamedDependency[Telephone],
        limits: NamedDependency[Limits],
    ) -> TalkWay:
        """Return a way to ring one of a business's numbers from this browser, now."""
        who, talk = request.user, telephone.talk
        if wait_s := limits.talk.wait_s(who.ref):
            raise too_many("talk.too_many", wait_s)
        dialled = await asyncio.to_thread(_dialled, views, who, data)
        if talk is None or (isinstance(talk, Talk) and not talk.room()):
            raise Refused(503, "talk.busy", WAIT)
        limits.talk.take(who.ref)
        if isinstance(talk, RoomTalk):
            return talk.offer(dialled)
        ticket = telephone.tickets.give(dialled)
        return SocketWay(url=f"{SOCKET}?ticket={ticket}", ticket=ticket)


@websocket(SOCKET, opt={OPT: "public"})
async def talk_socket(
    socket: WebSocket[Any, Any, Any],
    telephone: NamedDependency[Telephone],
    ticket: Annotated[str, QueryParameter(max_length=100)],
) -> None:
    """Hold a call over this socket; the ticket says that it may be, and with whom."""
    dialled, talk = telephone.tickets.take(ticket), telephone.talk
    if dialled is None or not isinstance(talk, Talk):
        raise WebSocketException(code=REFUSED, detail="this ticket is used or too old")
    await socket.accept()
    ends = _Ends(socket)
    try:
        await talk.hold(dialled, ends.receive, ends.send)
    finally:
        await ends.close()


class _Ends:
    """Both directions of a socket, as `Talk` has them: nothing raises when the browser goes."""

    def __init__(self, socket: WebSocket[Any, Any, Any]) -> None:
        self._socket = socket
        self._gone = False

    async def receive(self) -> Frame | None:
        while not self._gone:
            try:
                message = await self._socket.receive()
            except (RuntimeError, OSError):
                break
            if message["type"] == "websocket.disconnect":
                break
            frame = message.get("bytes") or message.get("text")
            if isinstance(frame, bytes | str):
                return frame
        self._gone = True
        return None

    async def send(self, frame: Frame) -> None:
        if self._gone:
            return
        try:
            await self._socket.send_data(
                frame, mode="binary" if isinstance(frame, bytes) else "text"
            )
        except (RuntimeError, OSError):
            self._gone = True

    async def close(self) -> None:
        if self._gone:
            return
        self._gone = True
        try:
            await self._socket.close()
        except (RuntimeError, OSError):
            return


def _dialled(views: Views, who: Identity, wanted: WantedTalk) -> str:
    tenant = TenantId(wanted.tenant)
    row = views.tenant(tenant) if who.may_see(tenant) else None
    if row is None:
        raise not_found("tenant")
    numbers = row.numbers
    if not numbers or (wanted.number is not None and wanted.number not in numbers):
        raise not_found("number")
    return wanted.number or numbers[0]
