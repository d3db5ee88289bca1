"""What can be done in the world: each act asks for rights, changes state, writes history and tells the hooks."""
