"""Followthrough itself: reads post-mortems, plans what must be written, and runs as web, worker and clock."""
