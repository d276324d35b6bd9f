"""Runs tries so that a crash between any two of them loses none: DBOS Transact.

Its tables are disposable. They say when a try is due; what has been done is in the log alone.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from dbos import (
    DBOS,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    SetEnqueueOptions,
    SetWorkflowID,
    StepOptions,
)

from workflows.attempt import Came, try_once
from workflows.cue import Run
from workflows.office import Office
from workflows.outcome import write_down

QUEUE: Final = "deliveries"
LIVE: Final = ("ENQUEUED", "DELAYED", "PENDING")
AT_ONCE: Final = 16
"""Tries at a time, of all tenants together; of each tenant one."""
POLL_S: Final = 0.25
CONNECTIONS: Final = 8
"""Of DBOS's own: what it does takes milliseconds each."""
KEPT: Final = timedelta(days=1)
PRUNED: Final = 500
STOP_S: Final = 5
"""Seconds that tries in progress are given when the process is told to stop."""

WRITTEN: Final = StepOptions(
    name="write down",
    retries_allowed=True,
    interval_seconds=0.5,
    backoff_rate=2,
    max_attempts=8,
)
"""A log that is away is waited for, about a minute; after that the letter is sent once more."""


class Durable:
    """One process's DBOS. There is one in a process, for DBOS is a singleton."""

    def __init__(self, url: str, office: Office) -> None:
        """Open DBOS's tables at a URL of SQLAlchemy's and take up what was left in them.

        The name, version and executor are fixed: whatever another release or a dead process left
        is this process's to finish. Values are kept as JSON, which nobody can make run.
        """
        self._office = office
        DBOS(
            config=DBOSConfig(
                name="workflows",
                system_database_url=url,
                application_version="1",
                executor_id="workflows",
                serializer=DBOSPortableJSONSerializer(),
                max_executor_threads=2 * AT_ONCE,
                sys_db_pool_size=CONNECTIONS,
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
            workflow_id_prefix=_prefix(run),
            load_input=False,
            load_output=False,
        )
        if not any(row.status in LIVE for row in rows):
            self._enqueue(run, len(rows) + 1, [], None)

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
        office = self._office

        def send(run: dict[str, Any], taken: list[int]) -> dict[str, Any]:
            return _plain(try_once(office, msgspec.convert(run, Run), tuple(taken)))

        def conclude(run: dict[str, Any], came: dict[str, Any]) -> dict[str, Any]:
            return _plain(
                write_down(office, msgspec.convert(run, Run), msgspec.convert(came, Came))
            )

        def deliver(run: dict[str, Any], number: int, taken: list[int]) -> None:
            came = DBOS.run_step({"name": "send"}, send, run, taken)
            verdict = DBOS.run_step(WRITTEN, conclude, run, came)
            if verdict["again_s"] is not None:
                then = msgspec.convert(run, Run)
                self._enqueue(then, number + 1, verdict["taken"], verdict["again_s"])

        return deliver

    def _enqueue(self, run: Run, number: int, taken: list[int], delay_s: float | None) -> None:
        options = SetEnqueueOptions(queue_partition_key=run.tenant, delay_seconds=delay_s)
        with SetWorkflowID(f"{_prefix(run)}{number}"), options:
            DBOS.enqueue_workflow(QUEUE, self._deliver, _plain(run), number, taken)


def _prefix(run: Run) -> str:
    return f"{run.stream_id}/{run.begun}#"


def _plain(what: msgspec.Struct) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(what)
    return plain
