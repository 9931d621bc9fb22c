"""ESC/POS receipt printers: bytes, transport, dialogue and the driver itself."""
