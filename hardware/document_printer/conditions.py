"""What a printer's state and its reasons mean (RFC 8011, 5.4.11 and 5.4.12; PWG 5100.9)."""

from collections.abc import Iterable

from hardware.document_printer import DocumentPrinterFault, DocumentPrinterStatus

STOPPED = 5  # printer-state

# The likeliest cause first: an open cover lifts the paper off its sensor.
_FAULTS = (
    (("cover-open", "door-open", "interlock-open"), DocumentPrinterFault.COVER_OPEN),
    (("media-jam",), DocumentPrinterFault.PAPER_JAM),
    (("media-empty", "media-needed", "input-tray-missing"), DocumentPrinterFault.PAPER_OUT),
    (("toner-empty", "marker-supply-empty"), DocumentPrinterFault.TONER_OUT),
    (("offline", "shutdown", "timed-out", "connecting-to-device"), DocumentPrinterFault.UNREACHABLE),
)  # fmt: skip
_SEVERITIES = ("-error", "-warning", "-report")


def condition(state: int, reasons: Iterable[str]) -> DocumentPrinterStatus:
    """Answer the condition; a stopped printer that gives no reason is out of order."""
    said = {_without_severity(reason) for reason in reasons}
    fault = next((fault for names, fault in _FAULTS if said.intersection(names)), None)
    if fault is None and state == STOPPED:
        fault = DocumentPrinterFault.OUT_OF_ORDER
    return DocumentPrinterStatus(
        fault,
        paper_low="media-low" in said,
        toner_low=not said.isdisjoint({"toner-low", "marker-supply-low"}),
    )


def _without_severity(reason: str) -> str:
    for severity in _SEVERITIES:
        reason = reason.removesuffix(severity)
    return reason
