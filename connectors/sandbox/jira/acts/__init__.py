"""What people do: each act asks for rights, changes the world, writes history and sends webhooks."""
