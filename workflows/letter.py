"""The letter that tells a business of a call. What a caller said is text in it, never markup."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from html import escape
from typing import Final

import msgspec

from spine.ids import CallId
from spine.projections.call import Field
from workflows.told import Told
from workflows.words import EMPTY, fill, one_line, words

LONGEST_HEADER: Final = 150
ADDRESS: Final = re.compile(
    r"[!#-'*+/-9=?A-Z^-~.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"
)
"""ASCII without what a header or an envelope would give a meaning of its own."""
CONFIRMED: Final = "confirmed"
ORDER: Final = (CONFIRMED, "", "not confirmed", "would rather not say", "not asked to the end")


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a call."""

    call: CallId
    reference: str
    """Stream id of the workflow: the letter's name, the same however often it is sent."""
    outcome: str
    began_unix_ms: int
    duration_ms: int
    dialled: str
    fields: tuple[Field, ...]
    read_back: frozenset[tuple[str, str]] = frozenset()
    """Field and value of what was read back to the caller."""
    hazard: str = ""
    """Danger to life that the caller spoke of."""
    recorded: bool = False
    link: str = ""
    """Of the call's page; empty: nobody outside could open one."""


class Line(msgspec.Struct, frozen=True):
    """A name and what stands beside it, both on one line."""

    name: str
    value: str
    mark: str = ""


def write_letter(
    matter: Matter, told: Told, *, sender: str, recipients: Sequence[str], now: datetime
) -> EmailMessage:
    """Return the letter: plain text and HTML that say the same.

    Raises:
        ValueError: If the sender is no address.
    """
    when = _local(matter, told)
    subject, opening = _said_so(matter, told, when)
    letter = EmailMessage()
    letter["From"] = _sender(sender)
    letter["To"] = [_address(one) for one in recipients]
    letter["Subject"] = one_line(subject, LONGEST_HEADER)
    letter["Date"] = format_datetime(now.astimezone(UTC))
    letter["Message-ID"] = message_id(matter.reference, sender)
    letter["Auto-Submitted"] = "auto-generated"
    head = (f"{one_line(told.business)}: {words(matter.outcome)}", *opening)
    told_of = _told_of(matter, told.secrets)
    about = _about(matter, when)
    letter.set_content(_plain(head, told_of, about), cte="quoted-printable")
    letter.add_alternative(_html(head, told_of, about), subtype="html", cte="quoted-printable")
    return letter


def message_id(reference: str, sender: str) -> str:
    """Return the Message-ID of a workflow's letter: by it two copies are known as one."""
    return f"<{reference}@{_address(parseaddr(sender)[1]).domain}>"


def is_address(text: str) -> bool:
    """Say whether a letter can be sent there; a line break in it is no way into a header."""
    return ADDRESS.fullmatch(text) is not None


def _said_so(matter: Matter, told: Told, when: datetime) -> tuple[str, tuple[str, ...]]:
    """Return the subject and what stands above everything: the business's words, else ours."""
    outcome = words(matter.outcome)
    wording = told.wording(matter.outcome)
    if wording is None:
        return f"{told.business}: {outcome}, {_short(when)}", ()
    known = {
        "business": told.business,
        "outcome": outcome,
        **{one.name: one.value for one in matter.fields if one.name not in told.secrets},
    }
    return fill(wording.subject, known), tuple(
        fill(line, known) for line in wording.text.splitlines() if line.strip()
    )


def _told_of(matter: Matter, secrets: Sequence[str]) -> tuple[Line, ...]:
    lines = [_line(one, matter) for one in matter.fields if one.name not in secrets]
    return tuple(sorted(lines, key=lambda line: ORDER.index(line.mark)))


def _line(field: Field, matter: Matter) -> Line:
    """Return a field: `confirmed` stands only where the caller heard it and said yes."""
    name, value = words(field.name).capitalize(), one_line(field.value) or EMPTY
    match field.status:
        case "confirmed":
            heard = (field.name, field.value) in matter.read_back
            return Line(name, value, CONFIRMED if heard else "")
        case "failed":
            return Line(name, value, "not confirmed")
        case "declined":
            return Line(name, EMPTY, "would rather not say")
        case "asked":
            return Line(name, EMPTY, "not asked to the end")


def _about(matter: Matter, when: datetime) -> tuple[Line, ...]:
    seconds = round(matter.duration_ms / 1_000)
    lines = [
        Line("When", f"{when:%A} {when.day} {when:%B %Y}, {_clock(when)} ({when:%Z})"),
        Line("Length", f"{seconds // 60} min {seconds % 60} s"),
        Line("Rang", one_line(matter.dialled)),
        Line("Call", matter.call),
    ]
    if matter.hazard:
        told = "the caller was told to hang up and ring 000"
        lines.insert(0, Line("Danger", f"{words(one_line(matter.hazard))}: {told}"))
    if matter.link:
        lines.append(Line("Listen" if matter.recorded else "Read", matter.link))
    return tuple(lines)


def _plain(head: Sequence[str], told_of: Sequence[Line], about: Sequence[Line]) -> str:
    def rows(lines: Sequence[Line]) -> str:
        return "\n".join(
            f"{line.name}: {line.value}{f' ({line.mark})' if line.mark else ''}" for line in lines
        )

    return "\n\n".join((*head, rows(told_of), rows(about))) + "\n"


def _html(head: Sequence[str], told_of: Sequence[Line], about: Sequence[Line]) -> str:
    def row(line: Line) -> str:
        value = escape(line.value)
        if line.name in {"Listen", "Read"}:
            value = f'<a href="{value}">{value}</a>'
        mark = f' <span style="color:{_colour(line)}">{escape(line.mark)}</span>'
        return (
            f'<tr><th align="left" style="padding:4px 16px 4px 0">{escape(line.name)}</th>'
            f'<td style="padding:4px 0">{value}{mark if line.mark else ""}</td></tr>'
        )

    table = '<table style="border-collapse:collapse;margin:0 0 16px">'
    tables = "".join(f"{table}{''.join(map(row, lines))}</table>" for lines in (told_of, about))
    opening = "".join(f"<p>{escape(line)}</p>" for line in head[1:])
    return (
        '<!doctype html><html lang="en"><body style="font:16px/1.4 system-ui,sans-serif">'
        f'<h1 style="font-size:20px">{escape(head[0])}</h1>{opening}{tables}</body></html>\n'
    )


def _colour(line: Line) -> str:
    return "#176b3a" if line.mark == CONFIRMED else "#8a5a00"


def _sender(sender: str) -> Address:
    name, address = parseaddr(sender)
    parsed = _address(address)
    return Address(one_line(name), parsed.username, parsed.domain)


def _address(text: str) -> Address:
    if not is_address(text):
        raise ValueError("no address of the form name@domain")
    name, _, domain = text.rpartition("@")
    return Address(username=name, domain=domain)


def _local(matter: Matter, told: Told) -> datetime:
    return datetime.fromtimestamp(matter.began_unix_ms / 1_000, told.zone)


def _short(when: datetime) -> str:
    return f"{when:%a} {when.day} {when:%b}, {_clock(when)}"


def _clock(when: datetime) -> str:
    return f"{when.hour % 12 or 12}:{when:%M} {'am' if when.hour < 12 else 'pm'}"
