"""The inside of the simulated card terminal: its wire, its books, its paper, and what it does."""
