"""A config file to write and read: `read("…")` for a whole file, `tracker`, `mapping` for one part of a sound one."""

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent, indent

import pytest

from service.settings import ConfigError, Settings, load

ENVIRON = {"GITHUB_TOKEN": "ghp_0000canary0000", "GITHUB_WEBHOOK_SECRET": "a-secret-of-enough-bytes"}

TRACKERS = """\
trackers:
  github:
    kind: github
    url: https://api.github.com
    token: ${GITHUB_TOKEN}
    webhook_secret: ${GITHUB_WEBHOOK_SECRET}
"""
PEOPLE = """\
people:
  - {name: Alice Moreau, github: alice, email: alice@acme.example, aliases: [AM]}
  - {name: Bob, github: bob}
teams:
  - {name: Team Alpha, lead: alice}
"""
MAPPING = """\
mappings:
  - name: checkout
    post_mortems: {tracker: github, project: acme/incidents}
    tickets: {tracker: github, project: acme/checkout}
"""


class ConfigFile:
    """One file on disk, read as often as the test likes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, text: str, environ: Mapping[str, str] = ENVIRON) -> Settings:
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text(text, encoding="utf-8")
        return load(self.path, environ)

    def with_mapping(self, extra: str, environ: Mapping[str, str] = ENVIRON) -> Settings:
        """A sound file whose one mapping has these further keys."""
        return self.read(TRACKERS + PEOPLE + MAPPING + indent(dedent(extra), "    "), environ)

    def with_tracker(self, tracker: str, environ: Mapping[str, str] = ENVIRON) -> Settings:
        """A sound file whose one tracker has these keys."""
        return self.read("trackers:\n  github:\n" + indent(dedent(tracker), "    ") + PEOPLE + MAPPING, environ)

    def problems(self, read: Callable[[], object]) -> str:
        """What the file is refused for, without the folder that it lies in."""
        with pytest.raises(ConfigError) as refusal:
            read()
        return str(refusal.value).replace(str(self.path), "followthrough.yaml")


@pytest.fixture
def config(tmp_path: Path) -> ConfigFile:
    return ConfigFile(tmp_path / "config" / "followthrough.yaml")
