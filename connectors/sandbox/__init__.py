"""Servers that speak the used part of real trackers' APIs, for the demo and the tests. No product code uses them.

github, jira                  one package for each tracker
faults, chaos, policy         what goes wrong on purpose, and reading it
controlling, sections         the control API's frame, strict reading of files and bodies
loopback, serving, guard      a server on this machine only, whose pages keep others out
recording, posting            telling of exchanges, sending webhooks
"""
