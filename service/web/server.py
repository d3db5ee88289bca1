"""Serves the application with gunicorn: processes with threads, made after the application, with logs on our door.

Not here: TLS and the public name, which are a proxy's.
"""

import ipaddress
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

GRACE_SECONDS = 10
"""For requests that run when it is told to stop; a delivery takes milliseconds."""
KEEPALIVE_SECONDS = 5


def serve(app: Flask, host: str, port: int, *, workers: int = 2, threads: int = 8) -> None:
    """Runs in the main thread until a signal ends it; then the process ends (SystemExit), also when it cannot start."""
    _Server(app, _options(host, port, workers, threads)).run()


def is_loopback(host: str) -> bool:
    """Whether only this machine can connect to a server that is bound to `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _options(host: str, port: int, workers: int, threads: int) -> dict[str, Any]:
    return {
        "bind": f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}",
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "preload_app": True,
        "graceful_timeout": GRACE_SECONDS,
        "keepalive": KEEPALIVE_SECONDS,
        "logger_class": _Log,
        # Nobody's word is taken for who asks or what the path is; nothing here depends on it.
        "forwarded_allow_ips": "",
        "proxy_allow_ips": "",
        "control_socket_disable": True,
    }


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return self._app


class _Log(Logger):  # type: ignore[misc]
    """gunicorn's records go where all others go; there is no log of accesses, since deliveries are logged by name."""

    def setup(self, cfg: Any) -> None:
        self.cfg = cfg
        self._access_log_enabled = False
        self.error_log.propagate = True
