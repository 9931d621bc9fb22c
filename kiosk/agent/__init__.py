"""Knows how this terminal is and tells a technician; the first cut, without a network.

The agent hears from the session process over a local socket and writes `health.json`. It does not
talk to a fleet server yet, takes no commands and sends nothing anywhere: that is a later issue.
"""
