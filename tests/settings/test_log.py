"""What reaches standard error: one record an event, and never a secret."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from service import log

SECRET = "canary-0123456789"


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """pytest's own handlers come back, and no secret stays hidden for others."""
    handlers, level, secrets = logging.root.handlers[:], logging.root.level, set(log._secrets)
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    log._secrets.clear()
    log._secrets.update(secrets)
    structlog.reset_defaults()


def _lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    out, err = capsys.readouterr()
    assert out == ""
    return err.rstrip("\n").split("\n")


def test_a_record_is_one_object_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("json", "info")
    structlog.get_logger("clock").info("review opened", issue="acme/incidents#4", figures={"open": 2})
    (line,) = _lines(capsys)
    record = json.loads(line)
    assert record.pop("timestamp").endswith("Z")
    assert record == {
        "event": "review opened",
        "logger": "clock",
        "level": "info",
        "issue": "acme/incidents#4",
        "figures": {"open": 2},
    }


def test_what_libraries_log_takes_the_same_door(capsys: pytest.CaptureFixture[str]) -> None:
    log.hide([SECRET])
    log.configure("json", "info")
    logging.getLogger("a.library").warning("job %s with %s", 7, SECRET)
    (line,) = _lines(capsys)
    assert json.loads(line)["event"] == "job 7 with [hidden]"


def test_records_below_the_level_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("console", "warning")
    structlog.get_logger("a").info("quiet")
    logging.getLogger("b").info("quiet")
    assert _lines(capsys) == [""]


@pytest.mark.parametrize("form", ["console", "json"])
def test_no_text_can_forge_a_record(capsys: pytest.CaptureFixture[str], form: str) -> None:
    log.configure(form, "info")
    forged = "title\n2026-01-01T00:00:00Z [info] all is well\r\x1b[2K\u2028end"
    structlog.get_logger("a").info(forged, title=forged)
    (line,) = _lines(capsys)
    assert "\x1b" not in line


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_traceback_belongs_to_its_record(capsys: pytest.CaptureFixture[str], form: str) -> None:
    log.hide([SECRET])
    log.configure(form, "info")
    try:
        raise ValueError(f"no such thing\n2026-01-01 [info] forged {SECRET}")
    except ValueError:
        structlog.get_logger("a").exception("it failed")
    first, *others = _lines(capsys)
    assert "it failed" in first
    assert all(line.startswith("    ") for line in others)
    assert SECRET not in "\n".join([first, *others])


@pytest.mark.parametrize(
    "text",
    [
        f"ghp_{SECRET.replace('-', '')}",
        "ghs_canary.canary.canary-canary_canary",
        "github_pat_canary_canary",
        "ATATT3xFfGF0canary-canary_canary=1A2B3C4D",
        "Authorization: Bearer canary-canary",
        "authorization: bearer canary-canary",
        "Authorization: Basic Y2FuYXJ5OmNhbmFyeQ==",
        "redis://:canary@redis:6379/0",
        "redis://user:canary@redis:6379/0",
        "-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\ncanary",
    ],
)
def test_what_looks_like_a_credential_is_hidden(text: str) -> None:
    hidden = log.without_secrets(f"before {text} after")
    assert "canary" not in hidden
    assert "Y2FuYXJ5" not in hidden
    assert hidden.startswith("before ")


@pytest.mark.parametrize(
    "text", ["acme/incidents#42", "the bearer of news", "a token for you", "https://api.github.com/x"]
)
def test_what_is_no_credential_stays(text: str) -> None:
    assert log.without_secrets(text) == text


def test_known_secrets_are_hidden_in_every_corner(capsys: pytest.CaptureFixture[str]) -> None:
    log.hide([SECRET])
    log.configure("json", "info")
    structlog.get_logger("a").info(SECRET, a=[{SECRET: (SECRET,)}], b=ValueError(SECRET), c=SECRET.encode())
    assert SECRET not in _lines(capsys)[0]
