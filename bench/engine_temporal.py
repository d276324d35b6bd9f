"""Temporal's Python replayer holding the same call; prints events per second as JSON.

Runs in an interpreter of its own, which has `temporalio` and nothing of ours: see `bench.engine`.
No server is needed: a history as a server would have recorded it is put together from the call's
events, a signal each, with a workflow task after each objective that ends, as our engine is asked.
The workflow folds what ours does of results and values; the replayer compares every command that it
gives with the history, and fails at the first that differs. Seconds are those of the whole process,
the threads of its Rust core included.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any, Final

from temporalio import workflow  # type: ignore[import-not-found]
from temporalio.api.common.v1 import Payload, Payloads, WorkflowType  # type: ignore[import-not-found]
from temporalio.api.enums.v1 import EventType  # type: ignore[import-not-found]
from temporalio.api.history.v1 import History, HistoryEvent  # type: ignore[import-not-found]
from temporalio.api.taskqueue.v1 import TaskQueue  # type: ignore[import-not-found]
from temporalio.client import WorkflowHistory  # type: ignore[import-not-found]
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner  # type: ignore[import-not-found]

CALLS: Final = 20
ROUNDS: Final = 7
QUEUE: Final = "calls"


@workflow.defn(name="Call", sandboxed=False)
class Call:
    """One call: results and values by name, over when its last objective is."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self.states: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.over = False

    @workflow.run  # type: ignore[untyped-decorator]
    async def run(self) -> str:
        """Wait until the call is over and return what it is worth."""
        await workflow.wait_condition(lambda: self.over)
        return self.values.get("visit", "lead")

    @workflow.signal  # type: ignore[untyped-decorator]
    def happened(self, event: dict[str, Any]) -> None:
        """Take one event of the call."""
        if event["type"] in {"objective.begun.v1", "objective.ended.v1"}:
            self.states[event["objective"]] = event.get("result", "active")
        elif event["type"] == "capture.confirmed.v1":
            self.values[event["field"]] = event["value"]
        elif event["type"] == "call.ended.v1":
            self.over = True


class Book:
    """A history as it is written."""

    def __init__(self) -> None:
        """Begin with the start of the workflow."""
        self.history = History()
        started = self.add(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
        attributes = started.workflow_execution_started_event_attributes
        attributes.workflow_type.CopyFrom(WorkflowType(name="Call"))
        attributes.task_queue.CopyFrom(TaskQueue(name=QUEUE))
        attributes.original_execution_run_id = attributes.first_execution_run_id = "run"
        attributes.attempt = 1
        attributes.workflow_task_timeout.FromSeconds(10)
        self.task()

    def add(self, kind: Any) -> HistoryEvent:
        """Write the next event, a millisecond after the one before."""
        event = self.history.events.add()
        event.event_id = len(self.history.events)
        event.event_type = kind
        event.event_time.FromMilliseconds(1_700_000_000_000 + event.event_id)
        return event

    def task(self) -> int:
        """Write a workflow task from its scheduling to its end, and return where it ended."""
        scheduled = self.add(EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED)
        scheduled.workflow_task_scheduled_event_attributes.task_queue.name = QUEUE
        started = self.add(EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED)
        started.workflow_task_started_event_attributes.scheduled_event_id = scheduled.event_id
        done = self.add(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
        done.workflow_task_completed_event_attributes.scheduled_event_id = scheduled.event_id
        done.workflow_task_completed_event_attributes.started_event_id = started.event_id
        return int(done.event_id)

    def signal(self, line: bytes) -> None:
        """Write one event of the call."""
        event = self.add(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
        attributes = event.workflow_execution_signaled_event_attributes
        attributes.signal_name = "happened"
        attributes.input.CopyFrom(Payloads(payloads=[_json(line)]))

    def complete(self, result: str) -> None:
        """Write the end: the replayer holds the workflow's own result against it."""
        at = self.task()
        event = self.add(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED)
        attributes = event.workflow_execution_completed_event_attributes
        attributes.workflow_task_completed_event_id = at
        attributes.result.CopyFrom(Payloads(payloads=[_json(json.dumps(result).encode())]))


def _json(data: bytes) -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=data)


def history_of(lines: list[bytes]) -> WorkflowHistory:
    """Return the history of a call."""
    book = Book()
    for line in lines:
        book.signal(line)
        if json.loads(line)["type"] == "objective.ended.v1":
            book.task()
    book.complete("confirmed")
    return WorkflowHistory("call", book.history.events)


async def measure(lines: list[bytes]) -> float:
    """Return events of the call replayed in a second of this process."""
    replayer = Replayer(workflows=[Call], workflow_runner=UnsandboxedWorkflowRunner())
    history = history_of(lines)
    ran = await replayer.replay_workflow(history, raise_on_replay_failure=True)
    assert ran.replay_failure is None
    return max([await _round(replayer, history, len(lines)) for _ in range(ROUNDS)])


async def _round(replayer: Replayer, history: WorkflowHistory, events: int) -> float:
    began = time.process_time()
    async with replayer.workflow_replay_iterator(_many(history)) as results:
        async for result in results:
            assert result.replay_failure is None
    return CALLS * events / (time.process_time() - began)


async def _many(history: WorkflowHistory) -> Any:
    for at in range(CALLS):
        yield WorkflowHistory(f"call-{at}", history.events)


if __name__ == "__main__":
    rate = asyncio.run(measure(Path(sys.argv[1]).read_bytes().splitlines()))
    print(json.dumps({"temporal": rate}))
