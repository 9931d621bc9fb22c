"""The inside of the simulated receipt printer: its command reader, its print head, its paper."""
