"""Guessing passwords and codes: whoever guesses has to wait, and the real operator never does for good."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from alerts.db.session import Database
from alerts.domain.operators import WRONG_TRIES, WRONG_TRIES_OF_ALL, WRONG_WITHIN, Role
from alerts.domain.signup_limits import network_of
from alerts.services import operator_tries
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import As, code_of, everything
from tests.integration.admin.entering import ADA, asked_for_link, at, hired, with_password
from tests.integration.web.neighbourhood import BASE_URL, KEY, NOW

GUESSER, HOME = "192.0.2.66", "198.51.100.7"


def guess(client: FlaskClient, times: int, ip: str = GUESSER, email: str = ADA) -> list[int]:
    return [with_password(client, "000000", email, "a guess", ip).status_code for _ in range(times)]


def client_at(context: SiteContext, after: timedelta) -> FlaskClient:
    made = create_app(at(context, NOW + after)).test_client()
    made.environ_base |= {"HTTP_HOST": BASE_URL.removeprefix("http://"), "HTTP_SEC_FETCH_SITE": "same-origin"}
    return made


@pytest.mark.fault("W-17")
def test_after_five_wrong_tries_a_network_waits_and_the_operator_gets_in_from_another(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    number = hired(database, context, Role.ADMINISTRATOR, has_factor=True)
    assert guess(client, 7) == [401] * 5 + [429] * 2
    good = code_of(context, number)
    shut_out = with_password(client, good, ip=GUESSER)
    assert (shut_out.status_code, shut_out.headers["Retry-After"]) == (429, "900")
    assert with_password(client, good, ip=HOME).status_code == 303


@pytest.mark.fault("W-17")
def test_the_wait_is_over_after_a_quarter_of_an_hour(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    number = hired(database, context, has_factor=True)
    guess(client, 6)
    later = context.clock() + WRONG_WITHIN
    for after, status in ((WRONG_WITHIN - timedelta(seconds=1), 429), (WRONG_WITHIN, 303)):
        answer = with_password(client_at(context, after), code_of(context, number, at=later), ip=GUESSER)
        assert answer.status_code == status


@pytest.mark.fault("W-17")
def test_a_network_has_five_tries_whatever_addresses_it_tries_and_whether_anybody_has_them(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    hired(database, context, has_factor=True)
    statuses = [guess(client, 1, email=f"{name}@council.example")[0] for name in "abcdefg"]
    assert statuses == [401] * 5 + [429] * 2
    assert guess(client, 1, email=ADA) == [429]


@pytest.mark.fault("W-17")
def test_a_right_password_costs_no_try(client: FlaskClient, database: Database, context: SiteContext) -> None:
    number = hired(database, context, has_factor=True)
    guess(client, WRONG_TRIES - 1)
    assert with_password(client, code_of(context, number), ip=GUESSER).status_code == 303
    assert guess(client, 2) == [401, 429]


@pytest.mark.fault("W-17")
def test_guesses_from_very_many_networks_close_the_password_alone_and_only_for_a_while(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    number = hired(database, context, Role.ADMINISTRATOR, has_factor=True)
    for at_once in range(WRONG_TRIES_OF_ALL):
        limits = operator_tries.with_password(KEY, f"203.0.113.{at_once}", ADA)
        operator_tries.begin(database, limits, NOW)
    assert with_password(client, code_of(context, number), ip=HOME).status_code == 429
    assert with_password(client, "000000", "nobody@council.example", ip=HOME).status_code == 401
    (link,) = asked_for_link(client, context)
    assert client.post(link, data={"code": code_of(context, number)}).status_code == 303
    later = with_password(
        client_at(context, WRONG_WITHIN), code_of(context, number, at=NOW + WRONG_WITHIN), ip=HOME
    )
    assert later.status_code == 303


@pytest.mark.fault("W-17")
def test_a_link_in_the_right_mailbox_works_where_guesses_were_made_and_has_five_tries_of_its_own(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    number = hired(database, context, Role.ADMINISTRATOR, has_factor=True)
    client.environ_base["REMOTE_ADDR"] = GUESSER
    (link,) = asked_for_link(client, context, ip=GUESSER)
    guess(client, 9)
    assert client.post(link, data={"code": "000000"}).status_code == 401
    assert client.post(link, data={"code": code_of(context, number)}).status_code == 303


@pytest.mark.fault("W-17")
def test_who_reads_the_mailbox_guesses_five_codes_from_wherever_they_come(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    number = hired(database, context, Role.ADMINISTRATOR, has_factor=True)
    (link,) = asked_for_link(client, context)
    statuses = []
    for host in range(7):
        client.environ_base["REMOTE_ADDR"] = f"203.0.113.{host}"
        statuses.append(client.post(link, data={"code": "000000"}).status_code)
    assert statuses == [401] * 5 + [429] * 2
    assert client.post(link, data={"code": code_of(context, number)}).status_code == 429
    client.environ_base["REMOTE_ADDR"] = HOME
    assert with_password(client, code_of(context, number), ip=HOME).status_code == 303


@pytest.mark.fault("W-17")
def test_a_stolen_browser_guesses_five_codes(as_role_a_while_ago: As, context: SiteContext) -> None:
    browser = as_role_a_while_ago(Role.ADMINISTRATOR)
    statuses = [browser.post("/admin/prove", data={"proof_code": "000000"}).status_code for _ in range(7)]
    assert statuses == [401] * 5 + [429] * 2


@pytest.mark.fault("W-13")
@pytest.mark.fault("W-17")
def test_a_client_cannot_choose_the_network_that_it_counts_as(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    hired(database, context, has_factor=True)
    statuses = [
        client.post(
            "/admin/sign-in/password",
            data={"email": ADA, "password": "a guess", "code": "000000"},
            headers={"X-Forwarded-For": f"203.0.113.{n}"},
        ).status_code
        for n in range(6)
    ]
    assert statuses == [401] * 5 + [429]


@pytest.mark.fault("W-14")
@pytest.mark.fault("W-17")
def test_a_try_counts_before_it_is_looked_at(database: Database) -> None:
    limits = operator_tries.with_password(KEY, GUESSER, ADA)
    for _ in range(WRONG_TRIES):
        operator_tries.begin(database, limits, NOW)
    before = everything(database)
    with pytest.raises(operator_tries.TooManyTries):
        operator_tries.begin(database, limits, NOW)
    assert everything(database) == before


def test_what_is_counted_names_neither_address_nor_network(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    hired(database, context, has_factor=True)
    guess(client, 1)
    client.post("/admin/sign-in", data={"email": ADA}, environ_overrides={"REMOTE_ADDR": GUESSER})
    held = everything(database)
    said = repr(held["counter"]) + repr([row[2:] for row in held["operator_request"]])
    assert network_of(GUESSER) not in said
    assert ADA not in said
    assert context.secret_key not in said
