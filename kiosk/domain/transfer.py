"""Bank transfers: IBAN, structured creditor reference, and the text of the GiroCode; pure.

ISO 13616 (IBAN), ISO 11649 (creditor reference), ISO/IEC 7064 (mod 97-10), EPC069-12 (GiroCode).
"""

import re

from kiosk.contracts.paying import Account

IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
GERMAN_IBAN = re.compile(r"DE\d{20}")
REFERENCE = re.compile(r"RF\d{2}[A-Z0-9]{1,21}")
LONGEST_NAME = 70
MOST_CENTS = 99_999_999_999
_CENTS = 100


def is_iban(text: str) -> bool:
    """Answer whether form and check digits are right; German ones must have 22 characters."""
    plain = text.replace(" ", "")
    if not IBAN.fullmatch(plain) or (plain.startswith("DE") and not GERMAN_IBAN.fullmatch(plain)):
        return False
    return _remainder(plain[4:] + plain[:4]) == 1


def creditor_reference(number: str) -> str:
    """Answer the Kassenzeichen of a case: its number as RF reference, check digits included.

    Raises ValueError where the number has nothing to make one of.
    """
    plain = re.sub(r"[^A-Z0-9]", "", number.upper())
    if not 1 <= len(plain) <= 21:  # noqa: PLR2004 - ISO 11649: 25 characters with RF and check digits
        raise ValueError(f"{number!r} makes no creditor reference")
    return f"RF{98 - _remainder(plain + 'RF00'):02}{plain}"


def is_creditor_reference(text: str) -> bool:
    plain = text.replace(" ", "")
    return bool(REFERENCE.fullmatch(plain)) and _remainder(plain[4:] + plain[:4]) == 1


def grouped(text: str) -> str:
    """Answer an IBAN or reference in groups of four, as people read and type it."""
    return " ".join(re.findall(".{1,4}", text.replace(" ", "")))


def giro_code(account: Account, cents: int, reference: str) -> str:
    """Answer what the GiroCode carries: receiver, amount and reference, nothing of the payer.

    EPC069-12 v3: version 002 (no BIC needed within the EEA), UTF-8, SEPA credit transfer.
    Raises ValueError for an amount or reference that no bank takes.
    """
    if not 1 <= cents <= MOST_CENTS:
        raise ValueError("a GiroCode is for 0.01 to 999999999.99 euros")
    if not is_creditor_reference(reference):
        raise ValueError("the reference's check digits are wrong")
    lines = (
        *("BCD", "002", "1", "SCT"),
        account.bic,
        account.name[:LONGEST_NAME],
        account.iban.replace(" ", ""),
        f"EUR{cents // _CENTS}.{cents % _CENTS:02}",
        "",
        reference,
    )
    return "\n".join(lines)


def _remainder(text: str) -> int:
    """Answer the number mod 97 that letters (A = 10 … Z = 35) and digits make."""
    return int("".join(str(int(sign, 36)) for sign in text)) % 97
