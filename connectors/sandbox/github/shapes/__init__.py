"""The world as GitHub's JSON, after the vendor's OpenAPI description. Nothing is decided or changed here."""
