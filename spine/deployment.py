"""What was pushed for each tenant and what is active: a fold over the tenant's own stream.

The log decides; `home.active` is made from it. One function activates, for the command and the API.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal

import msgspec

from spine.activation import Active, update_active
from spine.artefacts import find_graph
from spine.errors import RequestError
from spine.events.envelope import Envelope, decode_envelope, decode_note, tag_of
from spine.events.note import AnyNote, ConfigActivated, ConfigPushed, ConfigRefused
from spine.events.scribe import Tip
from spine.home import Home
from spine.ids import Seq, TenantId
from spine.log.call_log import CallLog
from spine.log.note import Where, note_if

ACTIVATED: Final = tag_of(ConfigActivated)
PAGE: Final = 500


class UnknownTenantError(RequestError):
    """Nothing was ever pushed for this tenant."""

    code = "tenant.unknown"
    exit_code = 3


class UnknownVersionError(RequestError):
    """This tenant has no such version."""

    code = "config.unknown_version"
    exit_code = 3


class ConflictError(RequestError):
    """Somebody else changed the tenant's configuration meanwhile."""

    code = "config.conflict"
    exit_code = 4


class NumberTakenError(RequestError):
    """A number is another tenant's now."""

    code = "config.number_taken"
    exit_code = 4


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One configuration that passed the gate."""

    version: int
    config: str
    name: str
    trials: int
    core: str
    """The Voice Core that it was tried with, as `Core.version`."""
    status: Literal["pushed", "active", "superseded"]
    pushed_unix_ms: int
    activated_unix_ms: int | None = None
    """When it was activated last."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One configuration that did not pass the gate."""

    config: str
    trial: str
    why: str
    refused_unix_ms: int


class Deployment(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant's configurations, as the log has them."""

    tenant: TenantId
    versions: tuple[Version, ...] = ()
    """Oldest first."""
    refusals: tuple[Refusal, ...] = ()
    active: Active | None = None
    revision: Seq = Seq(0)
    """The event that last pushed or activated something."""

    def find(self, version: int) -> Version | None:
        """Return one version."""
        return next((one for one in self.versions if one.version == version), None)


class Bound(msgspec.Struct, frozen=True):
    """Of a kept graph, what is needed to route calls to it."""

    numbers: tuple[str, ...]


def deployment_of(log: CallLog, tenant: TenantId) -> Deployment:
    """Return what was pushed for a tenant; empty where nothing was."""
    deployment = Deployment(tenant=tenant)
    for stored in log.read_stream("tenant", tenant):
        envelope = decode_envelope(stored.body)
        deployment = _apply(deployment, envelope, decode_note(envelope.payload))
    return deployment


def active_in(log: CallLog) -> tuple[Active, ...]:
    """Return what is active, by tenant."""
    every = (decode_envelope(stored.body) for stored in log.latest("tenant", ACTIVATED))
    return tuple(_active(envelope, _activation(envelope)) for envelope in every)


def refresh(home: Home, log: CallLog) -> tuple[Active, ...]:
    """Make the folder of active configurations agree with the log, and return what is in it.

    Raises:
        ActiveFolderError: If the folder cannot be written.
    """
    return update_active(home, lambda: active_in(log))


def activate(home: Home, log: CallLog, seen: Deployment, version: int, *, now: datetime) -> Active:
    """Hold a tenant's new calls with one of its versions; again is the same as once.

    Args:
        home: Where graphs are kept and the active ones are written down.
        log: The log.
        seen: The tenant's deployment, as whoever wants this has seen it.
        version: One of its versions.
        now: When this is.

    Raises:
        UnknownTenantError: If nothing was ever pushed.
        UnknownVersionError: If there is no such version.
        ArtefactMissingError: If its graph is not kept here.
        NumberTakenError: If one of its numbers is another tenant's by now.
        ConflictError: If the tenant is not as it was seen any more.
        ActiveFolderError: If it is activated, and the folder could not be made to agree.
    """
    wanted = version_of(seen, version)
    numbers = msgspec.json.decode(find_graph(home, wanted.config), type=Bound).numbers
    active = Active(
        tenant=seen.tenant,
        config=wanted.config,
        version=version,
        numbers=numbers,
        name=wanted.name,
    )
    if seen.active != active:
        _note_active(log, seen, active, core=wanted.core, now=now)
    refresh(home, log)
    return active


def version_of(seen: Deployment, version: int) -> Version:
    """Return one version of a tenant's.

    Raises:
        UnknownTenantError: If nothing was ever pushed.
        UnknownVersionError: If there is no such version; the message lists those that there are.
    """
    if not seen.versions:
        raise UnknownTenantError(f"nothing was ever pushed for {seen.tenant!r}")
    found = seen.find(version)
    if found is None:
        known = ", ".join(str(one.version) for one in seen.versions[-10:])
        raise UnknownVersionError(f"{seen.tenant} has no version {version}; there are: {known}")
    return found


def check_unchanged(log: CallLog, seen: Deployment) -> None:
    """See that nobody pushed or activated anything since.

    Raises:
        ConflictError: If somebody did.
    """
    if deployment_of(log, seen.tenant).revision != seen.revision:
        raise ConflictError(f"{seen.tenant} was changed meanwhile: look at it and try again")


def check_numbers(rows: tuple[Active, ...], tenant: TenantId, numbers: tuple[str, ...]) -> None:
    """See that no other tenant has one of these numbers.

    Raises:
        NumberTakenError: The message names that tenant.
    """
    for row in rows:
        taken = [number for number in numbers if number in row.numbers and row.tenant != tenant]
        if taken:
            raise NumberTakenError(
                f"{', '.join(taken)} is answered for {row.tenant} (version {row.version}):"
                f" take it out of {tenant}, or push {row.tenant} without it first"
            )


def _note_active(
    log: CallLog, seen: Deployment, active: Active, *, core: str, now: datetime
) -> None:
    behind = log.end()
    rows = {row.tenant: row for row in active_in(log)}

    def wanted(_: Tip) -> bool:
        """Nobody writes while this looks: what came since is little, the rest was read before."""
        check_unchanged(log, seen)
        rows.update((row.tenant, row) for row in _activated_since(log, behind))
        check_numbers(tuple(rows.values()), active.tenant, active.numbers)
        return True

    where = Where(
        stream="tenant",
        stream_id=active.tenant,
        tenant=active.tenant,
        core=core,
        config=active.config,
    )
    fact = ConfigActivated(
        config=active.config, version=active.version, name=active.name, numbers=active.numbers
    )
    note_if(log, where, fact, now=now, wanted=wanted)


def _activated_since(log: CallLog, pos: int) -> Iterator[Active]:
    while placed := log.after(pos, PAGE):
        pos = placed[-1].pos
        for one in placed:
            if one.stream == "tenant" and one.type == ACTIVATED:
                envelope = decode_envelope(one.body)
                yield _active(envelope, _activation(envelope))


def _activation(envelope: Envelope) -> ConfigActivated:
    fact = decode_note(envelope.payload)
    assert isinstance(fact, ConfigActivated)  # noqa: S101 - its type says so
    return fact


def _active(envelope: Envelope, fact: ConfigActivated) -> Active:
    return Active(
        tenant=envelope.tenant,
        config=fact.config,
        version=fact.version,
        numbers=fact.numbers,
        name=fact.name,
    )


def _apply(seen: Deployment, envelope: Envelope, fact: AnyNote) -> Deployment:
    at_ms, replace = envelope.occurred_at_ms, msgspec.structs.replace
    match fact:
        case ConfigPushed():
            version = Version(
                version=fact.version,
                config=fact.config,
                name=fact.name,
                trials=fact.trials,
                core=envelope.core,
                status="pushed",
                pushed_unix_ms=at_ms,
            )
            return replace(seen, versions=(*seen.versions, version), revision=envelope.seq)
        case ConfigRefused(config=config, trial=trial, why=why):
            refusal = Refusal(config=config, trial=trial, why=why, refused_unix_ms=at_ms)
            return replace(seen, refusals=(*seen.refusals, refusal))
        case ConfigActivated():
            return replace(
                seen,
                versions=tuple(_moved(one, fact.version, at_ms) for one in seen.versions),
                active=_active(envelope, fact),
                revision=envelope.seq,
            )
        case _:
            return seen


def _moved(one: Version, active: int, at_ms: int) -> Version:
    if one.version == active:
        return msgspec.structs.replace(one, status="active", activated_unix_ms=at_ms)
    if one.status == "active":
        return msgspec.structs.replace(one, status="superseded")
    return one
