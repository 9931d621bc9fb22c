"""The limits that the tests of this folder count with."""

from kiosk.config.model import SupervisorLimits

LIMITS = SupervisorLimits(
    spare_delay=2,
    warm=30,
    show=10,
    hang=10,
    leave=3,
    crashes=5,
    crash_window=300,
    retry_after=300,
)
