"""The fleet server's room. It may know the terminal by `kiosk.contracts` only (import-linter keeps it so)."""
