"""Runs tries so that a crash between any two of them loses none: DBOS Transact.

Its tables are disposable. They say when a try is due; what has been done is in the log alone.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowID

from spine.ids import Seq, TenantId
from workflows.attempt import Verdict
from workflows.cue import Run

QUEUE: Final = "deliveries"
LIVE: Final = ("ENQUEUED", "DELAYED", "PENDING")
AT_ONCE: Final = 16
"""Tries at a time, of all tenants together; of each tenant one."""
POLL_S: Final = 0.1
KEPT: Final = timedelta(days=1)
PRUNED: Final = 500
STOP_S: Final = 5
"""Seconds that tries in progress are given when the process is told to stop."""

Try = Callable[[Run, tuple[int, ...]], Verdict]


class Durable:
    """One process's DBOS. There is one in a process, for DBOS is a singleton."""

    def __init__(self, url: str, attempt: Try) -> None:
        """Open DBOS's tables at a URL of SQLAlchemy's and take up what was left in them.

        The name, version and executor are fixed: whatever another release or a dead process left
        is this process's to finish. Values are kept as JSON, which nobody can make run.
        """
        self._attempt = attempt
        DBOS(
            config=DBOSConfig(
                name="workflows",
                system_database_url=url,
                application_version="1",
                executor_id="workflows",
                serializer=DBOSPortableJSONSerializer(),
                max_executor_threads=2 * AT_ONCE,
                log_level="WARNING",
            )
        )
        self._deliver = DBOS.workflow(name="deliver")(self._make())
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            partition_concurrency=1,
            worker_concurrency=AT_ONCE,
            polling_interval_sec=POLL_S,
            on_conflict="always_update",
        )

    def ensure(self, run: Run) -> None:
        """See to it that a run is under way; again is the same as once."""
        rows = DBOS.list_workflows(
            workflow_id_prefix=_prefix(run.stream_id, run.begun),
            load_input=False,
            load_output=False,
        )
        if not any(row.status in LIVE for row in rows):
            self._enqueue(run, len(rows) + 1, (), None)

    def prune(self) -> None:
        """Forget tries that were over long ago; the log remembers what came of them."""
        before = (datetime.now(UTC) - KEPT).isoformat()
        over = DBOS.list_workflows(
            completed_before=before, limit=PRUNED, load_input=False, load_output=False
        )
        if over:
            DBOS.delete_workflows([row.workflow_id for row in over])

    def close(self) -> None:
        """Stop; what is under way or due is taken up by the next process."""
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=STOP_S)

    def _make(self) -> Callable[..., None]:
        def once(stream_id: str, begun: int, tenant: str, taken: list[int]) -> dict[str, Any]:
            run = Run(stream_id, Seq(begun), TenantId(tenant))
            verdict = self._attempt(run, tuple(taken))
            return {"again_s": verdict.again_s, "taken": list(verdict.taken)}

        def deliver(stream_id: str, begun: int, tenant: str, number: int, taken: list[int]) -> None:
            verdict = DBOS.run_step({"name": "try"}, once, stream_id, begun, tenant, taken)
            if verdict["again_s"] is not None:
                run = Run(stream_id, Seq(begun), TenantId(tenant))
                self._enqueue(run, number + 1, tuple(verdict["taken"]), verdict["again_s"])

        return deliver

    def _enqueue(
        self, run: Run, number: int, taken: tuple[int, ...], delay_s: float | None
    ) -> None:
        name = f"{_prefix(run.stream_id, run.begun)}{number}"
        options = SetEnqueueOptions(queue_partition_key=run.tenant, delay_seconds=delay_s)
        with SetWorkflowID(name), options:
            DBOS.enqueue_workflow(
                QUEUE, self._deliver, run.stream_id, run.begun, run.tenant, number, list(taken)
            )


def _prefix(stream_id: str, begun: int) -> str:
    return f"{stream_id}/{begun}#"
