"""Lists as the writers of files take them."""

from alerts.domain.application import Application
from alerts.domain.stage import stage_of
from alerts.domain.story import Story
from alerts.domain.wording import headline, status_words
from alerts.syndication.area_document import AreaDocument, Entry, Publication
from alerts.syndication.naming import item_id
from tests.factories import CAMDEN, NOW

BASE = "https://alerts.example"
PUBLICATION = Publication(
    id="tag:alerts.example,2026:areas/authority/E09000007",
    address=f"{BASE}/areas/authority/E09000007.xml",
    next_address="",
    site_name="Planning alerts",
    base_url=BASE,
    language="en-GB",
    hub_url="",
    updated_at=NOW,
)


def entry(number: int, application: Application, story: Story | None = None) -> Entry:
    told = story or Story(number, NOW, NOW, 0, ())
    return Entry(
        id=item_id(BASE, application, told),
        number=number,
        application=application,
        stage=stage_of(application),
        headline=headline(application.description),
        page=f"{BASE}/applications/{application.authority}/{number}",
        status=status_words(application),
        deadline="",
        where="",
        story=told,
    )


def document(*applications: Application, authorities: frozenset[str] = frozenset({CAMDEN})) -> AreaDocument:
    entries = tuple(entry(number, each) for number, each in enumerate(applications, 1))
    return AreaDocument(
        "Planning applications in Camden", f"{BASE}/areas", None, authorities, entries, None, is_cut=False
    )
