"""The rules of the product, one story a module. Pure: observed state, mapping and time in, steps out.

`service.plan` is the door; nothing here reads a tracker, Redis or a clock.
"""
