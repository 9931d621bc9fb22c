"""The eID service's front to the terminal: `useID` and `getResult` of BSI TR-03130-1 as JSON.

Names, result codes and order are the guideline's; its SOAP envelope and signatures are not here.
"""

from dataclasses import dataclass
from typing import Any

from hardware.eid.lab.sessions import Session, Sessions
from kiosk.contracts.identity import Attribute, Identity, IdentityRequest

_MAJOR = "http://www.bsi.bund.de/ecard/api/1.1/resultmajor#"
_MINOR = "http://www.bsi.bund.de/eid/server/2.0/resultminor/"

# The names of the attributes in TR-03130-1, 3.2 (OperationsSelector, PersonalData).
OPERATIONS = {
    "GivenNames": Attribute.GIVEN_NAMES,
    "FamilyNames": Attribute.FAMILY_NAME,
    "AcademicTitle": Attribute.DOCTORAL_DEGREE,
    "DateOfBirth": Attribute.DATE_OF_BIRTH,
    "PlaceOfBirth": Attribute.PLACE_OF_BIRTH,
    "Nationality": Attribute.NATIONALITY,
    "BirthName": Attribute.BIRTH_NAME,
    "PlaceOfResidence": Attribute.ADDRESS,
}


@dataclass(frozen=True, slots=True)
class Front:
    """Answers calls; `origin` is where the clients find the token."""

    sessions: Sessions
    origin: str

    def call(self, operation: str, body: Any) -> dict[str, Any] | None:
        """Answer a call, None for an operation that does not exist."""
        if not isinstance(body, dict):
            return _result("useID#missingArgument")
        match operation:
            case "useID":
                return self._use_id(body)
            case "getResult":
                return self._get_result(body)
            case _:
                return None

    def _use_id(self, body: dict[str, Any]) -> dict[str, Any]:
        operations = body.get("UseOperations")
        if not isinstance(operations, dict) or not set(operations) <= set(OPERATIONS):
            return _result("useID#missingArgument")
        required = tuple(OPERATIONS[name] for name in operations if operations[name] == "REQUIRED")
        optional = tuple(OPERATIONS[name] for name in operations if operations[name] == "ALLOWED")
        transaction = str(body.get("TransactionInfo", ""))
        session = self.sessions.open(IdentityRequest(required, optional, transaction))
        return {
            "Session": {"ID": session.key},
            "TcTokenURL": f"{self.origin}/tctoken?session={session.id}",
            **_result(),
        }

    def _get_result(self, body: dict[str, Any]) -> dict[str, Any]:
        named = body.get("Session")
        key = named.get("ID") if isinstance(named, dict) else None
        session = self.sessions.peek(key) if isinstance(key, str) else None
        if session is None:
            return _result("getResult#invalidSession")
        if session.identity is None and not session.failure:
            return _result("getResult#noResultYet")
        self.sessions.close(session)
        if session.identity is None:
            return _result("getResult#denied", session.failure)
        return {"PersonalData": personal_data(session, session.identity), **_result()}


def personal_data(session: Session, identity: Identity) -> dict[str, Any]:
    """Answer what was read, by the guideline's names; what nobody asked for is left out."""
    asked = {*session.request.required, *session.request.optional}
    home = identity.address
    place = home and {
        "StructuredPlace": {
            "Street": home.street,
            "City": home.city,
            "Country": home.country,
            "ZipCode": home.postal_code,
        }
    }
    values: dict[str, Any] = {
        "GivenNames": identity.given_names,
        "FamilyNames": identity.family_name,
        "AcademicTitle": identity.doctoral_degree,
        "DateOfBirth": identity.date_of_birth and {"DateString": identity.date_of_birth},
        "PlaceOfBirth": identity.place_of_birth and {"FreetextPlace": identity.place_of_birth},
        "Nationality": identity.nationality,
        "BirthName": identity.birth_name,
        "PlaceOfResidence": place,
    }
    return {name: value for name, value in values.items() if value and OPERATIONS[name] in asked}


def _result(minor: str = "", message: str = "") -> dict[str, Any]:
    if not minor:
        return {"Result": {"ResultMajor": _MAJOR + "ok"}}
    result = {"ResultMajor": _MAJOR + "error", "ResultMinor": _MINOR + minor}
    return {"Result": result | ({"ResultMessage": message} if message else {})}
