"""The demo: the whole terminal on simulated devices, for a person at a window or walked by itself."""
