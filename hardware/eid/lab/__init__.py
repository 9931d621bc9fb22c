"""The eID laboratory: a test card over vpcd and a test eID server, so that the real AusweisApp runs.

For development, demonstration and tests. The arithmetic here is not constant-time and the keys
are made at every start; nothing of it belongs on a terminal in the field.
"""
