"""A real SMTP server in a thread, which does what a test tells it to."""

import asyncio
import ssl
import threading
from collections import Counter
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

import msgspec
from aiosmtpd.smtp import SMTP, Envelope

GREETED_FROM = "mail.test"


class Letter(msgspec.Struct, frozen=True):
    """One letter that was received whole, acknowledged or not."""

    sender: str
    recipients: tuple[str, ...]
    body: bytes

    @property
    def message(self) -> EmailMessage:
        """The letter, parsed."""
        return message_from_bytes(self.body, policy=policy.default)


class MailServer:
    """Accepts; or follows a plan, one word for each conversation that gets as far as a letter.

    `accept`, `451 …` or `550 …` (said to the letter), `stall` (says nothing), `drop` (takes the
    letter and goes away without a word). After the plan it accepts. `rcpt` has answers by address.
    """

    def __init__(
        self,
        plan: Sequence[str] = (),
        *,
        rcpt: dict[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.plan = list(plan)
        self.rcpt = rcpt or {}
        self.letters: list[Letter] = []
        self.encrypted: list[bool] = []
        self.came = threading.Event()
        """A letter was received, or one was refused."""
        self.port = 0
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mail-server", daemon=True)
        self._transports: list[asyncio.BaseTransport] = []

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._up.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @property
    def url(self) -> str:
        """As the settings name it."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def by_id(self) -> Counter[str]:
        """How often each Message-ID was received."""
        return Counter(str(one.message["Message-ID"]) for one in self.letters)

    # what aiosmtpd asks of its handler

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        does = self.plan.pop(0) if self.plan else "accept"
        transport = server.transport
        assert isinstance(transport, asyncio.Transport)
        if does == "stall":
            await asyncio.Event().wait()
        if does in {"accept", "drop"}:
            body = envelope.content
            assert isinstance(body, bytes)
            self.letters.append(Letter(envelope.mail_from or "", tuple(envelope.rcpt_tos), body))
            self.encrypted.append(transport.get_extra_info("ssl_object") is not None)
        self.came.set()
        if does == "drop":
            transport.abort()
        return "250 OK" if does in {"accept", "drop"} else does

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(self._protocol, "127.0.0.1", 0)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._up.set()
        self._loop.run_forever()
        server.close()
        for transport in self._transports:
            if isinstance(transport, asyncio.Transport):
                transport.abort()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(server.wait_closed())
        self._loop.close()

    def _protocol(self) -> SMTP:
        server = self

        class Remembered(SMTP):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                server._transports.append(transport)
                super().connection_made(transport)

        return Remembered(
            self,
            hostname=GREETED_FROM,
            loop=self._loop,
            tls_context=self._tls,
            enable_SMTPUTF8=True,
        )
