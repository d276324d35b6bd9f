import quopri
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from objective_engine.graph import to_bytes
from spine.projections.call import Field
from tests.fakes.workflow_call import SAID, business, hold_call, open_log
from workflows.account import NothingToDoError, find_account
from workflows.letter import Matter, is_address, message_id, write_letter
from workflows.mail.folder import FolderMailer
from workflows.office import Office
from workflows.told import Told, ToldUnreadableError, Wording, read_told

SENDER = "SpotFunnel <calls@spotfunnel.example>"
NOW = datetime(2026, 9, 21, 14, 0, tzinfo=UTC)
SECRET = "4711#"
HOSTILE = (
    "x\r\nBcc: everybody@example.com\r\n\r\n<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    "\u2028\u202edrowssap\u2069\x00\x1b[2J",
    "=?utf-8?b?QmNjOiB4QHku?= \n.\nQUIT",
    "\ud800 lone",
    "a" * 100_000,
)


def _told(graph_bytes: bytes | None = None) -> Told:
    return read_told(graph_bytes or to_bytes(business()))


def _matter(**changes: object) -> Matter:
    plain = Matter(
        call="20260921T133320-aa",  # type: ignore[arg-type]
        reference="notify_email.20260921T133320-aa.9",
        outcome="lead",
        began_unix_ms=1_790_000_000_000,
        duration_ms=61_400,
        dialled="+61291234567",
        fields=(Field("reason", "confirmed", "my tap leaks"),),
    )
    return msgspec.structs.replace(plain, **changes)


def _write(matter: Matter, told: Told | None = None) -> EmailMessage:
    letter = write_letter(
        matter, told or _told(), sender=SENDER, recipients=("owner@example.com",), now=NOW
    )
    return message_from_bytes(letter.as_bytes(policy=policy.SMTP), policy=policy.default)


def _parts(letter: EmailMessage) -> tuple[str, str]:
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


def _account(tmp_path: Path, **how: object) -> tuple[Matter, Told]:
    home, log = open_log(tmp_path)
    try:
        cue = hold_call(home, log, **how)  # type: ignore[arg-type]
        office = Office(
            home=home,
            log=log,
            mailer=FolderMailer(home.outbox),
            sender=SENDER,
            public_url="https://calls.example/",
        )
        return find_account(office, cue)
    finally:
        log.close()


def test_a_letter_tells_what_a_business_needs_confirmed_values_first(tmp_path: Path) -> None:
    matter, told = _account(tmp_path)

    letter = _write(matter, told)
    plain, html = _parts(letter)

    assert letter["Subject"] == "Harbour Plumbing: lead, Tue 22 Sep, 12:13 am"
    assert letter["To"] == "owner@example.com"
    assert plain.splitlines()[:8] == [
        "Harbour Plumbing: lead",
        "",
        "Name: Tom Harris (confirmed)",
        "Phone: +61491570156 (confirmed)",
        "Reason: my tap leaks",
        "Email: tom at (not confirmed)",
        "Address: – (would rather not say)",
        "",
    ]
    assert "When: Tuesday 22 September 2026, 12:13 am (AEST)" in plain
    assert "Length: 1 min 1 s" in plain
    assert f"Call: {matter.call}" in plain
    assert f"Read: https://calls.example/calls/{matter.call}" in plain
    assert f'href="https://calls.example/calls/{matter.call}"' in html
    assert "Tom Harris" in html


def test_confirmed_stands_only_where_the_caller_heard_it_and_said_yes() -> None:
    fields = (Field("name", "confirmed", "Tom"), Field("phone", "confirmed", "+61491570156"))
    matter = _matter(fields=fields, read_back=frozenset({("phone", "+61491570156"), ("name", "T")}))

    plain, _ = _parts(_write(matter))

    assert "Phone: +61491570156 (confirmed)" in plain
    assert "Name: Tom" in plain.splitlines()


def test_a_private_field_is_in_no_letter(tmp_path: Path) -> None:
    matter, told = _account(tmp_path, said={**SAID, "gate_code": SECRET})
    assert any(field.value == SECRET for field in matter.fields)

    letter = _write(matter, told)

    whole = quopri.decodestring(letter.as_bytes())
    assert SECRET.encode() not in whole
    assert b"ate code" not in whole
    assert "Tom Harris" in _parts(letter)[0]


@pytest.mark.parametrize("said", HOSTILE)
def test_what_a_caller_says_cannot_add_a_header_a_line_or_markup(said: str) -> None:
    matter = _matter(
        fields=(Field("reason", "confirmed", said), Field("name", "failed", said)),
        hazard=said,
        outcome="lead",
    )

    _harmless(
        _write(matter), lines=_lines(_write(_matter(fields=_matter().fields * 2, hazard="x")))
    )


@given(said=st.text())
def test_nothing_that_a_caller_says_does(said: str) -> None:
    _harmless(
        _write(_matter(fields=(Field("reason", "confirmed", said),))), _lines(_write(_matter()))
    )


def _lines(letter: EmailMessage) -> int:
    return len(_parts(letter)[0].splitlines())


def _harmless(letter: EmailMessage, lines: int) -> None:
    assert set(letter.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    }
    plain, html = _parts(letter)
    assert len(plain.splitlines()) == lines
    assert not letter.defects
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("<table") == 2
    assert "\u202e" not in plain
    assert max(map(len, letter.as_bytes(policy=policy.SMTP).split(b"\r\n"))) < 998
    assert len(plain) < 3_000


def test_a_business_with_a_line_break_in_its_name_adds_no_header() -> None:
    told = msgspec.structs.replace(_told(), business="Harbour\r\nBcc: x@example.com")

    letter = _write(_matter(), told)

    assert letter["Bcc"] is None
    assert letter["Subject"].startswith("Harbour Bcc: x@example.com: lead")


def test_the_same_workflow_has_the_same_message_id() -> None:
    assert _write(_matter())["Message-ID"] == _write(_matter(duration_ms=1))["Message-ID"]
    assert message_id("a.b.1", SENDER) == "<a.b.1@spotfunnel.example>"


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("owner@example.com", True),
        ("owner@example.com\n", False),
        ("owner@example.com\r\nBcc: x@example.com", False),
        ("a b@example.com", False),
        ("owner", False),
        ("ownér@example.com", False),
        ("", False),
        ("<owner@example.com>", False),
    ],
)
def test_only_an_address_is_an_address(address: str, good: bool) -> None:
    assert is_address(address) is good


def _worded(subject: str, text: str = "") -> Told:
    own = Wording(on=("lead",), subject=subject, text=text)
    return msgspec.structs.replace(_told(), messages=(own,))


def test_a_business_that_has_words_of_its_own_is_told_in_them() -> None:
    told = _worded("{business}: {name} waits", "Ring {name} back about: {reason}\n\nNot {email}.")
    matter = _matter(
        fields=(Field("name", "confirmed", "Tom"), Field("reason", "confirmed", "tap"))
    )

    letter = _write(matter, told)
    plain, html = _parts(letter)

    assert letter["Subject"] == "Harbour Plumbing: Tom waits"
    assert "Ring Tom back about: tap" in plain.splitlines()
    assert "<p>Ring Tom back about: tap</p><p>Not –.</p>" in html
    assert "Name: Tom" in plain.splitlines()


def test_words_for_another_outcome_are_not_used() -> None:
    letter = _write(_matter(outcome="booked"), _worded("waits"))

    assert letter["Subject"].startswith("Harbour Plumbing: booked")


@pytest.mark.parametrize("said", [*HOSTILE, "{gate_code}", "{reason}"])
def test_a_slot_is_filled_with_words_and_nothing_else(said: str) -> None:
    fields = (Field("reason", "confirmed", said), Field("gate_code", "confirmed", SECRET))
    told = _worded("{reason} {gate_code}", "{reason}")
    calm = _matter(fields=(Field("reason", "confirmed", "x"), fields[1]))

    letter = _write(_matter(fields=fields), told)

    _harmless(letter, _lines(_write(calm, told)))
    assert SECRET not in letter["Subject"]
    assert SECRET.encode() not in quopri.decodestring(letter.as_bytes())


def test_danger_is_told_first_among_the_facts() -> None:
    plain, _ = _parts(_write(_matter(hazard="gas_leak")))

    assert "Danger: gas leak: the caller was told to hang up and ring 000" in plain


def test_a_call_that_was_erased_or_is_not_wanted_has_no_letter(tmp_path: Path) -> None:
    with pytest.raises(NothingToDoError, match="nobody is told of the outcome abandoned"):
        _account(tmp_path, outcome="abandoned")


def test_a_business_without_addresses_is_told_nothing() -> None:
    assert not _told(to_bytes(business(emails=()))).wants("lead")


def test_a_business_with_addresses_and_no_trigger_is_told_of_who_waits_for_a_call() -> None:
    told = msgspec.structs.replace(_told(), triggers=())

    assert told.outcomes == {"lead"}


@pytest.mark.parametrize("graph", [b"", b"{}", b"[]", b'{"emails":["x"]}', b"\xff", b"[" * 100_000])
def test_a_graph_that_does_not_name_its_private_fields_is_not_read(graph: bytes) -> None:
    with pytest.raises(ToldUnreadableError):
        read_told(graph)


def test_a_time_zone_that_nobody_knows_is_not_read() -> None:
    graph = to_bytes(business()).replace(b"Australia/Sydney", b"Australia/Atlantis")

    with pytest.raises(ToldUnreadableError):
        read_told(graph)
