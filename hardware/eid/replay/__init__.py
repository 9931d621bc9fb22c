"""Recorded conversations with AusweisApp, and a far end that replays them to the real driver."""
