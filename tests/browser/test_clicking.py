"""The whole loop by clicking: a person at the sandbox's pages, and at the dashboard."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from redis import Redis

from tests.conftest import Watched
from tests.stories.documents import TABLE
from tests.stories.pairing import CLOUD, GITHUB
from tests.stories.stage import Stage, staged

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


@pytest.fixture(params=[GITHUB, CLOUD], ids=str)
def stage(request: pytest.FixtureRequest, valkey: "Redis", tmp_path: Path, watched: Watched) -> Iterator[Stage]:
    with staged(valkey, tmp_path, request.param, listener=watched) as on_stage:
        yield on_stage


@pytest.fixture
def page() -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        opened = browser.new_page()
        opened.set_default_timeout(15_000)
        yield opened
        browser.close()


def test_tag_finish_and_tick_by_clicking(stage: Stage, page: Page) -> None:
    number = stage.alice.opens(stage.incidents, "Checkout answers 500", TABLE)
    address = stage.alice.reads(stage.incidents, number).url
    for label in ("postmortem", "postmortem:finished"):
        page.goto(address)
        page.get_by_placeholder("Label").fill(label)
        page.get_by_role("button", name="Add", exact=True).click()
        page.wait_for_load_state()
        stage.settle()
    assert len(stage.tickets()) == 3

    page.goto(address)
    box = page.locator("li", has_text="A2").get_by_role("checkbox")
    if not box.is_visible():
        page.get_by_text("Settle an action from here").click()
    box.click()
    page.wait_for_load_state()
    stage.settle()
    assert not stage.tickets()["A2"].open
