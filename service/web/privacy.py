"""Who may see what is not public: nobody but a browser on this very machine, while pages have no sign-in."""

import re

from flask import request

_THIS_MACHINE = re.compile(r"(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?", re.IGNORECASE)
_PASSED_ON = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")
"""What proxies and tunnels add; one of them means that the browser may be anywhere."""


def may_show_private(allowed: bool) -> bool:
    """Whether the answer to this request may hold what is not public.

    `allowed` says that only this machine can connect. A page elsewhere can still point its own name at 127.0.0.1, and
    a tunnel or proxy can pass on what strangers ask; neither comes with a Host of this machine and without a trace.
    """
    here = _THIS_MACHINE.fullmatch(request.headers.get("Host", "")) is not None
    return allowed and here and not any(name in request.headers for name in _PASSED_ON)
