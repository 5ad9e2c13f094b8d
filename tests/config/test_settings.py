"""An installation is chosen by environment variables only."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import environment

ASK = """
import json, sys
from config import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}, default=str))
"""
KEY = "k1:" + "A" * 43 + "="
REAL = {
    "SITE_URL": "https://policies.acresfield.example",
    "SECRET_KEY": "s3cret" * 10,
    "COUNTERSIGN_KEYS": KEY,
    "EMAIL_URL": "smtp+tls://post:p%40ss@mail.acresfield.example",
    "TRUSTED_PROXIES": "1",
}


def chosen(home: Path, names: list[str], **variables: str) -> dict[str, Any]:
    """What the settings are in a process with these variables and no others."""
    said = subprocess.run(
        [sys.executable, "-c", ASK, *names],
        env={"PATH": os.environ["PATH"], "COUNTERSIGN_HOME": str(home), **variables},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        check=True,
    )
    result: dict[str, Any] = json.loads(said.stdout)
    return result


def checked(home: Path, **variables: str) -> str:
    """What `manage.py check` says with these variables and no others."""
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={"PATH": os.environ["PATH"], "COUNTERSIGN_HOME": str(home), **variables},
        cwd=settings.BASE_DIR,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    ).stderr


def test_without_variables_everything_is_in_the_data_folder(tmp_path: Path) -> None:
    said = chosen(tmp_path, ["DATABASES", "CACHES", "CELERY_BROKER_URL", "EMAIL_FILE_PATH", "HTTPS", "DEBUG"])
    database = said["DATABASES"]["default"]
    assert database["NAME"] == str(tmp_path / "countersign.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert said["CACHES"]["default"]["BACKEND"].endswith("DatabaseCache")
    assert said["CELERY_BROKER_URL"].startswith("filesystem://")
    assert said["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
    assert not said["HTTPS"]
    assert not said["DEBUG"]


def test_secrets_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    first = chosen(tmp_path, ["SECRET_KEY", "KEYS"])
    assert chosen(tmp_path, ["SECRET_KEY", "KEYS"]) == first
    assert len(first["SECRET_KEY"]) > 50
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("secret-key", "keys")] == [0o600, 0o600]


def test_a_real_installation_is_chosen_by_variables(tmp_path: Path) -> None:
    names = ["DATABASES", "CACHES", "CELERY_BROKER_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "EMAIL_PORT"]
    names += ["EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "SESSION_COOKIE_NAME", "SECURE_HSTS_SECONDS"]
    names += ["SECURE_PROXY_SSL_HEADER", "ALLAUTH_TRUSTED_PROXY_COUNT"]
    said = chosen(
        tmp_path, names, DATABASE_URL="postgres://c:p@db.example/c", REDIS_URL="redis://127.0.0.1:1/0", **REAL
    )
    database = said["DATABASES"]["default"]
    assert database["ENGINE"].endswith("postgresql")
    for limit in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
        assert limit in database["OPTIONS"]["options"]
    assert said["CACHES"]["default"]["LOCATION"] == said["CELERY_BROKER_URL"] == "redis://127.0.0.1:1/0"
    assert "policies.acresfield.example" in said["ALLOWED_HOSTS"]
    assert said["CSRF_TRUSTED_ORIGINS"] == ["https://policies.acresfield.example"]
    assert (said["EMAIL_PORT"], said["EMAIL_HOST_PASSWORD"], said["EMAIL_USE_TLS"]) == (587, "p@ss", True)
    assert said["SESSION_COOKIE_NAME"] == "__Host-session"
    assert said["SECURE_HSTS_SECONDS"] > 0
    assert said["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert said["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_a_real_installation_as_described_passes_its_checks(tmp_path: Path) -> None:
    assert "identified no issues" in checked(tmp_path, **REAL) or not checked(tmp_path, **REAL)


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        ({"DEBUG": "1"}, "config.E001"),
        ({"SECRET_KEY": "short"}, "config.E002"),
        ({"SECRET_KEY": "change-me" + "x" * 60}, "config.E002"),
        ({"ALLOWED_HOSTS": "*"}, "config.E003"),
        ({"COUNTERSIGN_TEST": "1"}, "config.E006"),
        ({"EMAIL_URL": ""}, "config.W002"),
        ({"SITE_URL": "http://policies.acresfield.example"}, "config.W001"),
    ],
)
def test_what_a_real_installation_must_not_have_is_refused(tmp_path: Path, wrong: dict[str, str], check: str) -> None:
    assert check in checked(tmp_path, **(REAL | wrong))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "eighty", "PORT is a whole number"),
        ("SITE_URL", "policies.acresfield.example", "SITE_URL looks like https://"),
        ("SITE_URL", "https://acresfield.example/policies", "SITE_URL looks like https://"),
        ("EMAIL_URL", "mail.acresfield.example", "EMAIL_URL looks like smtp+tls://"),
        ("COUNTERSIGN_KEYS", "k1:tooshort", "COUNTERSIGN_KEYS: each key is"),
        ("COUNTERSIGN_KEYS", f"{KEY},{KEY}", "COUNTERSIGN_KEYS: each key is"),
    ],
)
def test_a_variable_that_cannot_be_meant_is_refused_in_a_sentence(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    assert sentence in checked(tmp_path, **{name: value})


def test_a_second_key_still_opens_what_it_closed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KEYS_HERE", f"k2:{'B' * 43}=,{KEY}")
    assert list(environment.key_ring("KEYS_HERE", tmp_path)) == ["k2", "k1"]
    assert not (tmp_path / "keys").exists()


def test_a_secret_that_another_process_made_first_holds(tmp_path: Path) -> None:
    assert environment.kept_secret(tmp_path / "one", "mine") == "mine"
    assert environment.kept_secret(tmp_path / "one", "yours") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_a_key_that_is_made_is_a_key_that_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KEYS_HERE", environment.new_key("k9"))
    assert [len(key) for key in environment.key_ring("KEYS_HERE", tmp_path).values()] == [32]
    monkeypatch.setenv("KEYS_HERE", "k9:?")
    with pytest.raises(ImproperlyConfigured):
        environment.key_ring("KEYS_HERE", tmp_path)
