"""What every simulated device on a line has in common: a cable to pull, and moods."""

from collections.abc import Mapping

from hardware.simulation.acts import ImpossibleAct
from hardware.simulation.device_end import Answer, DeviceEnd
from hardware.simulation.lines import Fields


class LinkedSimulator:
    """A device at the far end of a `Link`; kinds add their states and acts.

    `_told` answers what the device tells its driver of itself; after every change comes `_tell`.
    A kind sets up what `_told` looks at before it calls this constructor.
    """

    def __init__(self, device: str, answers: Mapping[str, Answer], port: int = 0) -> None:
        self._port = port
        self._end = DeviceEnd(device, answers, self._told(), self._deserted)

    async def start(self) -> None:
        await self._end.start(self._port)

    async def stop(self) -> None:
        await self._end.stop()

    def describe(self) -> Mapping[str, object]:
        return {"driver": "simulated", "address": self._end.address}

    def state(self) -> Mapping[str, object]:
        return {"plugged": self._end.plugged, "silent": self._end.silent}

    def unplug(self) -> None:
        """Pull the cable."""
        if not self._end.plugged:
            raise ImpossibleAct("The cable is out already.")
        self._end.unplug()

    def plug_in(self) -> None:
        """Put the cable back."""
        if self._end.plugged:
            raise ImpossibleAct("The cable is in already.")
        self._end.plug_in()

    def fall_silent(self) -> None:
        """Hang: keep the line, answer nothing."""
        if self._end.silent:
            raise ImpossibleAct("It is silent already.")
        self._end.fall_silent()

    def come_to(self) -> None:
        """Answer again after a silence."""
        if not self._end.silent:
            raise ImpossibleAct("It is not silent.")
        self._end.speak_again()

    def restore(self) -> None:
        """Put everything in order for the next citizen."""
        if self._end.silent:
            self._end.speak_again()
        self._end.plug_in()
        self._tell()

    def _told(self) -> Fields:
        return {}

    def _deserted(self) -> None:
        """Every driver has gone."""

    def _tell(self) -> None:
        self._end.show(self._told())
