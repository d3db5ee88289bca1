"""What the environment may say, and the key that is made where it says none."""

import subprocess
import sys
from pathlib import Path

import pytest

from service.settings import ConfigError, Environment, SettingsError, signing_keys

KEY = "0123456789abcdef0123456789abcdef"
API_TOKEN, OLD_API_TOKEN = "a-token-of-a-program", "the-token-of-last-year"


def test_without_variables_there_are_defaults() -> None:
    environment = Environment.read({})
    assert environment.config == Path("config/followthrough.yaml")
    assert environment.data == Path("~/.local/share/followthrough").expanduser()
    assert (environment.port, environment.log_level) == (8000, "info")
    assert (environment.redis_url, environment.public_url, environment.secret_keys) == (None, None, ())
    assert environment.api_tokens == ()


def test_every_variable_is_read(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("a-token-of-jira\n")
    environment = Environment.read(
        {
            "FOLLOWTHROUGH_CONFIG": "/etc/followthrough.yaml",
            "FOLLOWTHROUGH_DATA": str(tmp_path),
            "FOLLOWTHROUGH_SECRET_KEY": KEY,
            "REDIS_URL": "redis+sentinel://a:26379,b:26379/main",
            "PORT": "9000",
            "PUBLIC_URL": "https://pm.acme.example/",
            "LOG_LEVEL": "DEBUG",
            "FOLLOWTHROUGH_API_TOKENS": f"{API_TOKEN},\n{OLD_API_TOKEN}",
            "GITHUB_TOKEN": "a-token",
            "JIRA_EMAIL": "followthrough@acme.example",
            "JIRA_TOKEN_FILE": str(token),
            "JIRA_WEBHOOK_SECRET": "a-secret-of-enough-bytes",
        }
    )
    assert environment.jira_email == "followthrough@acme.example"
    assert environment.redis_url is not None
    assert environment.redis_url.get_secret_value() == "redis+sentinel://a:26379,b:26379/main"
    assert (environment.port, environment.public_url, environment.log_level) == (
        9000,
        "https://pm.acme.example",
        "debug",
    )
    assert (environment.config, environment.data) == (Path("/etc/followthrough.yaml"), tmp_path)
    assert [token.get_secret_value() for token in environment.api_tokens] == [API_TOKEN, OLD_API_TOKEN]
    assert set(environment.secrets()) == {
        KEY,
        API_TOKEN,
        OLD_API_TOKEN,
        "redis+sentinel://a:26379,b:26379/main",
        "a-token",
        "a-token-of-jira",
        "a-secret-of-enough-bytes",
    }
    assert not any(secret in repr(environment) for secret in environment.secrets())


def test_everything_wrong_is_told_at_once_and_no_secret_with_it() -> None:
    with pytest.raises(ConfigError) as refusal:
        Environment.read(
            {
                "FOLLOWTHROUGH_SECRET_KEY": f"{KEY} canary-short",
                "FOLLOWTHROUGH_API_TOKENS": "fifteen-canary-",
                "REDIS_URL": "http://canary",
                "PORT": "70000",
                "PUBLIC_URL": "pm.acme.example",
                "LOG_LEVEL": "loud",
                "GITHUB_TOKEN": "canary",
                "GITHUB_TOKEN_FILE": "/run/token",
            }
        )
    said = {problem.key: problem.message for problem in refusal.value.problems}
    assert "number 2 has 12" in said.pop("FOLLOWTHROUGH_SECRET_KEY")
    assert said.pop("FOLLOWTHROUGH_API_TOKENS").startswith("must be 16 bytes or longer and it has 15")
    assert said.pop("REDIS_URL").startswith("must be an address that starts with redis://")
    assert said.pop("PORT") == "must be a port from 1 to 65535, not `70000`"
    assert said.pop("PUBLIC_URL").startswith("must be an address such as")
    assert said.pop("LOG_LEVEL") == "must be one of debug, info, warning, error, not `loud`"
    assert "both set" in said.pop("GITHUB_TOKEN")
    assert said == {}
    assert "canary" not in str(refusal.value)


def test_several_keys_are_read_newest_first() -> None:
    environment = Environment.read({"FOLLOWTHROUGH_SECRET_KEY": f"new-{KEY}\nold-{KEY}"})
    assert [key.get_secret_value() for key in signing_keys(environment)] == [f"new-{KEY}", f"old-{KEY}"]


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    environment = Environment.read({"FOLLOWTHROUGH_DATA": str(tmp_path / "data")})
    (made,) = signing_keys(environment)
    file = tmp_path / "data" / "secret_key"
    assert len(made.get_secret_value()) >= 32
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret_key"]
    assert signing_keys(environment) == (made,)


def test_processes_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    program = (
        "import sys; from service.settings import Environment, signing_keys; sys.stdin.readline();"
        "print(signing_keys(Environment.read({'FOLLOWTHROUGH_DATA': sys.argv[1]}))[0].get_secret_value())"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(6)
    ]
    for process in processes:
        assert process.stdin
        process.stdin.write(b"go\n")
        process.stdin.flush()
    keys = {process.communicate()[0] for process in processes}
    assert len(keys) == 1
    assert keys != {b""}


def test_a_key_file_that_is_too_short_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("short")
    with pytest.raises(SettingsError, match=r"secret_key must be 32 bytes or longer and it has 5"):
        signing_keys(Environment.read({"FOLLOWTHROUGH_DATA": str(tmp_path)}))


def test_a_folder_that_cannot_hold_the_key_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="set FOLLOWTHROUGH_SECRET_KEY, or FOLLOWTHROUGH_DATA to a folder"):
        signing_keys(Environment.read({"FOLLOWTHROUGH_DATA": str(tmp_path / "file")}))


def test_tokens_of_the_api_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "tokens").write_text(f"{API_TOKEN}\n{OLD_API_TOKEN}\n")
    environment = Environment.read({"FOLLOWTHROUGH_API_TOKENS_FILE": str(tmp_path / "tokens")})
    assert [token.get_secret_value() for token in environment.api_tokens] == [API_TOKEN, OLD_API_TOKEN]
