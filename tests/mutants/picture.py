"""Guards of the pictures that e-mails carry: their size, their sameness, and that an e-mail never waits for one."""

from tests.mutants.breakage import Breakage

_KEPT = "tests/integration/alerting/test_pictures.py"
_CARRIED = "tests/unit/mail/test_compose_pictures.py"

BREAKAGES = (
    Breakage(
        "M-15",
        "alerts/mail/pictures.py",
        "        if room < 0:\n            break\n",
        "",
        f"{_CARRIED}::test_an_email_with_pictures_stays_below_what_mail_readers_cut",
    ),
    Breakage(
        "M-15",
        "alerts/drawing/picture.py",
        "    return less_sharp if len(less_sharp) <= MOST_BYTES else png_of(drawing, 1)",
        "    return drawn",
        "tests/unit/drawing/test_picture.py::test_a_picture_is_small_whole_and_nothing_but_pixels",
    ),
    Breakage(
        "K-05",
        "alerts/mail/message.py",
        '_boundary(f"{letter.message_id} pictures")',
        '_boundary(__import__("secrets").token_hex())',
        "tests/unit/mail/test_pictures.py::test_the_same_letter_with_pictures_is_the_same_bytes",
    ),
    Breakage(
        "K-15",
        "alerts/services/picturing.py",
        "        except Exception:",
        "        except OSError:",
        f"{_KEPT}::test_a_picture_that_cannot_be_drawn_costs_nobody_the_email",
    ),
    Breakage(
        "P-05",
        "alerts/db/pictures.py",
        ".where(old))) - needed",
        ".where(old)))",
        f"{_KEPT}::test_a_picture_that_waits_to_be_sent_is_kept_however_old",
    ),
)
