"""How a checked document is shown: as data.py, terminal.py, github.py and sarif.py have it; and a rule's page.

Each is imported by itself, so that `check` starts with the one it needs. Not here: finding anything (rules/), or where
the output goes (the command line, the API).
"""
