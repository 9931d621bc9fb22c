"""Reads `config/services/*.toml` and `config/failures.toml` into checked definitions."""
