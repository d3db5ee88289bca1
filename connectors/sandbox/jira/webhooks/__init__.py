"""Webhooks: who hears what, how it is packed and signed, and the thread that delivers it."""
