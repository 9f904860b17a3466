"""Does production refuse every unsafe setting by its name, and a trial make its own secrets?"""

from __future__ import annotations

import stat

import pytest

from config import Environment, Settings, UnsafeSettings, refuse_unsafe, unsafe


@pytest.fixture
def safe(production, tmp_path, monkeypatch):
    """The variables of a production that may start, and no others."""
    keyring = tmp_path / "keys.json"
    keyring.touch(0o600)
    monkeypatch.setattr("os.environ", {})
    return production | {"keyring_file": str(keyring)}


def read(variables, monkeypatch) -> Settings:
    """Return the settings as a process reads them: from its environment."""
    for name, value in variables.items():
        monkeypatch.setenv(f"JIFEN_{name.upper()}", value)
    return Settings().completed()


def test_production_starts_with_safe_settings(safe, monkeypatch):
    assert unsafe(read(safe, monkeypatch)) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("debug", "true"),
        ("log_level", "debug"),
        ("secret_key_parents", ""),
        ("secret_key_parents", "short"),
        ("secret_key_staff", ""),
        ("secret_key_staff", "p" * 32),
        ("parents_host", ""),
        ("staff_host", ""),
        ("staff_host", "baoming.example.cn"),
        ("doors", "both"),
        ("database_url", ""),
        ("database_url", "sqlite:////srv/jifen.db"),
        ("sessions_url", ""),
        ("sessions_url", "sqlite:////srv/sessions.db"),
        ("jobs_url", "sqlite:////srv/jobs.db"),
        ("jobs", "embedded"),
        ("jobs", "off"),
        ("keyring_file", "/nowhere/keys.json"),
        ("storage_dir", None),
        ("development_inbox", "true"),
        ("self_upgrade", "true"),
        ("limiter_storage", "memory://"),
        ("arrival_header", "X-Arrival"),
    ],
)
def test_production_refuses_an_unsafe_setting_by_its_name(safe, monkeypatch, name, value):
    variables = safe | {name: value} if value is not None else safe.copy()
    if value is None:
        del variables[name]

    with pytest.raises(UnsafeSettings, match=f"JIFEN_{name.upper()} "):
        refuse_unsafe(read(variables, monkeypatch))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_production_refuses_keys_that_others_can_read(safe, tmp_path, monkeypatch, mode):
    (tmp_path / "keys.json").chmod(mode)

    with pytest.raises(UnsafeSettings, match="JIFEN_KEYRING_FILE"):
        refuse_unsafe(read(safe, monkeypatch))


def test_every_unsafe_setting_is_named_at_once(monkeypatch):
    monkeypatch.setattr("os.environ", {"JIFEN_ENVIRONMENT": "production"})

    found = unsafe(Settings().completed())

    assert len(found) >= 12
    assert all(sentence.startswith("JIFEN_") for sentence in found)


def test_production_makes_no_secret_of_its_own(safe, tmp_path, monkeypatch):
    del safe["secret_key_parents"]
    var = tmp_path / "var"

    settings = read(safe | {"var_dir": str(var)}, monkeypatch)

    assert settings.secret_key_parents.get_secret_value() == ""
    assert not var.exists()


def test_a_trial_makes_its_secrets_once_and_for_its_owner_only(tmp_path):
    first = Settings(var_dir=tmp_path / "var").completed()
    again = Settings(var_dir=tmp_path / "var").completed()

    secret = first.secret_key_parents.get_secret_value()
    assert len(secret) == 64
    assert again.secret_key_parents.get_secret_value() == secret
    assert first.secret_key_staff.get_secret_value() != secret
    for path in (tmp_path / "var").glob("*.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_is_not_shown_when_settings_are_printed(tmp_path):
    settings = Settings(var_dir=tmp_path).completed()

    assert settings.secret_key_staff.get_secret_value() not in repr(settings)


def test_a_trial_is_not_refused(tmp_path):
    assert unsafe(Settings(environment=Environment.development, var_dir=tmp_path)) == []
