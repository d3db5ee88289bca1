"""Jira: Cloud and Data Center, over REST.

Import the module you need: `webhook` costs nothing, `tracker` brings in requests.
"""
