"""The outbox shows the pictures that a letter carries, and still loads nothing."""

import base64

from flask.testing import FlaskClient

from alerts.mail.letter import Picture
from alerts.mail.outbox_folder import OutboxFolderSender
from alerts.web.context import SiteContext
from alerts.web.letter_frame import LETTER_POLICY
from tests.rig.letters import ENVELOPE_FROM, a_message

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def kept(context: SiteContext, html: str) -> str:
    """The address of a letter in the outbox that carries one picture."""
    assert context.outbox_dir is not None
    message = a_message(html=html, pictures=(Picture("0af3@map", PNG),))
    OutboxFolderSender(context.outbox_dir).deliver(message, ENVELOPE_FROM, "alice@example.com")
    (file,) = context.outbox_dir.iterdir()
    return f"/outbox/{file.name}/html"


def test_a_picture_is_shown_from_within_the_page(context: SiteContext, client: FlaskClient) -> None:
    answer = client.get(kept(context, '<p><img src="cid:0af3@map" alt="Map: the site"></p>\n'))
    held = base64.b64encode(PNG).decode()
    assert f'<img src="data:image/png;base64,{held}" alt="Map: the site">' in answer.text
    assert "cid:" not in answer.text
    assert answer.headers["Content-Security-Policy"] == LETTER_POLICY
    assert "img-src data:;" in LETTER_POLICY


def test_a_picture_that_the_letter_does_not_carry_is_left_alone(
    context: SiteContext, client: FlaskClient
) -> None:
    answer = client.get(kept(context, '<p>src="cid:other@map" <img src="cid:other@map" alt="x"></p>\n'))
    assert answer.status_code == 200
    assert "data:image" not in answer.text
