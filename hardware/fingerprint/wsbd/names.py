"""The words of WS-Biometric Devices 1.0 (OASIS BIOSERV, committee specification 01 of 2017-07-11)."""

from collections.abc import Mapping
from enum import StrEnum

from hardware.fingerprint import FingerPosition

NAMESPACE = "http://docs.oasis-open.org/bioserv/ns/wsbd-1.0"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.w3.org/2001/XMLSchema"
MEDIA_TYPE = "text/xml"

# A finger of 1.6 x 1.5 inches at 1000 dpi is 3.2 MB in base64; the elements about it are few.
LARGEST = 6 << 20


class Status(StrEnum):
    """How an operation ended; the schema's list, its misspelt member included."""

    SUCCESS = "success"
    FAILURE = "failure"
    INVALID_ID = "invalidId"
    CANCELED = "canceled"
    CANCELED_WITH_SENSOR_FAILURE = "canceledWithSensorFailure"
    SENSOR_FAILURE = "sensorFailure"
    LOCK_NOT_HELD = "lockNotHeld"
    LOCK_HELD_BY_ANOTHER = "lockHeldByAnother"
    INITIALIZATION_NEEDED = "initializationNeeded"
    CONFIGURATION_NEEDED = "configurationNeeded"
    SENSOR_BUSY = "sensorBusy"
    SENSOR_TIMEOUT = "sensorTimeout"
    UNSUPPORTED = "unsupported"
    BAD_VALUE = "badValue"
    NO_SUCH_PARAMETER = "noSuchParameter"
    NO_SUCH_PARAMTER = "noSuchParamter"
    PREPARING_DOWNLOAD = "preparingDownload"


MODALITY = "modality"
SUBMODALITY = "submodality"
CAPTURE_TIMEOUT = "captureTimeout"
STEALING_PREVENTION = "lockStealingPreventionPeriod"
CONTENT_TYPE = "contentType"
IMAGE_CONTENT_TYPE = "imageContentType"
IMAGE_WIDTH = "imageWidth"
IMAGE_HEIGHT = "imageHeight"
IMAGE_DENSITY = "imageDensity"
REASON = "reason"
"""Ours: in the metadata of a capture's `failure`, what the scanner saw (a tail of FingerprintFault)."""

FINGER = "Finger"
SUBMODALITIES: Mapping[FingerPosition, str] = {
    FingerPosition.RIGHT_INDEX: "RightIndexFlat",
    FingerPosition.LEFT_INDEX: "LeftIndexFlat",
}

BMP, PNG, RAW = "image/bmp", "image/png", "application/octet-stream"
