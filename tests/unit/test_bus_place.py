"""A member of a group that is not told what is its own says so, in place of waiting for ever.

Found by a run of the gate: kafka-python 3.0.12 forgets what a member is given if it joined before
the partitions were known to it and a poll ended while it joined again. It stood silent for good.
"""

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from kafka import ConsumerRebalanceListener

from spine.bus import kafka
from spine.bus.kafka import BusAwayError, Receiver


class GroupMember:
    """What a `Receiver` uses of the library's consumer."""

    DEFAULT_CONFIG: ClassVar = {"group_id": None}
    partitions: ClassVar[set[int]] = {0, 1}

    def __init__(self, **settings: object) -> None:
        self.listener: ConsumerRebalanceListener | None = None
        self.closed = False
        members.append(self)

    def partitions_for_topic(self, topic: str) -> set[int]:
        return self.partitions

    def subscribe(self, topics: Iterable[str], listener: ConsumerRebalanceListener) -> None:
        self.listener = listener

    def poll(self, **limits: object) -> dict[Any, Any]:
        return {}

    def close(self, **how: object) -> None:
        self.closed = True


members: list[GroupMember] = []


@pytest.fixture
def pass_s(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    now = 100.0
    members.clear()
    monkeypatch.setattr(kafka, "KafkaConsumer", GroupMember)
    monkeypatch.setattr(kafka, "time", SimpleNamespace(monotonic=lambda: now))

    def pass_s(seconds: float) -> None:
        nonlocal now
        now += seconds

    return pass_s


def test_a_member_that_never_has_an_answer_joins_anew(pass_s: Callable[[float], None]) -> None:
    receiver = Receiver("broker:9092", "events", "log")
    pass_s(kafka.JOINING_S)
    assert receiver.receive(200, 10) == ()
    pass_s(0.1)
    with pytest.raises(BusAwayError):
        receiver.receive(200, 10)


@pytest.mark.parametrize("given", [set(), {0, 1}])
def test_nothing_is_an_answer_too(pass_s: Callable[[float], None], given: set[int]) -> None:
    receiver = Receiver("broker:9092", "events", "log")
    listener = members[0].listener
    assert listener is not None
    listener.on_partitions_assigned(given)
    pass_s(3_600)
    assert receiver.receive(200, 10) == ()

    listener.on_partitions_revoked(given)
    pass_s(kafka.JOINING_S + 1)
    with pytest.raises(BusAwayError):
        receiver.receive(200, 10)


def test_nobody_joins_before_the_partitions_are_known(
    pass_s: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GroupMember, "partitions", set())
    with pytest.raises(BusAwayError, match="events cannot be joined"):
        Receiver("broker:9092", "events", "log")
    assert members[0].closed
    assert members[0].listener is None
