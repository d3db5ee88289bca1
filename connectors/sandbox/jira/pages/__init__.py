"""Web pages to read and click the sandbox by hand; they do what the API does, with the same rights."""
