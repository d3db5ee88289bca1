"""`followthrough web`, `worker`, `clock`, and `up`, which is all three in one terminal."""

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

import click

from service import wiring


@click.command()
@click.option("--host", default="0.0.0.0", show_default=True, help="Where to listen.")  # noqa: S104
@click.option("--port", type=int, envvar="PORT", default=8000, show_default=True, help="Also PORT.")
def web(host: str, port: int) -> None:
    """Take webhooks, show the dashboard.

    \b
    Example:
      followthrough web --port 8000
    """
    from service.hints import Hints
    from service.index import Index
    from service.web.app import create_app
    from service.web.server import is_loopback, serve

    place = wiring.installation(os.environ)
    with wiring.redis_url(place.environment) as url:
        redis = wiring.connect(url)
        app = create_app(
            settings=place.settings,
            index=Index(redis),
            hints=Hints(redis),
            redis=redis,
            now=wiring.utc_now,
            show_private=is_loopback(host) and _only_here(place.settings.public_url),
            api_tokens=place.environment.api_tokens,
        )
        serve(app, host, port)


def _only_here(public_url: str | None) -> bool:
    """Whether no other machine is told of this one: behind a public address a proxy may pass strangers on."""
    from urllib.parse import urlsplit

    from service.web.server import is_loopback

    return public_url is None or is_loopback(urlsplit(public_url).hostname or "")


@click.command()
@click.option("-n", "--number", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes in the pool.")
def worker(number: int) -> None:
    """Look at post-mortems, and do what they need.

    \b
    Example:
      followthrough worker -n 4
    """
    from service import jobs
    from service.warming import Warming
    from service.withdrawn import Withdrawn
    from service.worker import run_pool

    place = wiring.installation(os.environ)
    with wiring.redis_url(place.environment) as url:
        redis = wiring.connect(url)
        runtime = wiring.build_runtime(place, redis)
        jobs.prepare(runtime)
        warmed = {name: jobs.unleased(runtime, name) for name in runtime.trackers}
        run_pool(url, number, Warming(warmed, runtime.index, Withdrawn(redis), wiring.utc_now))


@click.command()
def clock() -> None:
    """Sweep, and open what is due. Several clocks are harmless.

    \b
    Example:
      followthrough clock
    """
    from service.hints import Hints
    from service.index import Index

    place = wiring.installation(os.environ)
    with wiring.redis_url(place.environment) as url:
        redis = wiring.connect(url)
        index, hints, stop = Index(redis), Hints(redis), stopped_by_signal()
        ticking = wiring.build_clock(place.settings, index, hints)
        wiring.build_probing(place.settings, index, hints, redis).start(stop)
        ticking.run(wiring.utc_now, place.settings.clock.tick, stop)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=int, envvar="PORT", default=8000, show_default=True, help="Also PORT.")
@click.option("-n", "--number", type=click.IntRange(1, 64), default=2, show_default=True, help="Workers.")
def up(host: str, port: int, number: int) -> None:
    """Run web, worker and clock in one terminal.

    \b
    Example:
      followthrough up --port 8000
    """
    place = wiring.installation(os.environ)
    with wiring.redis_url(place.environment) as url:
        environ = {**os.environ, "REDIS_URL": url}
        commands = [["web", "--host", host, "--port", str(port)], ["worker", "-n", str(number)], ["clock"]]
        click.echo(f"The dashboard is at http://{host}:{port}/ (Ctrl-C stops everything).", err=True)
        sys.exit(run_together(commands, environ))


def run_together(commands: list[list[str]], environ: dict[str, str]) -> int:
    """Runs until one of them ends or a signal comes; then ends the others. 0 when it was asked to stop."""
    stop = stopped_by_signal()
    running = [subprocess.Popen([sys.executable, "-m", "service.cli", *command], env=environ) for command in commands]
    try:
        while not stop.wait(0.5):
            for process, command in zip(running, commands, strict=True):
                if process.poll() is not None:
                    click.echo(f"Error: {command[0]} ended with exit code {process.returncode}.", err=True)
                    return 1
        return 0
    finally:
        end(running)


def end(processes: list[subprocess.Popen[bytes]], seconds: float = 15) -> None:
    """Asks the processes to stop, and waits; kills what does not."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def stopped_by_signal() -> threading.Event:
    """An event that Ctrl-C, SIGTERM and the end of the terminal set."""
    stop = threading.Event()

    def asked(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for asks in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(asks, asked)
    return stop
