"""Letters by SMTP, to one relay, encrypted wherever they leave this machine."""

import ipaddress
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final
from urllib.parse import urlsplit

import msgspec

from spine.settings import SettingsError
from workflows.mail.port import Handed

USER: Final = "SPOTFUNNEL_MAIL_USER"
PASSWORD: Final = "SPOTFUNNEL_MAIL_PASSWORD"  # noqa: S105 - the variable's name
PORTS: Final[Mapping[str, int]] = {"smtp": 25, "smtps": 465}
ENHANCED: Final = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
TAKEN, GOOD, GONE = 250, 300, 500
"""A reply below `GOOD` is a yes, from `GONE` on a no for good, between them a no for now."""


class Patience(msgspec.Struct, frozen=True):
    """How long a relay may take, in seconds."""

    word_s: float = 20
    """For each reply."""
    whole_s: float = 60
    """For the whole of it: a relay that drips a letter at a time is no better than a dead one."""


class Relay(msgspec.Struct, frozen=True, kw_only=True):
    """Where letters go, and as whom."""

    host: str
    port: int
    encrypted: bool
    """From the first byte on (`smtps`); else by STARTTLS, which only this machine is spared."""
    user: str = ""
    password: str = ""
    tls: ssl.SSLContext | None = None
    """None: the machine's own authorities."""
    spared: bool = False
    """In clear: what never leaves this machine needs no envelope."""


class _Client(smtplib.SMTP):
    """Connects when it is told to, so that the greeting is within the time for the whole."""

    def __init__(self, host: str, word_s: float) -> None:
        super().__init__(local_hostname=socket.gethostname(), timeout=word_s)
        self._host = host


class _TlsClient(smtplib.SMTP_SSL):
    """The same, encrypted from the first byte on."""

    def __init__(self, host: str, word_s: float, tls: ssl.SSLContext) -> None:
        super().__init__(local_hostname=socket.gethostname(), timeout=word_s, context=tls)
        self._host = host


class _NotEncryptedError(Exception):
    """A relay elsewhere offers no encryption: a letter never crosses a network in clear."""


def relay_of(url: str, environment: Mapping[str, str]) -> Relay:
    """Read a relay's address, user and password.

    Raises:
        SettingsError: If it is no such address.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in PORTS or not host or parts.username or parts.path.strip("/"):
        raise SettingsError(
            "[mail] smtp_url is smtp://host:port or smtps://host:port,"
            f" user and password in {USER} and {PASSWORD}"
        )
    return Relay(
        host=host,
        port=port or PORTS[parts.scheme],
        encrypted=parts.scheme == "smtps",
        user=environment.get(USER, ""),
        password=environment.get(PASSWORD, ""),
        spared=_is_here(host),
    )


class SmtpMailer:
    """A `Mailer` that hands each letter to a relay, in one conversation."""

    def __init__(self, relay: Relay, patience: Patience | None = None) -> None:
        """Send by this relay."""
        self._relay = relay
        self._patience = patience or Patience()

    def send(self, letter: EmailMessage, recipients: Sequence[str]) -> Handed:
        """Hand the letter over to those whom the relay accepts.

        What a relay says before it has heard of the letter (greeting, encryption, password) is
        about the relay: it is tried again. What it says of the letter or an address counts.
        """
        asked = tuple(recipients)
        try:
            with self._conversation() as smtp:
                return _hand_over(smtp, letter, asked)
        except smtplib.SMTPResponseException as error:
            return Handed(later=asked, why=_reply(error.smtp_code, _bytes(error.smtp_error)))
        except _NotEncryptedError:
            return Handed(later=asked, why="the mail server offers no encryption")
        except (OSError, smtplib.SMTPException) as error:
            return Handed(later=asked, why=f"no answer from the mail server ({_kind(error)})")

    @contextmanager
    def _conversation(self) -> Iterator[smtplib.SMTP]:
        relay, word_s = self._relay, self._patience.word_s
        tls = relay.tls or ssl.create_default_context()
        smtp = (
            _TlsClient(relay.host, word_s, tls) if relay.encrypted else _Client(relay.host, word_s)
        )
        end = threading.Timer(self._patience.whole_s, _hang_up, (smtp,))
        end.daemon = True
        end.start()
        try:
            smtp.connect(relay.host, relay.port)
            smtp.ehlo_or_helo_if_needed()
            if not relay.encrypted and not relay.spared:
                _encrypt(smtp, tls)
            if relay.user:
                smtp.login(relay.user, relay.password)
            yield smtp
        finally:
            end.cancel()
            smtp.close()


def _encrypt(smtp: smtplib.SMTP, tls: ssl.SSLContext) -> None:
    """Demand encryption: taking what is offered would let anybody in between strip the offer."""
    if not smtp.has_extn("starttls"):
        raise _NotEncryptedError
    smtp.starttls(context=tls)
    smtp.ehlo()


def _hand_over(smtp: smtplib.SMTP, letter: EmailMessage, recipients: tuple[str, ...]) -> Handed:
    code, said = smtp.mail(parseaddr(str(letter["From"]))[1])
    if code >= GOOD:
        return _sorted(dict.fromkeys(recipients, code), _reply(code, said))
    answers: dict[str, int] = {}
    why = ""
    for recipient in recipients:
        answers[recipient], said = smtp.rcpt(recipient)
        why = why if answers[recipient] < GOOD else _reply(answers[recipient], said)
    accepted = [recipient for recipient, code in answers.items() if code < GOOD]
    if accepted:
        code, said = _data(smtp, letter)
        answers |= dict.fromkeys(accepted, code)
        why = why if code < GOOD else _reply(code, said)
    with suppress(OSError, smtplib.SMTPException):
        smtp.quit()
    return _sorted(answers, why)


def _data(smtp: smtplib.SMTP, letter: EmailMessage) -> tuple[int, bytes]:
    try:
        return smtp.data(letter.as_bytes(policy=policy.SMTP))
    except smtplib.SMTPDataError as error:
        return error.smtp_code, _bytes(error.smtp_error)


def _sorted(answers: Mapping[str, int], why: str) -> Handed:
    return Handed(
        taken=tuple(one for one, code in answers.items() if code < GOOD),
        refused=tuple(one for one, code in answers.items() if code >= GONE),
        later=tuple(one for one, code in answers.items() if GOOD <= code < GONE),
        why=why,
    )


def _reply(code: int, said: bytes) -> str:
    """Return what a relay answered, its numbers only: its words may hold an address."""
    enhanced = ENHANCED.search(said)
    return f"the mail server said {code}{f' {enhanced[0].decode()}' if enhanced else ''}"


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode("ascii", "replace")


def _kind(error: Exception) -> str:
    return type(error).__name__.removesuffix("Error")


def _hang_up(smtp: smtplib.SMTP) -> None:
    """End a conversation that takes too long, from another thread: its reader wakes up."""
    if smtp.sock is not None:
        with suppress(OSError):
            smtp.sock.shutdown(socket.SHUT_RDWR)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
