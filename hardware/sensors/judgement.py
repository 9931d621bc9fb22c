"""What the cabinet's readings mean, whichever sensors gave them."""

from hardware.sensors import SensorsFault, SensorsStatus


def judged(
    *,
    door_open: bool,
    celsius: float,
    on_battery: bool,
    person_present: bool,
    too_hot: float,
) -> SensorsStatus:
    """Answer the readings with the worst that they mean: first people, then the machine, then time.

    An open door comes before heat: somebody may be reaching into a running terminal.
    """
    fault: SensorsFault | None = None
    if door_open:
        fault = SensorsFault.DOOR_OPEN
    elif celsius >= too_hot:
        fault = SensorsFault.TOO_HOT
    elif on_battery:
        fault = SensorsFault.ON_BATTERY
    return SensorsStatus(fault, door_open, celsius, on_battery, person_present)
