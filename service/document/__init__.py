"""Markdown in, findings out: reads post-mortems, judges them, and says what the service has to say.

Pure: no network, no Redis, no clock. Nothing here imports Flask, RQ or a tracker's client.
"""
