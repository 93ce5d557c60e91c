"""The pages of help: each topic on its own address, in both languages, linked from where one needs it."""

import pytest
from flask.testing import FlaskClient

from alerts.domain.personal_data import KEPT
from alerts.web.pages.helping import TOPICS


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_is_answered_in_both_languages_and_leads_to_the_others(
    client: FlaskClient, topic: str
) -> None:
    english, welsh = client.get(f"/help/{topic}").text, client.get(f"/cy/help/{topic}").text
    assert f'<h1 class="govuk-heading-l">{TOPICS[topic].title}</h1>' in english
    assert TOPICS[topic].title not in welsh
    for other in TOPICS:
        if other != topic:
            assert f'href="/help/{other}"' in english
            assert f'href="/cy/help/{other}"' in welsh


def test_the_list_leads_to_each_topic(client: FlaskClient) -> None:
    page = client.get("/help").text
    for name, topic in TOPICS.items():
        assert f'href="/help/{name}">{topic.title}</a>' in page
        assert topic.answers in page


def test_help_stands_at_the_foot_of_every_page_and_where_no_mail_comes(client: FlaskClient) -> None:
    assert '<a class="govuk-link" href="/help">Help</a>' in client.get("/about").text
    assert 'href="/help/your-emails#none"' in client.get("/check-your-inbox").text
    assert 'id="none"' in client.get("/help/your-emails").text


def test_an_application_that_is_open_leads_to_how_to_comment(client: FlaskClient) -> None:
    assert 'href="/help/commenting"' in client.get("/applications/E09000007/2026/0123/P").text


def test_how_long_one_can_come_back_is_what_the_service_keeps_to(client: FlaskClient) -> None:
    assert f"For {KEPT.left.days} days you can take it back." in client.get("/help/your-emails").text


def test_there_is_no_other_help(client: FlaskClient) -> None:
    answer = client.get("/help/nothing")
    assert answer.status_code == 404
    assert "There is no such page of help." in answer.text
