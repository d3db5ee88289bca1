"""Stories and properties of the plan, told against a tracker in memory: no network, no Redis, no sleeping."""
