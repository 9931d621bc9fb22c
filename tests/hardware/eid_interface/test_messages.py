"""The messages of TR-03130-1, 3.2: what is written is read again; what does not fit is refused."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hardware.eid_interface import markup, messages, personal_data
from hardware.eid_interface.markup import Element, XmlRefused
from hardware.eid_interface.messages import (
    GetResultRequest,
    GetResultResponse,
    Result,
    UseIdRequest,
    UseIdResponse,
)
from hardware.eid_interface.names import DSS, EID, Demand, Grant, Minor, Operation
from hardware.eid_interface.personal_data import (
    FreetextPlace,
    NoPlace,
    PartialDate,
    PersonalData,
    RestrictedId,
    StructuredPlace,
)

SESSION = "0123456789abcdef" * 2
LETTERS = some.text(
    some.characters(codec="utf-8", categories=("L", "M", "N", "P", "S")), max_size=40
).map(str.strip)
DAYS = some.dates(date(1, 1, 1), date(9999, 12, 31))
DIGITS = some.text("0123456789 ", min_size=8, max_size=8)
PLACES = some.one_of(
    some.builds(StructuredPlace, LETTERS, LETTERS, LETTERS, LETTERS, LETTERS),
    some.builds(FreetextPlace, LETTERS),
    some.builds(NoPlace, LETTERS),
)
OCTETS = some.binary(min_size=1, max_size=64)
DATA = some.builds(
    PersonalData,
    document_type=some.none() | LETTERS,
    issuing_state=some.none() | LETTERS,
    date_of_expiry=some.none() | DAYS,
    given_names=some.none() | LETTERS,
    family_names=some.none() | LETTERS,
    artistic_name=some.none() | LETTERS,
    academic_title=some.none() | LETTERS,
    date_of_birth=some.none()
    | DIGITS.map(PartialDate)
    | DAYS.map(lambda day: PartialDate(f"{day:%Y%m%d}".zfill(8))),
    place_of_birth=some.none() | PLACES,
    nationality=some.none() | LETTERS,
    birth_name=some.none() | LETTERS,
    place_of_residence=some.none() | PLACES,
    community_id=some.none() | LETTERS,
    residence_permit=some.none() | LETTERS,
    restricted_id=some.none() | some.builds(RestrictedId, OCTETS, some.just(b"") | OCTETS),
)
GRANTS = some.fixed_dictionaries({name: some.sampled_from(Grant) for name in Operation})
VERIFIED = some.none() | some.booleans()
PLACE = some.from_regex(r"0[0-9]{3}([0-9]{2}(0[0-9]([0-9]{2}(0[0-9]{3})?)?)?)?", fullmatch=True)


def sent(element: Element) -> Element:
    """Answer the element as it comes out at the other end."""
    return markup.parse(markup.write(element))


@given(
    some.dictionaries(
        some.sampled_from(Operation), some.sampled_from([Demand.REQUIRED, Demand.ALLOWED])
    ),
    some.none() | some.integers(0, 150),
    some.just("") | PLACE,
    LETTERS,
)
def test_a_use_id_request_arrives(
    operations: dict[Operation, Demand], age: int | None, place: str, transaction: str
) -> None:
    request = UseIdRequest(operations, age, place, transaction)
    assert messages.read_use_id(sent(messages.write_use_id(request))) == request


@given(some.builds(GetResultResponse, DATA, VERIFIED, VERIFIED, GRANTS))
def test_a_result_arrives(response: GetResultResponse) -> None:
    written = messages.write_get_result_response(response, Result())
    assert messages.read_get_result_response(sent(written)) == response


@pytest.mark.parametrize("server", ["", "https://eid.example/paos"])
def test_an_opened_session_arrives(server: str) -> None:
    response = UseIdResponse(SESSION, "fedcba9876543210" * 2, bytes(range(32)), server)
    written = messages.write_use_id_response(response, Result())
    assert messages.read_use_id_response(sent(written)) == response
    assert SESSION not in repr(response)


@pytest.mark.parametrize("counter", [1, 2, 2_000_000_000])
def test_a_get_result_request_arrives(counter: int) -> None:
    request = GetResultRequest(SESSION, counter)
    assert messages.read_get_result(sent(messages.write_get_result(request))) == request


@pytest.mark.parametrize("minor", [*Minor, "http://www.bsi.bund.de/ecard/api/1.1/resultminor/x#y"])
def test_an_error_arrives(minor: str) -> None:
    result = Result(minor, "Because <&>.")
    for answer in (
        messages.read_use_id_response(sent(messages.write_use_id_response(None, result))),
        messages.read_get_result_response(sent(messages.write_get_result_response(None, result))),
    ):
        assert answer == Result(minor)


def test_every_operation_is_named_in_the_order_of_the_schema() -> None:
    root = messages.write_use_id(UseIdRequest({Operation.BIRTH_NAME: Demand.REQUIRED}))
    (operations,) = root
    assert [markup.local(element) for element in operations] == list(Operation)
    assert {markup.local(element) for element in operations if element.text == "REQUIRED"} == {
        "BirthName"
    }


def test_an_older_server_hears_nothing_that_its_schema_refuses() -> None:
    request = UseIdRequest({}, transaction="Antrag")
    root = messages.write_use_id(request, before_2_4=True)
    named = {markup.local(element) for element in root.iter()}
    assert not named & {"CommunityID", "TransactionInfo"}


@pytest.mark.parametrize(
    "request_",
    [
        UseIdRequest(age=-1),
        UseIdRequest(age=151),
        UseIdRequest(place="276"),
        UseIdRequest(place="02760503150000x"),
        UseIdRequest(transaction="a" * 1001),
        UseIdRequest(transaction="\x01"),
    ],
)
def test_a_request_beyond_the_schema_is_not_written(request_: UseIdRequest) -> None:
    with pytest.raises(XmlRefused):
        messages.write_use_id(request_)


EXAMPLE = f"""<eid:getResultResponse xmlns:eid="{EID}" xmlns:dss="{DSS}">
  <eid:PersonalData>
    <eid:DocumentType>ID</eid:DocumentType><eid:IssuingState>D</eid:IssuingState>
    <eid:DateOfExpiry>2029-10-31Z</eid:DateOfExpiry>
    <eid:GivenNames> ÄNNE </eid:GivenNames><eid:FamilyNames>SŁABOSZEWSKI-ÇELİK</eid:FamilyNames>
    <eid:AcademicTitle></eid:AcademicTitle>
    <eid:DateOfBirth><eid:DateString>1964    </eid:DateString></eid:DateOfBirth>
    <eid:PlaceOfBirth><eid:FreetextPlace>BERLIN</eid:FreetextPlace></eid:PlaceOfBirth>
    <eid:FutureAttribute>x</eid:FutureAttribute>
    <eid:PlaceOfResidence><eid:StructuredPlace><eid:Street>HEIDESTRASSE 17</eid:Street>
      <eid:City>KÖLN</eid:City><eid:Country>D</eid:Country><eid:ZipCode>51147</eid:ZipCode>
    </eid:StructuredPlace></eid:PlaceOfResidence>
    <eid:RestrictedID><eid:ID>01a4FB</eid:ID></eid:RestrictedID>
  </eid:PersonalData>
  <eid:FulfilsAgeVerification><eid:FulfilsRequest>1</eid:FulfilsRequest></eid:FulfilsAgeVerification>
  <eid:OperationsAllowedByUser><eid:BirthName>NOTONCHIP</eid:BirthName><eid:GivenNames/>
    <eid:FutureAttribute>ALLOWED</eid:FutureAttribute></eid:OperationsAllowedByUser>
  <eid:LevelOfAssuranceResult>http://bsi.bund.de/eID/LoA/hoch</eid:LevelOfAssuranceResult>
  <dss:Result><ResultMajor>
    http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok
  </ResultMajor></dss:Result>
</eid:getResultResponse>"""


def test_an_answer_as_servers_write_it_is_read() -> None:
    read = messages.read_get_result_response(markup.parse(EXAMPLE.encode()))
    assert read == GetResultResponse(
        PersonalData(
            document_type="ID",
            issuing_state="D",
            date_of_expiry=date(2029, 10, 31),
            given_names="ÄNNE",
            family_names="SŁABOSZEWSKI-ÇELİK",
            academic_title="",
            date_of_birth=PartialDate("1964    "),
            place_of_birth=FreetextPlace("BERLIN"),
            place_of_residence=StructuredPlace("KÖLN", "D", "HEIDESTRASSE 17", "", "51147"),
            restricted_id=RestrictedId(bytes.fromhex("01A4FB")),
        ),
        age=True,
        place=None,
        grants={
            Operation.BIRTH_NAME: Grant.NOT_ON_CHIP,
            Operation.GIVEN_NAMES: Grant.PROHIBITED,
        },
    )
    assert "ÄNNE" not in repr(read)
    assert PartialDate("1964    ").day is None


WRONG: list[tuple[str, Callable[[str], str]]] = [
    ("twice", lambda x: x.replace("<eid:GivenNames>", "<eid:GivenNames/><eid:GivenNames>")),
    (
        "data twice",
        lambda x: x.replace("<eid:PersonalData>", "<eid:PersonalData/><eid:PersonalData>"),
    ),
    ("no result", lambda x: x.replace("dss:Result>", "dss:Rsult>")),
    ("no major", lambda x: x.replace("ResultMajor>", "ResultMayor>")),
    ("no data", lambda x: x.replace("eid:PersonalData>", "eid:PersonalDat>")),
    ("seven digits", lambda x: x.replace("1964    ", "1964   ")),
    ("letters in a date", lambda x: x.replace("1964    ", "1964mai1")),
    ("no day", lambda x: x.replace("2029-10-31Z", "31.10.2029")),
    (
        "a place of two kinds",
        lambda x: x.replace("<eid:FreetextPlace>", "<eid:NoPlaceInfo/><eid:FreetextPlace>"),
    ),
    ("a place of a new kind", lambda x: x.replace("FreetextPlace", "NewPlace")),
    ("no city", lambda x: x.replace("eid:City>", "eid:Town>")),
    ("not hexadecimal", lambda x: x.replace("01a4FB", "0x1a4FB")),
    ("half an octet", lambda x: x.replace("01a4FB", "01a4F")),
    ("neither true nor false", lambda x: x.replace(">1</eid:Fulf", ">yes</eid:Fulf")),
    ("elements in a text", lambda x: x.replace("ÄNNE", "<b>ÄNNE</b>")),
    ("another message", lambda x: x.replace("getResultResponse", "useIDResponse")),
    ("another namespace", lambda x: x.replace(EID, "http://bsi.bund.de/eid/")),
]


@pytest.mark.parametrize("wrong", [wrong for _, wrong in WRONG], ids=[name for name, _ in WRONG])
def test_an_answer_of_another_form_is_refused_without_a_word_of_it(
    wrong: Callable[[str], str],
) -> None:
    changed = wrong(EXAMPLE)
    assert changed != EXAMPLE
    with pytest.raises(XmlRefused) as caught:
        messages.read_get_result_response(markup.parse(changed.encode()))
    assert not {"ÄNNE", "1964", "BERLIN", "HEIDE", "01a4"} & set(str(caught.value).split())


def test_an_error_without_a_code_is_still_an_error() -> None:
    text = EXAMPLE.replace("resultmajor#ok", "resultmajor#error")
    assert messages.read_get_result_response(markup.parse(text.encode())) == Result(
        Minor.INTERNAL_ERROR
    )


REQUEST = f"""<e:useIDRequest xmlns:e="{EID}"><e:UseOperations><e:GivenNames>REQUIRED</e:GivenNames>
<e:CommunityID/></e:UseOperations><e:AgeVerificationRequest><e:Age>18</e:Age>
</e:AgeVerificationRequest></e:useIDRequest>"""


def test_an_empty_operation_is_prohibited() -> None:
    request = messages.read_use_id(markup.parse(REQUEST.encode()))
    assert request == UseIdRequest({Operation.GIVEN_NAMES: Demand.REQUIRED}, 18)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("REQUIRED", "WANTED"),
        ("e:GivenNames", "e:Blood"),
        ("<e:CommunityID/>", "<e:GivenNames>ALLOWED</e:GivenNames>"),
        (">18<", ">-18<"),
        (">18<", "><"),
        ("UseOperations", "Operations"),
        ("AgeVerificationRequest", "PlaceVerificationRequest"),
    ],
)
def test_a_request_of_another_form_is_refused(old: str, new: str) -> None:
    with pytest.raises(XmlRefused):
        messages.read_use_id(markup.parse(REQUEST.replace(old, new).encode()))


@pytest.mark.parametrize("session", ["", "0123", "g" * 32, "0" * 33, "../" + SESSION])
def test_a_session_of_another_form_is_refused(session: str) -> None:
    root = messages.write_get_result(GetResultRequest(session, 1))
    with pytest.raises(XmlRefused):
        messages.read_get_result(sent(root))


@pytest.mark.parametrize(
    ("old", "new"),
    [("fedcba9876543210", "short"), ("fedc", "f dc"), ("00010203", "xx"), (SESSION, "&amp;x=1")],
)
def test_an_opened_session_of_another_form_is_refused(old: str, new: str) -> None:
    response = UseIdResponse(SESSION, "fedcba9876543210", bytes(range(32)))
    written = markup.write(messages.write_use_id_response(response, Result()))
    assert old.encode() in written
    with pytest.raises(XmlRefused):
        messages.read_use_id_response(markup.parse(written.replace(old.encode(), new.encode())))


@given(some.binary(max_size=200))
def test_no_octets_raise_anything_else(document: bytes) -> None:
    shell = EXAMPLE.encode().replace(b"01a4FB", document)
    for text in (document, shell):
        try:
            personal_data.read(markup.parse(text))
            messages.read_get_result_response(markup.parse(text))
        except XmlRefused:
            pass
