"""Markdown in, findings out: reads post-mortems, judges them, and says what the service has to say.

A text goes through markdown/ (blocks and words), outline.py (sections), actions/, causes/ and dates/; reading.py puts
them together. rules/ judge the result with the words of language/, and reports/ show it.

Pure: no network, no Redis, no clock. Nothing here imports Flask, RQ or a tracker's client.
"""
