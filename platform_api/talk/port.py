"""How a browser is heard where calls are held in this process (the embedded shape).

The API takes the WebSocket and gives its two ends away; whoever holds the call knows no web. Frames
are as they go over the socket:

    up    bytes   16 kHz mono s16le, 20 ms (640 bytes)
          str     {"type": "key", "key": "5"} or {"type": "hangup"}
    down  bytes   16 kHz mono s16le, 10 ms (320 bytes)
          str     {"type": "call", "call": id} first; {"type": "clear"}: drop what is buffered;
                  {"type": "ended"}: nothing follows
"""

from collections.abc import Awaitable, Callable
from typing import Protocol, runtime_checkable

Frame = bytes | str

Receive = Callable[[], Awaitable[Frame | None]]
"""The browser's next frame; None, from then on, when it has gone. Never raises."""
Send = Callable[[Frame], Awaitable[None]]
"""Hand a frame to the browser; does nothing when it has gone. Never raises."""


@runtime_checkable
class Talk(Protocol):
    """Holds calls with browsers."""

    async def hold(self, dialled: str, receive: Receive, send: Send) -> None:
        """Hold one call from answer to end.

        Args:
            dialled: The number that the browser rings, E.164: it says whose call this is.
            receive: What the caller sends.
            send: What the caller gets.
        """
        ...

    def room(self) -> bool:
        """Say whether another call can be held now."""
        ...
