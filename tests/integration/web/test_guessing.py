"""Guessing links: hopeless, and after twenty wrong ones a network has to wait."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from alerts.db.session import Database
from alerts.domain.links import PEOPLES, Purpose
from alerts.services import mailboxes
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import BASE_URL, KEY
from tests.integration.web.people import Cast


@pytest.mark.fault("U-14")
def test_after_twenty_wrong_links_a_network_has_to_wait_and_a_right_one_still_works(
    client: FlaskClient, cast: Cast
) -> None:
    purposes = PEOPLES
    answers = [client.get(f"/{purposes[n % len(purposes)]}/{'A' * 70}{n:03}") for n in range(25)]
    assert [answer.status_code for answer in answers] == [404] * 20 + [429] * 5
    assert answers[-1].headers["Retry-After"] == "900"
    assert "Too many requests" in answers[-1].text
    assert answers[-1].headers["Cache-Control"] == "no-store"
    assert client.post("/unsubscribe/x", data={"List-Unsubscribe": "One-Click"}).status_code == 429
    assert client.get(cast.alice.link(Purpose.MANAGE)).status_code == 200
    elsewhere = {"REMOTE_ADDR": "192.0.2.200"}
    assert client.get("/manage/x", environ_overrides=elsewhere).status_code == 404


@pytest.mark.fault("W-13")
@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 404)])
def test_a_forged_header_makes_no_new_network_unless_a_proxy_of_ours_wrote_it(
    context: SiteContext, proxies: int, status: int
) -> None:
    client = create_app(replace(context, trusted_proxies=proxies)).test_client()
    host = BASE_URL.removeprefix("http://")
    answers = [
        client.get("/manage/x", headers={"Host": host, "X-Forwarded-For": f"6.6.6.6, 198.51.100.{number}"})
        for number in range(21)
    ]
    assert answers[-1].status_code == status


@pytest.mark.fault("U-14")
def test_a_copy_of_the_database_opens_nothing(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    """Neither links nor keys nor network addresses stand in it."""
    client.post(
        "/links", data={"email": "alice@example.org"}, environ_overrides={"REMOTE_ADDR": "192.0.2.77"}
    )
    client.get("/manage/x", environ_overrides={"REMOTE_ADDR": "192.0.2.77"})
    with database.reading() as session:
        run = session.connection().exec_driver_sql
        tables = [name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'")]
        dump = "\n".join(str(tuple(row)) for name in tables for row in run(f'SELECT * FROM "{name}"'))
    assert "{{link:confirm:" in dump
    people = (cast.alice, cast.bob)
    tokens = [
        each.link(purpose, about=1).rpartition("/")[2]
        for each in people
        for purpose in PEOPLES
        if each.change or purpose is not Purpose.ADDRESS
    ]
    for secret in (*tokens, context.identity.key, context.secret_key, "192.0.2.77"):
        assert secret not in dump


@pytest.mark.fault("U-18")
def test_links_sealed_with_an_earlier_key_work_as_long_as_it_is_listed(
    context: SiteContext, cast: Cast
) -> None:
    link = cast.alice.link(Purpose.MANAGE)
    for previous, status in (((), 404), ((KEY,), 200), (("a key of last year", KEY), 200), (("a key",), 404)):
        identity = replace(context.identity, key="a key of next year", previous_keys=previous)
        client = create_app(replace(context, identity=identity)).test_client()
        answer = client.get(link, headers={"Host": BASE_URL.removeprefix("http://")})
        assert answer.status_code == status, previous


@pytest.mark.fault("U-18")
def test_an_address_that_said_never_is_known_under_an_earlier_key(
    context: SiteContext, database: Database
) -> None:
    rotated = replace(context.identity, key="a key of next year", previous_keys=(KEY,))
    with database.writing() as session:
        mailboxes.never_again(session, context.desk(), "victim@example.org")
        assert not mailboxes.may_be_written_to(session, rotated, "victim@example.org", is_confirmed=False)
