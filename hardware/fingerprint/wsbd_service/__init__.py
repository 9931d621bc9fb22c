"""A WS-BD service: the other end of the driver's wire, in front of any sensor."""
