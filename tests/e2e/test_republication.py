"""A council publishes its register anew: nobody is mailed but the operator, once."""

from datetime import date
from pathlib import Path

import pytest

from tests.rig.republication import a_republication, subscribe


@pytest.mark.parametrize(
    "count", [700, pytest.param(1_000_000, marks=[pytest.mark.slow, pytest.mark.timeout(5_400)])]
)
@pytest.mark.fault("C-04")
def test_a_register_published_anew_is_mailed_to_nobody_but_the_operator_once(
    tmp_path: Path, count: int
) -> None:
    with a_republication(tmp_path, 500) as republication:
        service, register = republication.service, republication.register
        baseline = republication.poll()
        assert (baseline.report["new"], baseline.report["error"]) == (500, None)
        subscribe(service)

        register.publish()
        again = republication.poll(while_read=True)
        assert (again.report["unchanged"], again.report["error"]) == (500, None)
        assert again.page_failures == []
        republication.tell()
        assert republication.mails() == (0, 0)
        assert again.grown_mb < 1

        register.publish(first=10_000_000, count=count, received=date.today())
        anew = republication.poll(while_read=True)
        assert (anew.report["new"], anew.report["error"]) == (count, None)
        assert anew.page_failures == []
        republication.tell()
        assert republication.mails() == (0, 1)
        (listed,) = service.report("feeds", "list")
        assert (listed["state"], listed["held"]) == ("held", count)
        print(
            f"{count:,} records: {anew.seconds:.0f} s, {count / anew.seconds:,.0f} records/s, peak "
            f"{anew.peak_mb:.0f} MB, database grew by {anew.grown_mb:.1f} MB, slowest page meanwhile "
            f"{max(anew.page_seconds, default=0):.2f} s of {len(anew.page_seconds)}"
        )
        assert anew.peak_mb < 300

        service.command("feeds", "held", "camden", "discard")
        republication.tell()
        assert republication.mails() == (0, 1)


@pytest.mark.fault("C-04")
@pytest.mark.fault("C-09")
def test_what_an_operator_releases_comes_in_one_digest_of_at_most_fifty_and_a_count(tmp_path: Path) -> None:
    with a_republication(tmp_path, 400) as republication:
        republication.poll()
        subscribe(republication.service)
        republication.register.publish(first=10_000_000, received=date.today())
        republication.poll()
        republication.tell()
        assert republication.mails() == (0, 1)
        republication.service.command("feeds", "held", "camden", "release")
        republication.tell()
        republication.tell()
        assert republication.mails() == (1, 1)
        digest = republication.service.mail_to("alice@example.org")[-1]
        text = digest.get_body(("plain",)).get_content()
        assert text.count("R/1000") >= 50
        assert "350 more" in text
