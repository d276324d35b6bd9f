"""One suite for both ways out; then what only a mail server can do."""

import ipaddress
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from spine.settings import SettingsError
from tests.fakes.mail_server import MailServer
from workflows.mail.folder import FolderMailer
from workflows.mail.port import Mailer
from workflows.mail.smtp import PASSWORD, USER, Patience, Relay, SmtpMailer, relay_of

TO = ("owner@example.com", "office@example.com")
QUICK = Patience(word_s=0.5, whole_s=1.5)

Way = tuple[Mailer, Callable[[], list[EmailMessage]]]


def _letter(number: int = 1) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = "SpotFunnel <calls@spotfunnel.example>"
    letter["To"] = ", ".join(TO)
    letter["Subject"] = "Harbour Plumbing: lead"
    letter["Message-ID"] = f"<notify_email.20261124T101500-aa.{number}@spotfunnel.example>"
    letter.set_content("Name: Zoë\n.\nFrom here on\n", cte="quoted-printable")
    return letter


@pytest.fixture(params=["smtp", "folder"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    if request.param == "folder":
        folder = tmp_path / "outbox"

        def written() -> list[EmailMessage]:
            files = sorted(folder.glob("*.eml"))
            return [message_from_bytes(one.read_bytes(), policy=policy.default) for one in files]

        yield FolderMailer(folder), written
        return
    with MailServer() as server:
        yield SmtpMailer(relay_of(server.url, {})), lambda: [o.message for o in server.letters]


def test_a_letter_arrives_whole(way: Way) -> None:
    mailer, arrived = way

    handed = mailer.send(_letter(), TO)

    assert handed.taken == TO
    assert not handed.refused
    assert not handed.later
    (one,) = arrived()
    assert one["Message-ID"] == _letter()["Message-ID"]
    assert one["Subject"] == "Harbour Plumbing: lead"
    assert one.get_content().replace("\r\n", "\n") == _letter().get_content()


def test_the_same_letter_sent_again_has_the_same_message_id(way: Way) -> None:
    mailer, arrived = way

    mailer.send(_letter(), TO)
    again = mailer.send(_letter(), TO)
    mailer.send(_letter(2), TO)

    assert again.taken == TO
    assert len({one["Message-ID"] for one in arrived()}) == 2


def test_a_folder_keeps_one_file_of_a_letter_sent_twice(tmp_path: Path) -> None:
    for _ in range(2):
        FolderMailer(tmp_path).send(_letter(), TO)

    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    handed = FolderMailer(tmp_path / "file").send(_letter(), TO)

    assert handed.later == TO
    assert "could not be written" in handed.why


@pytest.mark.parametrize("does", ["451 4.3.0 busy", "stall", "drop"])
def test_a_server_that_is_busy_silent_or_gone_is_tried_again(does: str) -> None:
    with MailServer([does]) as server:
        handed = SmtpMailer(relay_of(server.url, {}), QUICK).send(_letter(), TO)

    assert handed.later == TO
    assert not handed.taken
    assert handed.why


def test_no_server_at_all_is_tried_again() -> None:
    with MailServer() as server:
        url = server.url

    handed = SmtpMailer(relay_of(url, {}), QUICK).send(_letter(), TO)

    assert handed.later == TO
    assert "no answer" in handed.why


def test_a_letter_that_is_refused_for_good_is_not_tried_again() -> None:
    with MailServer(["554 5.7.1 no such letters here, owner@example.com"]) as server:
        handed = SmtpMailer(relay_of(server.url, {})).send(_letter(), TO)

    assert handed.refused == TO
    assert handed.why == "the mail server said 554 5.7.1"


def test_each_address_is_answered_for_itself() -> None:
    rcpt = {"gone@example.com": "550 5.1.1 no such user", "full@example.com": "452 4.2.2 full"}
    with MailServer(rcpt=rcpt) as server:
        handed = SmtpMailer(relay_of(server.url, {})).send(_letter(), (*rcpt, "owner@example.com"))

    assert handed.taken == ("owner@example.com",)
    assert handed.refused == ("gone@example.com",)
    assert handed.later == ("full@example.com",)
    assert [one.recipients for one in server.letters] == [("owner@example.com",)]


def test_a_password_that_is_refused_is_about_the_server_and_tried_again() -> None:
    with MailServer() as server:
        relay = relay_of(server.url, {USER: "us", PASSWORD: "guess"})
        handed = SmtpMailer(relay).send(_letter(), TO)

    assert handed.later == TO
    assert "guess" not in handed.why
    assert not server.letters


def test_elsewhere_a_letter_goes_encrypted(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    theirs, ours = tls
    with MailServer(tls=theirs) as server:
        relay = Relay(host="127.0.0.1", port=server.port, encrypted=False, tls=ours)
        handed = SmtpMailer(relay).send(_letter(), TO)

    assert handed.taken == TO
    assert server.encrypted == [True]


def test_elsewhere_a_server_without_encryption_gets_no_letter() -> None:
    with MailServer() as server:
        relay = Relay(host="127.0.0.1", port=server.port, encrypted=False)
        handed = SmtpMailer(relay).send(_letter(), TO)

    assert handed.later == TO
    assert handed.why == "the mail server offers no encryption"
    assert not server.letters


def test_a_server_that_nobody_vouches_for_gets_no_letter(
    tls: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    with MailServer(tls=tls[0]) as server:
        relay = Relay(host="127.0.0.1", port=server.port, encrypted=False)
        handed = SmtpMailer(relay, QUICK).send(_letter(), TO)

    assert handed.later == TO
    assert not server.letters


@pytest.mark.parametrize(
    "url",
    ["http://mail", "smtp://", "mail:25", "smtp://us:secret@mail:25", "smtp://mail:many"],
)
def test_what_is_no_mail_server_stops_the_start_and_says_what_would_be(url: str) -> None:
    with pytest.raises(SettingsError, match="smtp://host:port") as refused:
        relay_of(url, {})

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "port", "encrypted", "spared"),
    [
        ("smtp://localhost", 25, False, True),
        ("smtp://[::1]:2525", 2525, False, True),
        ("smtp://mail.example.com:587", 587, False, False),
        ("smtps://mail.example.com", 465, True, False),
    ],
)
def test_only_this_machine_is_spared_encryption(
    url: str, port: int, encrypted: bool, spared: bool
) -> None:
    relay = relay_of(url, {})

    assert (relay.port, relay.encrypted, relay.spared) == (port, encrypted, spared)


@pytest.fixture
def tls(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate of its own, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "mail.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(file)
    return theirs, ssl.create_default_context(cafile=str(file))
