"""Rich text as Jira keeps it: Atlassian's document format (Cloud) and wiki markup (Data Center)."""
