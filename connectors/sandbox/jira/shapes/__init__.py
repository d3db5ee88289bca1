"""The world as Jira's JSON, in the version of the API that was asked. Nothing is decided here."""
