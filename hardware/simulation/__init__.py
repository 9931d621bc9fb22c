"""The simulated world: the far ends of all devices, and the control by which people act on them."""
