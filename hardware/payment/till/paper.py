"""Receipts as the simulated card terminal gives them to the till, 24 letters a line."""

from hardware.payment.till.books import Entry, Kind
from hardware.payment.zvt.printing import WIDTH, Printed, ReceiptKind

# A PCI rule, and the till's own: never more than the last four digits.
CARD_NUMBER = "############4771"
HALF = 8


def receipts(entry: Entry, terminal: str) -> tuple[Printed, ...]:
    """Answer the merchant's receipt and the citizen's, each in two pieces."""
    if entry.kind is Kind.CLOSING:
        return _pieces(_closing(entry, terminal), ReceiptKind.ADMINISTRATION)
    return (
        *_pieces(_payment(entry, terminal, "Händlerbeleg"), ReceiptKind.MERCHANT),
        *_pieces(_payment(entry, terminal, "Kundenbeleg"), ReceiptKind.CUSTOMER),
    )


def _pieces(lines: list[str], kind: ReceiptKind) -> tuple[Printed, ...]:
    return (
        Printed(tuple(lines[:HALF]), kind),
        Printed(tuple(lines[HALF:]), kind, ends=True),
    )


def _payment(entry: Entry, terminal: str, title: str) -> list[str]:
    act = "Storno" if entry.kind is Kind.REVERSAL else "Kartenzahlung"
    return [
        *_head(title, entry, terminal),
        act,
        entry.card,
        CARD_NUMBER,
        _row("Betrag EUR", _euros(entry.cents)),
        "",
        "Zahlung erfolgt".center(WIDTH).rstrip(),
        "Bitte Beleg aufbewahren".center(WIDTH).rstrip(),
    ]


def _closing(entry: Entry, terminal: str) -> list[str]:
    count = entry.totals.count if entry.totals is not None else 0
    return [
        *_head("Kassenschnitt", entry, terminal),
        _row("Zahlungen", str(count)),
        _row("Summe EUR", _euros(entry.cents)),
        "",
        "",
    ]


def _head(title: str, entry: Entry, terminal: str) -> list[str]:
    day, month = entry.at[2:4], entry.at[:2]
    return [
        f"* * {title} * *".center(WIDTH).rstrip(),
        "Stadt Musterstadt".center(WIDTH).rstrip(),
        "",
        _row("Terminal-ID", terminal),
        _row("TA-Nr", f"{entry.trace:06d}"),
        _row("Beleg-Nr", f"{entry.receipt:04d}"),
        _row(f"{day}.{month}.", f"{entry.at[4:6]}:{entry.at[6:8]} Uhr"),
    ]


def _row(label: str, value: str) -> str:
    return label + value.rjust(WIDTH - len(label))


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"
