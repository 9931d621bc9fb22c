"""Devices: one package per kind holds the port, its modules are the drivers and the simulator."""
