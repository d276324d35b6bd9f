"""Is a server up? Each is asked in its own language, never by its process being there."""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import aiohttp

from cli.stack.ports import LOOPBACK

Check = Callable[[], Awaitable[bool]]

ANSWER_S: Final = 1.0
REGISTERED: Final = b"worker registered"
"""livekit-server's word, in its log, for a worker that it would give a call to."""


def redis_answers(port: int) -> Check:
    """Make a check that Redis answers PING."""

    async def check() -> bool:
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(ANSWER_S):
                reader, writer = await asyncio.open_connection(LOOPBACK, port)
                try:
                    writer.write(b"PING\r\n")
                    return (await reader.readline()).startswith(b"+PONG")
                finally:
                    writer.close()
        return False

    return check


def http_answers(port: int, path: str = "/") -> Check:
    """Make a check that GET answers 200."""

    async def check() -> bool:
        timeout = aiohttp.ClientTimeout(total=ANSWER_S)
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(f"http://{LOOPBACK}:{port}{path}") as response,
            ):
                return response.status == 200
        return False

    return check


def worker_registered(port: int, server_log: Path, earlier: int) -> Check:
    """Make a check that a worker is healthy and the server has taken it.

    Args:
        port: The worker's own health port.
        server_log: Where livekit-server writes.
        earlier: How many registrations there were before this one.
    """
    healthy = http_answers(port)

    async def check() -> bool:
        return registrations(server_log) > earlier and await healthy()

    return check


def registrations(server_log: Path) -> int:
    """Count the workers that the server has ever taken."""
    return server_log.read_bytes().count(REGISTERED) if server_log.exists() else 0


def sip_answers(port: int) -> Check:
    """Make a check that the SIP side answers OPTIONS with 200."""

    async def check() -> bool:
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Once(answer), remote_addr=(LOOPBACK, port), family=2
        )
        with contextlib.closing(transport), contextlib.suppress(OSError, TimeoutError):
            transport.sendto(_options(port, transport.get_extra_info("sockname")[1]))
            said = await asyncio.wait_for(answer, ANSWER_S)
            return said.startswith(b"SIP/2.0 200")
        return False

    return check


class _Once(asyncio.DatagramProtocol):
    """Keeps the first answer."""

    def __init__(self, answer: asyncio.Future[bytes]) -> None:
        self._answer = answer

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Keep it."""
        del addr
        if not self._answer.done():
            self._answer.set_result(data)

    def error_received(self, exc: Exception) -> None:
        """Nobody listens there."""
        if not self._answer.done():
            self._answer.set_exception(exc)


def _options(port: int, own_port: int) -> bytes:
    tag = secrets.token_hex(8)
    return (
        f"OPTIONS sip:health@{LOOPBACK}:{port} SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP {LOOPBACK}:{own_port};branch=z9hG4bK{tag};rport\r\n"
        "Max-Forwards: 70\r\n"
        f"From: <sip:health@{LOOPBACK}>;tag={tag}\r\n"
        f"To: <sip:health@{LOOPBACK}:{port}>\r\n"
        f"Call-ID: {tag}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
    ).encode()
