"""What feeds, addresses and forms say is never run by a browser: fifty ways to try, on every page that shows them."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from alerts.db import stored_records
from tests.browser.conftest import LiveSite
from tests.browser.operating import operating
from tests.integration.admin import bench, floods
from tests.integration.web.neighbourhood import NOW, application, record

pytestmark = pytest.mark.browser

_RUN = "alert(1)"
PAYLOADS = (
    f"<script>{_RUN}</script>", f"<ScRiPt >{_RUN}</sCrIpT>", f"<script/src=data:,{_RUN}></script>",
    f"<<script>{_RUN}//<</script>", f"</title><script>{_RUN}</script>", f"</textarea><script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>", f"--><script>{_RUN}</script>", f"]]><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>", f"<img/src='x'onerror={_RUN}>", f"\"><img src=x onerror={_RUN}>",
    f"'><img src=x onerror={_RUN}>", f"`><img src=x onerror={_RUN}>", f"<img src=x:x onerror='{_RUN}'//",
    f"<svg onload={_RUN}>", f"<svg/onload={_RUN}//", f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>", f"<svg><a xlink:href='javascript:{_RUN}'><text>x",
    f"<math><mtext><img src=x onerror={_RUN}>", f"<body onload={_RUN}>", f"<iframe src='javascript:{_RUN}'></iframe>",
    f"<iframe srcdoc='<script>{_RUN}</script>'></iframe>", f"<object data='javascript:{_RUN}'></object>",
    f"<embed src='javascript:{_RUN}'>", f"<a href='javascript:{_RUN}'>x</a>", f"<a href='java\tscript:{_RUN}'>x</a>",
    f"<form action='javascript:{_RUN}'><input type=submit>", f"<button formaction='javascript:{_RUN}'>x</button>",
    f"<input autofocus onfocus={_RUN}>", f"\" autofocus onfocus={_RUN} x=\"", f"' autofocus onfocus={_RUN} x='",
    f"<details open ontoggle={_RUN}>", f"<video><source onerror={_RUN}></video>", f"<audio src=x onerror={_RUN}>",
    f"<marquee onstart={_RUN}>", f"<link rel=stylesheet href='data:text/css,*{{x:expression({_RUN})}}'>",
    f"<style>@import 'javascript:{_RUN}';</style>", f"<meta http-equiv=refresh content='0;url=javascript:{_RUN}'>",
    f"<base href='javascript:{_RUN}//'>", f"<table background='javascript:{_RUN}'>", f"<div style='x:{_RUN}'>",
    f"<template><script>{_RUN}</script></template>", f"<noscript><p title='</noscript><img src=x onerror={_RUN}>'>",
    f"{{{{ constructor.constructor('{_RUN}')() }}}}", f"${{{_RUN}}}", f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    f"\\u003cscript\\u003e{_RUN}\\u003c/script\\u003e", f"＜script＞{_RUN}＜/script＞",
)  # fmt: skip


@pytest.fixture
def watched(browser: Browser, live: LiveSite) -> Iterator[Page]:
    """A page that fails the test where anything runs, is stopped by the policy, or is asked of another host."""
    context = browser.new_context(base_url=live.url, viewport={"width": 1280, "height": 900})
    page, ran, asked = context.new_page(), [], []
    page.on("dialog", lambda shown: (ran.append(shown.message), shown.dismiss()))
    page.on("pageerror", lambda error: ran.append(str(error)))
    page.on("console", lambda said: ran.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda sent: asked.append(sent.url))
    yield page
    context.close()
    assert ran == []
    assert [url for url in asked if not url.startswith((live.url, "data:", "blob:"))] == []


def publish(live: LiveSite) -> None:
    """A feed that tries each of them, and one application that holds them all and changes."""
    every = " ".join(PAYLOADS)
    with live.context.database.writing() as session:
        each = [
            application(
                f"2026/9{number:03}/X",
                description=words,
                address=f"{words} {number}",
                status_raw=words,
                application_type=None,
                application_type_raw=words,
                url=f"https://planning.example.gov.uk/?{quote(words)}",
            )
            for number, words in enumerate(PAYLOADS)
        ]
        record(session, [*each, application("2026/9999/X", description=f"Before {every}")], NOW)
    with live.context.database.writing() as session:
        changed = application("2026/9999/X", description=f"After {every}", decision_raw=every)
        record(session, [changed], NOW + timedelta(seconds=1))


@pytest.mark.fault("W-03")
@pytest.mark.fault("P-08")
def test_nothing_that_anybody_writes_is_run(watched: Page, live: LiveSite) -> None:
    assert len(PAYLOADS) == 50
    publish(live)
    for path in (
        "/",
        "/areas/postcode/NW51TL?radius=400",
        "/areas/authority/E09000007",
        "/applications/E09000007/2026/9999/X",
        "/applications/E09000007/2026/9000/X",
        f"/search?q={quote(' '.join(PAYLOADS)[:900])}",
        *(f"/search?q={quote(words)}" for words in PAYLOADS[::10]),
        *(f"/areas/shape/{quote(words, safe='')}" for words in PAYLOADS[::25]),
    ):
        watched.goto(path)
        assert watched.locator("main h1").count() == 1, path
        assert (
            watched.locator("main script:not([type=module]), main [onerror], main [onload]").count() == 0
        ), path
    watched.goto("/applications/E09000007/2026/9999/X")
    assert PAYLOADS[0] in watched.locator("main .application__words").inner_text()
    watched.locator("#wrong-place summary").click()
    watched.locator("#report-words").fill(PAYLOADS[5])
    watched.get_by_role("button", name="Tell us").click()
    assert watched.locator("#report-words").input_value() == PAYLOADS[5]


def keep_hostile_records(live: LiveSite) -> None:
    """The council's feed tries each of them: as a word without a meaning, in what cannot be read, as a column."""
    rows = [bench.a_row(number, state=words, proposal=words) for number, words in enumerate(PAYLOADS)]
    every = " ".join(PAYLOADS)
    unread = bench.a_row(99, ref="", proposal=every, **{f"column {words}": words for words in PAYLOADS})
    odd = bench.a_row(98, proposal=f"TEST application please ignore {every}")
    bench.council_of(live.context.database, live.context).publish(unread, odd, *rows)
    floods.held(live.context.database, "2026/9001/X", description=every)


@pytest.mark.fault("C-11")
@pytest.mark.fault("W-03")
def test_nothing_that_a_record_says_runs_on_the_operators_pages(watched: Page, live: LiveSite) -> None:
    keep_hostile_records(live)
    operating("/admin/unmapped")(watched, live, None)  # type: ignore[arg-type]
    assert watched.get_by_text(PAYLOADS[0], exact=True).count() > 0
    base = "/admin/feeds/camden"
    with live.context.database.reading() as session:
        kept = stored_records.of_feed(session, "camden", 100)
    (unread,) = [row.id for row in kept if row.outcome == "problem"]
    assert len(kept) > len(PAYLOADS)
    for path in (base, f"{base}/records", f"{base}/records?after=50", f"{base}/reread", "/admin/holds/1"):
        answer = watched.goto(path)
        assert answer is not None
        assert answer.status == 200, path
    for number in (unread, kept[1].id, *(row.id for row in kept[2::12])):
        watched.goto(f"/admin/records/{number}")
        assert "Record" in watched.locator("h1").inner_text()
    watched.goto(f"/admin/records/{unread}")
    assert PAYLOADS[0] in watched.locator("pre.admin-record").inner_text()
