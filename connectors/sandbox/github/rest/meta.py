"""Views about the API itself: budgets and addresses."""

from __future__ import annotations

from connectors.sandbox.github.rest.call import Call, Reply, Route, ok


def get_rate_limit(call: Call) -> Reply:
    """Free of the primary budget."""
    budget = call.world.limits.budget(call.viewer.key, call.world.now())
    core = {
        "limit": budget.limit,
        "used": budget.used,
        "remaining": budget.remaining,
        "reset": int(budget.reset.timestamp()),
    }
    search = {"limit": 30, "used": 0, "remaining": 30, "reset": int(call.world.now().timestamp()) + 60}
    return ok({"resources": {"core": core, "search": search}, "rate": core})


def get_meta(call: Call) -> Reply:
    addresses = ["127.0.0.1/32"]
    return ok({"verifiable_password_authentication": False, "hooks": addresses, "web": addresses, "api": addresses})


ROUTES = (
    Route("GET", "/rate_limit", get_rate_limit, free=True),
    Route("GET", "/meta", get_meta),
)
