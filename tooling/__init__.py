"""What `./dev` does in a checkout: install what it needs, run, check and picture it; no part of the wheel.

Everything here runs on the standard library alone, for it runs before anything is installed.
"""
