"""The REST API: reads requests, calls acts, answers with shapes. What may be done is not decided here."""
