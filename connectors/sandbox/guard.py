"""Keeps other web sites out: the pages answer loopback names only, and forms only from themselves.

A page elsewhere could otherwise post to this server through somebody's browser, or reach it under its own name.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from flask import Request, abort

STATIC = Path(__file__).with_name("static")
"""Style and pictures that all the pages share."""
TEMPLATES = Path(__file__).with_name("templates")
"""The frame around them."""

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")


def require_loopback(request: Request) -> None:
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK_NAMES:
        abort(403, "This sandbox answers on loopback addresses only.")


def require_same_origin(request: Request) -> None:
    """For requests that change something: a browser says where a form comes from; what is no browser says nothing."""
    require_loopback(request)
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if origin and urlsplit(origin).netloc != request.host:
        abort(403, "This form was sent from another site.")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403, "This form was sent from another site.")


def guard_pages(request: Request) -> None:
    """Before every page: reading is for this machine, a form for these pages."""
    if request.method in ("GET", "HEAD"):
        require_loopback(request)
    else:
        require_same_origin(request)


def local_path(place: str) -> str:
    """A path on this server and nothing else."""
    return place if place.startswith("/") and not place.startswith(("//", "/\\")) else "/"
