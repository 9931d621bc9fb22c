"""Measures what the terminal promises about its speed and weight; `./dev bench` runs it."""
