"""The web process: it receives webhooks, shows the dashboard, judges documents, and says how the service is.

It reads and writes Redis alone: it asks no tracker anything, and loads no tracker's client.
"""
