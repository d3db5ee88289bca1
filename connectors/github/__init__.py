"""GitHub: github.com, Enterprise Server and GHE.com, over REST.

Import the module you need: `webhook` costs nothing, `tracker` brings in PyGithub.
"""
