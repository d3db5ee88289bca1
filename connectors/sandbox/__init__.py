"""Servers that speak the used part of real trackers' APIs, for the demo and the tests. No product code uses them."""
