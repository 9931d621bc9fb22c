"""Names of the eID-Interface: namespaces, SOAP actions, result codes (TR-03130-1, 3.2 and 3.4.1)."""

from enum import StrEnum

EID = "http://bsi.bund.de/eID/"
DSS = "urn:oasis:names:tc:dss:1.0:core:schema"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
DS = "http://www.w3.org/2000/09/xmldsig#"
_WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-"
WSSE = f"{_WSS}secext-1.0.xsd"
WSU = f"{_WSS}utility-1.0.xsd"

MAJOR_OK = "http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok"
MAJOR_ERROR = "http://www.bsi.bund.de/ecard/api/1.1/resultmajor#error"
MINOR = "http://www.bsi.bund.de/eid/server/2.0/resultminor/"


class Action(StrEnum):
    """The functions; the value is the SOAPAction of each."""

    USE_ID = f"{EID}useID"
    GET_RESULT = f"{EID}getResult"


class Minor(StrEnum):
    """The result codes of an eID server."""

    INTERNAL_ERROR = f"{MINOR}common#internalError"
    SCHEMA_VIOLATION = f"{MINOR}common#schemaViolation"
    INVALID_PSK = f"{MINOR}useID#invalidPSK"
    TOO_MANY_SESSIONS = f"{MINOR}useID#tooManyOpenSessions"
    MISSING_ARGUMENT = f"{MINOR}useID#missingArgument"
    MISSING_RIGHTS = f"{MINOR}useID#missingTerminalRights"
    NO_RESULT_YET = f"{MINOR}getResult#noResultYet"
    INVALID_SESSION = f"{MINOR}getResult#invalidSession"
    INVALID_COUNTER = f"{MINOR}getResult#invalidCounter"
    DENIED_DOCUMENT = f"{MINOR}getResult#deniedDocument"
    INVALID_DOCUMENT = f"{MINOR}getResult#invalidDocument"


class Operation(StrEnum):
    """What can be read or verified, in the order of the schema (TR-03130-1, 3.3.6)."""

    DOCUMENT_TYPE = "DocumentType"
    ISSUING_STATE = "IssuingState"
    DATE_OF_EXPIRY = "DateOfExpiry"
    GIVEN_NAMES = "GivenNames"
    FAMILY_NAMES = "FamilyNames"
    ARTISTIC_NAME = "ArtisticName"
    ACADEMIC_TITLE = "AcademicTitle"
    DATE_OF_BIRTH = "DateOfBirth"
    PLACE_OF_BIRTH = "PlaceOfBirth"
    NATIONALITY = "Nationality"
    BIRTH_NAME = "BirthName"
    PLACE_OF_RESIDENCE = "PlaceOfResidence"
    COMMUNITY_ID = "CommunityID"
    RESIDENCE_PERMIT = "ResidencePermitI"
    RESTRICTED_ID = "RestrictedID"
    AGE_VERIFICATION = "AgeVerification"
    PLACE_VERIFICATION = "PlaceVerification"


SINCE_2_4 = frozenset({Operation.COMMUNITY_ID})
"""Operations that eID servers of older versions do not know; those check the schema strictly."""


class Demand(StrEnum):
    """How much an eService wants an operation (3.3.21); what is left out is prohibited."""

    REQUIRED = "REQUIRED"
    ALLOWED = "ALLOWED"
    PROHIBITED = "PROHIBITED"


class Grant(StrEnum):
    """What became of an operation (3.3.22)."""

    ALLOWED = "ALLOWED"
    PROHIBITED = "PROHIBITED"
    NOT_ON_CHIP = "NOTONCHIP"
