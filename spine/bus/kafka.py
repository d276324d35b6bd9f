"""The one place that knows kafka-python: what enters and leaves it has types from here on."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from kafka import ConsumerRebalanceListener, KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError, TopicAlreadyExistsError, UnknownTopicOrPartitionError

from spine.bus.topics import LARGEST, Topic
from spine.errors import EnvironmentNeedsError

BOOTSTRAP_MS: Final = 2_000
"""How long a start looks for a broker before it says that there is none."""
BLOCK_MS: Final = 2_000
"""How long sending may wait for a topic's partitions to be known."""
RECONNECT_MAX_MS: Final = 500
"""The library waits up to 30 s between tries: a broker that is back would stand idle."""
REQUEST_MS: Final = 5_000
DELIVERY_MS: Final = 30_000
"""After that a message counts as failed; the journal has it, so it is sent again."""
LINGER_MS: Final = 2
BATCH_BYTES: Final = 131_072
CLOSE_S: Final = 1.0
SESSION_MS: Final = 4_000
"""Until the partitions of a consumer that was killed go to another."""
HEARTBEAT_MS: Final = 500
JOINING_S: Final = 15.0
"""A member that has had no answer to its joining for so long begins anew."""
QUIET_S: Final = 10.0
"""The library says each failed try three times; once in so long is enough."""

Clock = Callable[[], float]
Then = Callable[[Exception | None], None]

_SHARED: Final = {
    "bootstrap_timeout_ms": BOOTSTRAP_MS,
    "reconnect_backoff_max_ms": RECONNECT_MAX_MS,
    "request_timeout_ms": REQUEST_MS,
    "allow_auto_create_topics": False,
    "metrics_enabled": False,
}


class BusAwayError(EnvironmentNeedsError):
    """The broker cannot be reached, or would not do what was asked; try again."""

    code = "bus.away"


class Rarely(logging.Filter):
    """Lets one record pass in a while and counts the rest."""

    def __init__(self, every_s: float = QUIET_S, clock: Clock = time.monotonic) -> None:
        """Let the first pass."""
        super().__init__()
        self._every_s = every_s
        self._clock = clock
        self._next = float("-inf")
        self._held = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record passes; it names how many did not."""
        now = self._clock()
        if now < self._next:
            self._held += 1
            return False
        if self._held:
            record.msg = f"{record.getMessage()} (and {self._held} lines that were held back)"
            record.args = ()
        self._next, self._held = now + self._every_s, 0
        return True


def hush() -> None:
    """Put the library's log behind a handler of its own that says something now and then."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(Rarely())
    library = logging.getLogger("kafka")
    library.handlers = [handler]
    library.setLevel(logging.WARNING)
    library.propagate = False


def make_topics(address: str, topics: Iterable[Topic]) -> dict[str, str]:
    """Make the topics that are missing; return each one's id, which differs once it is made anew.

    Raises:
        BusAwayError: If there is no broker, or it would not.
    """
    wanted = tuple(topics)
    try:
        admin = KafkaAdminClient(bootstrap_servers=address, **_only(_SHARED, KafkaAdminClient))
        try:
            _make_missing(admin, wanted)
            found = admin.describe_topics([topic.name for topic in wanted])
        finally:
            admin.close()
    except (KafkaError, OSError) as exc:
        raise BusAwayError(f"the bus at {address} is away: {exc}") from exc
    return {str(one["name"]): str(one["topic_id"]) for one in found}


class Publisher:
    """Sends messages, each acknowledged once it is in the topic; of a key in order, none twice."""

    def __init__(self, address: str) -> None:
        """Connect.

        Raises:
            BusAwayError: If there is no broker.
        """
        settings: dict[str, Any] = {
            **_only(_SHARED, KafkaProducer),
            "enable_idempotence": True,
            "acks": "all",
            "max_block_ms": BLOCK_MS,
            "delivery_timeout_ms": DELIVERY_MS,
            "linger_ms": LINGER_MS,
            "batch_size": BATCH_BYTES,
            "max_request_size": LARGEST,
        }
        try:
            self._producer = KafkaProducer(bootstrap_servers=address, **settings)
        except (KafkaError, OSError) as exc:
            raise BusAwayError(f"the bus at {address} is away: {exc}") from exc

    def publish(self, topic: str, key: str, value: bytes, then: Then) -> None:
        """Send; `then` is told in a thread of the library's that it arrived, or why it did not.

        Raises:
            BusAwayError: If it was not even taken.
        """
        try:
            sent = self._producer.send(topic, value=value, key=key.encode())
        except (KafkaError, OSError) as exc:
            raise BusAwayError(f"not taken by the bus: {exc}") from exc
        sent.add_callback(lambda _: then(None))
        sent.add_errback(then)

    def close(self, patience_s: float = CLOSE_S) -> None:
        """Let go; what was not acknowledged within the patience fails."""
        try:
            self._producer.close(timeout=patience_s)
        except (KafkaError, OSError) as exc:
            logging.getLogger("kafka").warning("closing failed: %s", exc)


class Receiver:
    """A member of a group that shares a topic; its place moves only when it commits."""

    def __init__(self, address: str, topic: str, group: str) -> None:
        """Join the group; the first of it begins at the topic's beginning.

        Raises:
            BusAwayError: If there is no broker, or it does not know the topic yet.
        """
        settings: dict[str, Any] = {
            **_only(_SHARED, KafkaConsumer),
            "group_id": group,
            "auto_offset_reset": "earliest",
            "enable_auto_commit": False,
            "session_timeout_ms": SESSION_MS,
            "heartbeat_interval_ms": HEARTBEAT_MS,
            "max_partition_fetch_bytes": LARGEST,
        }
        try:
            self._consumer = KafkaConsumer(bootstrap_servers=address, **settings)
        except (KafkaError, OSError) as exc:
            raise BusAwayError(f"the bus at {address} is away: {exc}") from exc
        self._place = _Place()
        try:
            self._subscribe(topic)
        except (KafkaError, OSError) as exc:
            self.close()
            raise BusAwayError(f"{topic} cannot be joined: {exc}") from exc

    def _subscribe(self, topic: str) -> None:
        """Join once the partitions are known: a member that joins before is given none at first.

        The library (3.0.12) then joins again, and if a poll ends meanwhile it forgets the answer.
        """
        if not self._consumer.partitions_for_topic(topic):
            raise UnknownTopicOrPartitionError(topic)
        self._consumer.subscribe([topic], listener=self._place)

    def receive(self, wait_ms: int, most: int) -> tuple[bytes, ...]:
        """Return what is next, of each key in order; empty when nothing came in that time.

        Raises:
            BusAwayError: If the place in the topic is lost; join again.
        """
        if self._place.is_lost():
            raise BusAwayError("the group does not say what is whose")
        try:
            found = self._consumer.poll(timeout_ms=wait_ms, max_records=most)
        except (KafkaError, OSError) as exc:
            raise BusAwayError(f"the bus gives nothing: {exc}") from exc
        return tuple(one.value or b"" for records in found.values() for one in records)

    def commit(self) -> None:
        """Go on behind what was received, also after a restart.

        Raises:
            BusAwayError: If that was not noted: it will be received again.
        """
        try:
            self._consumer.commit()
        except (KafkaError, OSError) as exc:
            raise BusAwayError(f"the place in the topic was not noted: {exc}") from exc

    def close(self) -> None:
        """Leave the group, so that others take over at once."""
        try:
            self._consumer.close(autocommit=False, timeout_ms=int(CLOSE_S * 1_000))
        except (KafkaError, OSError) as exc:
            logging.getLogger("kafka").warning("leaving failed: %s", exc)


class _Place(ConsumerRebalanceListener):  # type: ignore[misc]  # the library has no types
    """Whether a member knows what it is to read; nothing at all is an answer too."""

    def __init__(self) -> None:
        self._asking_since: float | None = time.monotonic()

    def on_partitions_revoked(self, revoked: object) -> None:  # noqa: ARG002 - the library's
        self._asking_since = time.monotonic()

    def on_partitions_assigned(self, assigned: object) -> None:  # noqa: ARG002 - the library's
        self._asking_since = None

    def is_lost(self) -> bool:
        since = self._asking_since
        return since is not None and time.monotonic() - since > JOINING_S


def _make_missing(admin: Any, wanted: Iterable[Topic]) -> None:
    there = set(admin.list_topics())
    missing = {
        topic.name: {"num_partitions": topic.partitions, "configs": topic.settings}
        for topic in wanted
        if topic.name not in there
    }
    if not missing:
        return
    try:
        admin.create_topics(missing, wait_for_metadata=True)
    except TopicAlreadyExistsError:
        admin.wait_for_topics(list(missing))  # another process was quicker


def _only(settings: dict[str, Any], client: Any) -> dict[str, Any]:
    """Return those settings that a client knows: it refuses others."""
    return {name: value for name, value in settings.items() if name in client.DEFAULT_CONFIG}
