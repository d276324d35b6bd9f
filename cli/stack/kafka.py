"""Apache Kafka on one loopback port: brought once by Maven, run as broker and controller in one."""

import asyncio
import base64
import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from string import Template
from struct import Struct
from typing import Final

import msgspec

from cli.stack.build import KEY_DIGITS, LOG_LINES, cache_folder
from cli.stack.health import ANSWER_S, Check
from cli.stack.needs import Need, bring
from cli.stack.ports import LOOPBACK, free_port
from cli.stack.state import tail
from spine.errors import EnvironmentNeedsError
from spine.home import PROJECT

SOURCE: Final = PROJECT / "tools" / "kafka"
POM: Final = SOURCE / "pom.xml"
OLDEST_JAVA: Final = 17
START_S: Final = 30.0
STOP_S: Final = 10.0
_JAVA: Final = Need("openjdk-17-jre-headless", command="java")
_MAVEN: Final = Need("maven", command="mvn")
_COPY: Final = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_JAVA_VERSION: Final = re.compile(r'version "(\d+)')
_FLAGS: Final = (
    "-Xms64m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # starts in 2.5 s; one machine's traffic never needs the rest
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.awt.headless=true",
)
_ASK: Final = Struct(">ihhihi")
_METADATA: Final = 3


class Broker(msgspec.Struct, frozen=True):
    """One broker: its files, and where it and its controller listen."""

    folder: Path
    port: int
    controller: int

    @property
    def address(self) -> str:
        """Where producers and consumers begin."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def command(self) -> tuple[str, ...]:
        """What runs it in the foreground, its log on stdout; SIGTERM stops it cleanly."""
        logging = f"-Dlog4j2.configurationFile=file:{self.folder.resolve() / 'log4j2.yaml'}"
        return ("java", *_FLAGS, logging, "kafka.Kafka", str(self._properties))

    @property
    def environment(self) -> Mapping[str, str]:
        """Ours, and where Java finds the broker."""
        return {**os.environ, "CLASSPATH": f"{jars()}/*"}

    @property
    def _properties(self) -> Path:
        return self.folder.resolve() / "server.properties"


def jars() -> Path:
    """Return the folder in which the broker is, or will be: named by what it is made of."""
    digest = hashlib.sha256(POM.read_bytes()).hexdigest()
    return cache_folder() / digest[:KEY_DIGITS] / "kafka"


def kafka_ready(tell: Callable[[str], None]) -> None:
    """Bring what the broker needs and, once, the broker.

    Raises:
        EnvironmentNeedsError: Naming what is missing and the command that brings it.
    """
    bring((_JAVA,), tell)
    _need_java()
    if jars().exists():
        return
    bring((_MAVEN,), tell)
    jars().parent.mkdir(parents=True, exist_ok=True)
    with jars().with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not jars().exists():
            _download(tell)


def kafka_files(folder: Path, ports: tuple[int, int]) -> Broker:
    """Write a broker's files and, the first time, its storage; a half-made one is thrown away.

    Args:
        folder: The broker's own.
        ports: The broker's and its controller's; others than the last time will do.

    Raises:
        EnvironmentNeedsError: If the storage cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    broker = Broker(folder, *ports)
    shutil.copyfile(SOURCE / "log4j2.yaml", folder / "log4j2.yaml")
    data = folder.resolve() / "data"
    if not data.exists():
        half = data.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        _format(broker, _write_properties(broker, "format.properties", half))
        half.replace(data)
    _write_properties(broker, "server.properties", data)
    return broker


def kafka_answers(port: int) -> Check:
    """Make a check that a broker answers and knows of itself, so topics can be made."""

    async def check() -> bool:
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
            async with asyncio.timeout(ANSWER_S):
                reader, writer = await asyncio.open_connection(LOOPBACK, port)
                try:
                    return await _knows_a_broker(reader, writer)
                finally:
                    writer.close()
        return False

    return check


@contextlib.contextmanager
def kafka_in(folder: Path) -> Iterator[tuple[Broker, subprocess.Popen[bytes]]]:
    """Run a broker of its own for as long as the block lasts; its files stay.

    Raises:
        EnvironmentNeedsError: If it cannot be made or does not start; with the end of its log.
    """
    broker = kafka_files(folder, (free_port(), free_port()))
    server = start_kafka(broker)
    try:
        yield broker, server
    finally:
        server.terminate()
        try:
            server.wait(STOP_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def start_kafka(broker: Broker) -> subprocess.Popen[bytes]:
    """Start a broker and wait until it answers.

    Raises:
        EnvironmentNeedsError: If it does not; with the end of its log.
    """
    log = broker.folder / "kafka.log"
    with log.open("ab") as file:
        server = subprocess.Popen(
            broker.command,
            env=broker.environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        asyncio.run(_answers_in_time(server, broker, log))
    except BaseException:
        server.kill()
        server.wait()
        raise
    return server


async def _answers_in_time(server: subprocess.Popen[bytes], broker: Broker, log: Path) -> None:
    check, clock = kafka_answers(broker.port), asyncio.get_running_loop().time
    deadline = clock() + START_S
    while not await check():
        if server.poll() is not None or clock() > deadline:
            raise EnvironmentNeedsError(f"Kafka did not start. The end of {log}:\n{tail(log)}")
        await asyncio.sleep(0.05)


async def _knows_a_broker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Ask for the cluster's metadata (version 1, no topics): one of its brokers must be there."""
    body = _ASK.pack(_ASK.size - 4, _METADATA, 1, 1, -1, 0)
    writer.write(body)
    length = int.from_bytes(await reader.readexactly(4), "big")
    answer = await reader.readexactly(min(length, 8))
    return int.from_bytes(answer[4:8], "big") > 0


def _need_java() -> None:
    ran = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    found = _JAVA_VERSION.search(ran.stderr)
    if found is None or int(found[1]) < OLDEST_JAVA:
        said = (ran.stderr.strip().splitlines() or ["nothing"])[0]
        raise EnvironmentNeedsError(
            f"Java {OLDEST_JAVA} or newer is needed to run Kafka, this one says: {said}. On Debian "
            f"12, as root: apt-get install --yes --no-install-recommends {_JAVA.package}"
        )


def _download(tell: Callable[[str], None]) -> None:
    tell("bringing Kafka (43 MB, once)")
    began = time.monotonic()
    half = jars().with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    options = ("--quiet", "--batch-mode", "--strict-checksums", "--file", str(POM))
    ran = _run("mvn", *options, _COPY, "-DincludeScope=runtime", f"-DoutputDirectory={half}")
    if ran.returncode != 0 or not any(half.glob("kafka_*.jar")):
        raise EnvironmentNeedsError(f"Kafka could not be brought by Maven:\n{_end_of(ran)}")
    half.replace(jars())
    tell(f"brought Kafka in {time.monotonic() - began:.0f} s")


def _format(broker: Broker, properties: Path) -> None:
    words = ("kafka.tools.StorageTool", "format", "-t", _cluster_id(), "-c", str(properties))
    ran = _run("java", *_FLAGS, *words, environment=broker.environment)
    if ran.returncode != 0:
        raise EnvironmentNeedsError(f"Kafka's storage could not be made:\n{_end_of(ran)}")


def _run(
    *command: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _end_of(ran: subprocess.CompletedProcess[str]) -> str:
    return "\n".join((ran.stdout + ran.stderr).strip().splitlines()[-LOG_LINES:])


def _cluster_id() -> str:
    """Return 16 bytes of chance as Kafka writes them; a leading dash would look like an option."""
    while (name := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith(
        "-"
    ):
        continue
    return name


def _write_properties(broker: Broker, name: str, data: Path) -> Path:
    file = broker.folder.resolve() / name
    values = {"host": LOOPBACK, "port": broker.port, "controller": broker.controller, "data": data}
    template = Template((SOURCE / "server.properties").read_text("utf-8"))
    file.write_text(template.substitute(values), "utf-8")
    return file
