"""Keeps one session process on stage and a spare behind it, and owns up when that fails."""
