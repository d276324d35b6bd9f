"""What happens outside of calls, written down in streams of their own: tenants, workflows, audit.

These types are technical: stored clear, they hold nothing that a caller said. A type is never
edited: add `.v2` and an upcaster.
"""

from typing import Literal

import msgspec

from spine.ids import CallId, EventId, TenantId

Role = Literal["operator", "customer"]


class Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """One fact; when it happened and whose it is stand in its envelope."""


class ConfigPushed(Note, frozen=True, tag="config.pushed.v1"):
    """A configuration was compiled, proved and tried: it may be activated."""

    config: str
    """The graph's id."""
    version: int
    """1, 2, 3… for each tenant."""
    name: str
    """The business's."""
    trials: int
    """How many text calls it passed."""


class ConfigRefused(Note, frozen=True, tag="config.refused.v1"):
    """A trial call failed: nothing changed."""

    config: str
    trial: str
    why: str


class ConfigActivated(Note, frozen=True, tag="config.activated.v1"):
    """From here on new calls to these numbers are held with this configuration."""

    config: str
    version: int
    name: str
    numbers: tuple[str, ...]
    """E.164."""


class WorkflowBegun(Note, frozen=True, tag="workflow.begun.v1"):
    """Something that follows a call was taken up."""

    workflow: str
    trigger: EventId
    call: CallId


class WorkflowTried(Note, frozen=True, tag="workflow.tried.v1"):
    """An attempt failed; there will be another."""

    attempt: int
    """From 1."""
    why: str


class WorkflowDone(Note, frozen=True, tag="workflow.done.v1"):
    """The other side took it."""

    reference: str
    """How the other side knows it, such as a Message-ID."""
    recipients: int


class WorkflowDead(Note, frozen=True, tag="workflow.dead.v1"):
    """Given up: a person has to look."""

    why: str


class WorkflowSkipped(Note, frozen=True, tag="workflow.skipped.v1"):
    """There was nothing to do, and this is why."""

    why: str


class LinkMade(Note, frozen=True, tag="audit.link_made.v1"):
    """A one-time link was made."""

    role: Role
    tenant: TenantId
    by: str = ""


class SignedIn(Note, frozen=True, tag="audit.signed_in.v1"):
    """A one-time link was used."""

    role: Role
    tenant: TenantId


class KeyMade(Note, frozen=True, tag="audit.key_made.v1"):
    """A program was given a key."""

    name: str
    role: Role
    tenant: TenantId


class KeyRevoked(Note, frozen=True, tag="audit.key_revoked.v1"):
    """A program's key is worth nothing any more."""

    name: str


class RecordingHeard(Note, frozen=True, tag="audit.recording_heard.v1"):
    """Somebody was given a call's sound."""

    call: CallId
    role: Role


class CallReplayed(Note, frozen=True, tag="audit.call_replayed.v1"):
    """Somebody replayed a call."""

    call: CallId
    result: str


class CallErased(Note, frozen=True, tag="audit.call_erased.v1"):
    """What was said in a call was erased."""

    call: CallId
    at: str
    """ISO 8601, UTC: the tombstone's."""


AnyNote = (
    ConfigPushed
    | ConfigRefused
    | ConfigActivated
    | WorkflowBegun
    | WorkflowTried
    | WorkflowDone
    | WorkflowDead
    | WorkflowSkipped
    | LinkMade
    | SignedIn
    | KeyMade
    | KeyRevoked
    | RecordingHeard
    | CallReplayed
    | CallErased
)
