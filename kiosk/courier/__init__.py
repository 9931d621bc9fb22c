"""Carries sealed cases to their destinations; it cannot open them."""
