"""A small web UI over the same acts as the API, for a person to click. No scripts, nothing from other sites."""
