from pathlib import Path

import pytest

from agent_worker.settings import Settings, read_settings
from spine.settings import SettingsError


def test_without_a_file_or_variables_everything_is_local() -> None:
    assert read_settings({}) == Settings()


def test_a_file_sets_and_the_environment_overrides(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('law = "mulaw"\nwhisper_threads = 1\n')

    settings = read_settings({"SPOTFUNNEL_SETTINGS": str(file), "SPOTFUNNEL_WHISPER_THREADS": "4"})

    assert (settings.law, settings.whisper_threads) == ("mulaw", 4)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("recognizer = 'whisper'", "did you mean 'recogniser'"),
        ("law = 'blaw'", "law"),
        ("vad_min_silence_ms = 99999", "vad_min_silence_ms"),
        ("law = ", "cannot be used"),
    ],
)
def test_a_mistake_in_the_file_stops_the_start(tmp_path: Path, body: str, says: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(body)

    with pytest.raises(SettingsError, match=says):
        read_settings({"SPOTFUNNEL_SETTINGS": str(file)})


def test_a_file_that_is_not_there_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="cannot be used"):
        read_settings({"SPOTFUNNEL_SETTINGS": "nowhere.toml"})


def test_a_variable_that_is_nearly_a_setting_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="did you mean 'recogniser'"):
        read_settings({"SPOTFUNNEL_RECOGNIZER": "whisper"})


def test_a_variable_of_another_part_is_left_alone() -> None:
    assert read_settings({"SPOTFUNNEL_HOME": "x", "SPOTFUNNEL_CACHE": "y"}) == Settings()


def test_the_digest_names_the_content_and_not_the_place() -> None:
    assert read_settings({}).digest() == read_settings({"SPOTFUNNEL_HOME": "x"}).digest()
    assert read_settings({"SPOTFUNNEL_LAW": "mulaw"}).digest() != Settings().digest()
