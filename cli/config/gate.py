"""The gate before production: a graph is proved and tried, or it takes no calls.

No way leads round it. Whoever activates comes through here, with whatever role: what was tried
with another Voice Core is tried again with the one that is installed.
"""

from datetime import UTC, datetime

import msgspec

from agent_worker.core_files import read_core
from agent_worker.version import keep_core
from agent_worker.voice_core.core import Core
from objective_engine.checker import prove
from objective_engine.graph import Graph, from_bytes
from objective_engine.proving.dialogue import dialogue
from spine.activation import Active
from spine.artefacts import find_graph
from spine.deployment import Deployment, activate, deployment_of, version_of
from spine.errors import RequestError
from spine.events.note import ConfigRefused
from spine.home import Home
from spine.ids import TenantId
from spine.log.call_log import CallLog
from spine.log.note import Where, note
from stress.trials import TrialFailedError, run_trials

PROOF = "proof"


class RefusedError(RequestError):
    """A configuration did not pass the gate; nothing changed."""

    code = "config.refused"
    exit_code = 5

    def __init__(self, trial: str, why: str, transcript: tuple[str, ...]) -> None:
        super().__init__(f"refused: {'the proof' if trial == PROOF else trial}: {why}")
        self.trial = trial
        """What it failed in: `proof`, or the name of a trial call."""
        self.why = why
        self.transcript = transcript
        """The call that shows it, if one does; every value in it is made up."""


class Gate(msgspec.Struct, frozen=True):
    """What pushing and activating are done with."""

    home: Home
    log: CallLog
    core: Core

    def check(self, graph: Graph, now: datetime) -> int:
        """Prove a graph and hold its trial calls; return how many there were.

        Raises:
            RefusedError: At the first thing that does not hold; the log has been told.
        """
        try:
            return self.judge(graph)
        except RefusedError as refused:
            fact = ConfigRefused(config=graph.id, trial=refused.trial, why=refused.why)
            note(self.log, self.where(graph.tenant, graph.id), fact, now=now)
            raise

    def judge(self, graph: Graph) -> int:
        """Do as `check` does and tell nobody: a look at what would come of it.

        Raises:
            RefusedError: At the first thing that does not hold.
        """
        _prove(graph)
        return _try(self.core, graph)

    def activate(self, seen: Deployment, version: int, now: datetime) -> Active:
        """Hold a tenant's new calls with a version; see `spine.deployment.activate`.

        Raises:
            RequestError: If there is no such version, a number is taken, or somebody was quicker.
            RefusedError: If it was tried with another core, and does not pass with this one.
        """
        if version_of(seen, version).core != self.core.version:
            graph = from_bytes(find_graph(self.home, version_of(seen, version).config))
            self.check(graph, now)
        return activate(self.home, self.log, seen, version, now=now)

    def where(self, tenant: TenantId, config: str) -> Where:
        """Say where a fact about a tenant's configuration belongs."""
        return Where(
            stream="tenant",
            stream_id=tenant,
            tenant=tenant,
            core=self.core.version,
            config=config,
        )


def open_gate(home: Home, log: CallLog) -> Gate:
    """Stand at the gate with the installed Voice Core, which is kept for replays to come."""
    core = read_core()
    keep_core(home, core.digest)
    return Gate(home, log, core)


class Activator:
    """Activates by tenant and version: what the API is handed (`platform_api.ports.Activate`)."""

    def __init__(self, gate: Gate) -> None:
        """Activate at this gate."""
        self._gate = gate

    def __call__(self, tenant: TenantId, version: int) -> None:
        """Activate one version of a tenant's; again is the same as once. Blocks.

        Raises:
            RequestError: As `Gate.activate`.
        """
        seen = deployment_of(self._gate.log, tenant)
        self._gate.activate(seen, version, datetime.now(UTC))


def _prove(graph: Graph) -> None:
    proof = prove(graph)
    if proof.verdict == "proved":
        return
    if not proof.violations:
        raise RefusedError(PROOF, proof.why, ())
    first = proof.violations[0]
    raise RefusedError(PROOF, first.why, dialogue(first.call) if first.call else ())


def _try(core: Core, graph: Graph) -> int:
    try:
        return run_trials(core, graph)
    except TrialFailedError as failed:
        raise RefusedError(failed.trial, failed.why, failed.transcript) from failed
