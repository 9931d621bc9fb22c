"""The terminal's core: journeys, session, store, courier and agent."""
