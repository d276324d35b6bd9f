"""What is done before the broker starts, and what is said where it cannot be."""

import os
from pathlib import Path

import pytest

from cli.stack import kafka
from cli.stack.kafka import Broker, jars, kafka_answers, kafka_files, kafka_ready
from cli.stack.ports import free_port
from spine.errors import EnvironmentNeedsError


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, and an empty cache."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def test_without_java_its_package_is_named(path: Path) -> None:
    with pytest.raises(EnvironmentNeedsError, match="openjdk-17-jre-headless"):
        kafka_ready(print)


@pytest.mark.parametrize("says", ['openjdk version "11.0.2"', "no version at all", ""])
def test_a_java_that_is_too_old_is_named_with_the_one_that_is_needed(path: Path, says: str) -> None:
    program(path, "java", f"echo '{says}' >&2")
    with pytest.raises(EnvironmentNeedsError, match=r"Java 17 .*openjdk-17-jre-headless"):
        kafka_ready(print)


def test_without_maven_its_package_is_named(path: Path) -> None:
    program(path, "java", "echo 'openjdk version \"17.0.1\"' >&2")
    with pytest.raises(EnvironmentNeedsError, match=r"apt-get install .*maven"):
        kafka_ready(print)


def test_a_maven_that_fails_is_quoted_and_leaves_nothing(path: Path) -> None:
    program(path, "java", "echo 'openjdk version \"21\"' >&2")
    program(path, "mvn", "echo 'no such artifact'; exit 1")
    with pytest.raises(EnvironmentNeedsError, match="no such artifact"):
        kafka_ready(print)
    assert not jars().exists()


def test_it_is_brought_once(path: Path) -> None:
    program(path, "java", "echo 'openjdk version \"17.0.1\"' >&2")
    target = jars().with_suffix(".half")
    program(path, "mvn", f"/bin/mkdir -p {target}; : > {target}/kafka_2.13.jar; echo x >> {path}/n")
    told: list[str] = []
    for _ in range(2):
        kafka_ready(told.append)

    assert (path / "n").read_text() == "x\n"
    assert [line.split()[0] for line in told] == ["bringing", "brought"]
    assert [file.name for file in jars().iterdir()] == ["kafka_2.13.jar"]


def test_storage_is_made_once_and_ports_may_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def made_by(broker: Broker, properties: Path) -> None:
        made.append(properties.name)
        (broker.folder.resolve() / "data.half").mkdir()

    monkeypatch.setattr(kafka, "_format", made_by)
    (tmp_path / "data.half").mkdir()
    (tmp_path / "data.half" / "rubbish").touch()
    kafka_files(tmp_path, (19_001, 19_002))
    broker = kafka_files(tmp_path, (19_003, 19_004))

    assert made == ["format.properties"]
    assert not list((tmp_path / "data").iterdir())
    written = (tmp_path / "server.properties").read_text()
    assert "listeners=PLAINTEXT://127.0.0.1:19003,CONTROLLER://127.0.0.1:19004" in written
    assert "controller.quorum.voters=1@127.0.0.1:19004" in written
    assert f"log.dirs={tmp_path / 'data'}" in written
    assert broker.command[-1] == str(tmp_path / "server.properties")
    assert broker.environment["CLASSPATH"] == f"{jars()}/*"
    assert broker.address == "127.0.0.1:19003"


def test_storage_that_cannot_be_made_is_said_with_the_reason(path: Path, tmp_path: Path) -> None:
    program(path, "java", "echo 'no room left'; exit 1")
    with pytest.raises(EnvironmentNeedsError, match="no room left"):
        kafka_files(tmp_path / "kafka", (19_001, 19_002))
    assert not (tmp_path / "kafka" / "data").exists()


async def test_nobody_there_is_no_answer() -> None:
    assert not await kafka_answers(free_port())()


def test_a_broker_that_ends_at_once_is_said_with_the_end_of_its_log(
    path: Path, tmp_path: Path
) -> None:
    program(path, "java", "echo 'port is taken'; exit 1")
    broker = Broker(tmp_path, free_port(), free_port())
    with pytest.raises(EnvironmentNeedsError, match="port is taken"):
        kafka.start_kafka(broker)
    assert os.environ["PATH"] == str(path)
