"""Trackers as Markdown issues: what a tracker can be asked, and one folder for each kind.

Knows nothing of post-mortems, mappings or Redis, and never imports `service`.
"""
