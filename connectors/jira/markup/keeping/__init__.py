"""A text that went to Jira and changed there, made one with how it was written. Knows neither of Jira's languages."""
