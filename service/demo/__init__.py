"""The whole loop on this machine: real processes against a sandbox GitHub and a sandbox Jira, told as it happens.

What is told was observed over HTTP, never assumed. Nothing here is used by the service itself.
"""
