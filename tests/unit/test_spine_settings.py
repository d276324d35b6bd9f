from pathlib import Path

import pytest

from spine.home import Home
from spine.settings import Api, SettingsError, Spine, read_section


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_without_anything_set_the_log_is_a_file_and_there_is_no_server(home: Home) -> None:
    assert read_section(Spine, {}, home) == Spine(log_url="", kafka="")


def test_the_file_is_beaten_by_what_is_up_and_that_by_the_environment(home: Home) -> None:
    file = home.root / "settings.toml"
    file.write_text('[api]\nhost = "a"\nport = 1\npublic_url = "a"\n')
    home.run_file.write_text('[api]\nport = 2\npublic_url = "b"\n[spine]\nkafka = "k"\n')
    given = {"SPOTFUNNEL_SETTINGS": str(file), "SPOTFUNNEL_API_PUBLIC_URL": "c"}

    assert read_section(Api, given, home) == Api(host="a", port=2, public_url="c")
    assert read_section(Spine, given, home) == Spine(kafka="k")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[spine]\nlog_ulr = "x"\n', "did you mean 'log_url'"),
        ("[spine]\nkafka = 9\n", r"\[spine\] Expected `str`"),
        ("spine = 1\n", r"\[spine\] is a table"),
        ("[spine\n", "cannot be used"),
    ],
)
def test_a_mistake_stops_the_start_and_names_its_place(home: Home, text: str, says: str) -> None:
    file = home.root / "settings.toml"
    file.write_text(text)

    with pytest.raises(SettingsError, match=says):
        read_section(Spine, {"SPOTFUNNEL_SETTINGS": str(file)}, home)


def test_a_settings_file_that_is_named_and_missing_is_a_mistake(home: Home) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        read_section(Spine, {"SPOTFUNNEL_SETTINGS": str(home.root / "nowhere.toml")}, home)


def test_a_variable_with_a_typo_is_a_mistake(home: Home) -> None:
    with pytest.raises(SettingsError, match="did you mean 'port'"):
        read_section(Api, {"SPOTFUNNEL_API_PROT": "1"}, home)


def test_secrets_are_no_settings(home: Home) -> None:
    assert read_section(Spine, {"SPOTFUNNEL_SPINE_PASSWORD": "x"}, home) == Spine()
