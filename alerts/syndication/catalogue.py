"""The files as a catalogue that a portal can harvest: DCAT-AP in JSON-LD, and schema.org for search engines.

The context stands in the document: nobody has to fetch another to read it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alerts.domain.authorities import authority_by_code
from alerts.domain.licence import Licence
from alerts.syndication import FORMATS
from alerts.syndication.manifest import APPLICATIONS, CHANGES, FileEntry, Manifest

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU = "http://publications.europa.eu/resource/authority"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
_PLACE = "http://statistics.data.gov.uk/id/statistical-geography"
_GREAT_BRITAIN = "K03000001"
_REGISTERED = frozenset({"text/csv", "application/geo+json", "application/vnd.apache.parquet"})
_GEOPARQUET = "https://geoparquet.org/releases/v1.1.0/"
EACH_NAMES_ITS_OWN = "Each record names the licence under which its source is given, where that states one."
INVENTED = "Demonstration data: every application is invented."


@dataclass(frozen=True)
class Publisher:
    """Who publishes, and under which licences their sources are given: None for each of which nobody said one."""

    name: str
    email: str
    site_name: str
    licences: Sequence[Licence | None] = ()

    @property
    def licence(self) -> Licence | None:
        """The one licence of every source; None where there are several, or one states none."""
        given = set(self.licences)
        return given.pop() if len(given) == 1 else None


@dataclass(frozen=True)
class _Dataset:
    id: str
    title: str
    about: str
    place: str
    files: tuple[FileEntry, ...]


def dcat(manifest: Manifest, publisher: Publisher) -> dict[str, Any]:
    """The catalogue: all applications, those of each authority, and the log of changes."""
    return {
        "@context": _CONTEXT,
        "@id": f"{manifest.base_url}/data/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _english(f"Open data of {publisher.site_name}"),
        "dct:description": _english(
            _described("Planning applications in Great Britain, as councils publish them.", manifest)
        ),
        "dct:publisher": _agent(manifest, publisher),
        "dct:modified": _moment(manifest.made_at),
        "dct:language": _id(f"{_EU}/language/ENG"),
        "foaf:homepage": _id(f"{manifest.base_url}/data"),
        "dcat:dataset": [_dataset(each, manifest, publisher) for each in _datasets(manifest)],
    }


def schema_org(manifest: Manifest, publisher: Publisher) -> dict[str, Any]:
    """The files of all as a Dataset of schema.org."""
    whole, *_rest = _datasets(manifest)
    licence = publisher.licence
    return {
        "@context": {"@vocab": "https://schema.org/"},
        "@type": "Dataset",
        "@id": f"{manifest.base_url}/data",
        "name": whole.title,
        "description": _described(whole.about, manifest),
        "url": f"{manifest.base_url}/data",
        "isAccessibleForFree": True,
        "dateModified": manifest.made_at.isoformat(),
        "license": licence.url or licence.name if licence else EACH_NAMES_ITS_OWN,
        "creator": {"@type": "Organization", "name": publisher.name, "email": publisher.email},
        "spatialCoverage": {"@type": "Place", "name": "Great Britain"},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": each.name,
                "encodingFormat": FORMATS[each.format].media_type,
                "contentUrl": f"{manifest.base_url}/data/{each.name}",
                "contentSize": f"{each.bytes} B",
                "sha256": each.sha256,
            }
            for each in whole.files
        ],
    }


def _datasets(manifest: Manifest) -> Iterator[_Dataset]:
    yield _Dataset(
        "applications",
        "Planning applications",
        "Every planning application that the service has read, one record each.",
        _GREAT_BRITAIN,
        tuple(manifest.of_authority(None)),
    )
    yield _Dataset(
        "changes",
        "Changes of planning applications",
        "What changed of which application, and when it was noticed.",
        _GREAT_BRITAIN,
        tuple(manifest.of_authority(None, CHANGES)),
    )
    for code in manifest.authorities:
        known = authority_by_code(code)
        name = known.name if known else code
        yield _Dataset(
            f"{code}/{APPLICATIONS}",
            f"Planning applications: {name}",
            f"Every planning application of {name} that the service has read, one record each.",
            code,
            tuple(manifest.of_authority(code)),
        )


def _dataset(dataset: _Dataset, manifest: Manifest, publisher: Publisher) -> dict[str, Any]:
    base = f"{manifest.base_url}/data"
    changed_at = [each.changed_at for each in dataset.files if each.changed_at]
    return {
        "@id": f"{base}#{dataset.id}",
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.id,
        "dct:title": _english(dataset.title),
        "dct:description": _english(_described(dataset.about, manifest)),
        "dct:publisher": _agent(manifest, publisher),
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": publisher.name,
            "vcard:hasEmail": _id(f"mailto:{publisher.email}"),
        },
        "dct:accrualPeriodicity": _id(f"{_EU}/frequency/DAILY"),
        "dct:spatial": _id(f"{_PLACE}/{dataset.place}"),
        "dct:language": _id(f"{_EU}/language/ENG"),
        **({"dct:modified": _moment(max(changed_at))} if changed_at else {}),
        **_temporal(dataset.files),
        "dcat:theme": _id(f"{_EU}/data-theme/REGI"),
        "dcat:keyword": [_english("planning applications"), _english("development control")],
        "dcat:landingPage": _id(base),
        "dct:conformsTo": _id(f"{base}/dictionary"),
        "dcat:distribution": [_distribution(each, manifest, publisher) for each in dataset.files],
    }


def _distribution(entry: FileEntry, manifest: Manifest, publisher: Publisher) -> dict[str, Any]:
    form, licence = FORMATS[entry.format], publisher.licence
    url = f"{manifest.base_url}/data/{entry.name}"
    media_type = form.media_type
    return {
        "@id": url,
        "@type": "dcat:Distribution",
        "dct:title": _english(f"{form.title}, packed with gzip" if entry.is_packed else form.title),
        "dct:format": form.title,
        **({"dcat:mediaType": _id(f"{_MEDIA_TYPES}/{media_type}")} if media_type in _REGISTERED else {}),
        **({"dcat:compressFormat": _id(f"{_MEDIA_TYPES}/application/gzip")} if entry.is_packed else {}),
        **({"dct:conformsTo": _id(_GEOPARQUET)} if entry.format == "parquet" else {}),
        "dcat:accessURL": _id(f"{manifest.base_url}/data"),
        "dcat:downloadURL": _id(url),
        "dcat:byteSize": {"@value": str(entry.bytes), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _id("spdx:checksumAlgorithm_sha256"),
            "spdx:checksumValue": {"@value": entry.sha256, "@type": "xsd:hexBinary"},
        },
        "dct:modified": _moment(entry.made_at),
        "dct:rights": _english(INVENTED if manifest.is_demonstration else EACH_NAMES_ITS_OWN),
        **(
            {"dct:license": _id(licence.url)}
            if licence and licence.url and not manifest.is_demonstration
            else {}
        ),
    }


def _temporal(files: Sequence[FileEntry]) -> dict[str, Any]:
    known = [(each.first_day, each.last_day) for each in files if each.first_day and each.last_day]
    if not known:
        return {}
    first, last = known[0]
    return {
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": first, "@type": "xsd:date"},
            "dcat:endDate": {"@value": last, "@type": "xsd:date"},
        }
    }


def _described(about: str, manifest: Manifest) -> str:
    return f"{INVENTED} {about}" if manifest.is_demonstration else about


def _agent(manifest: Manifest, publisher: Publisher) -> dict[str, Any]:
    return {"@id": f"{manifest.base_url}/about", "@type": "foaf:Agent", "foaf:name": publisher.name}


def _id(address: str) -> dict[str, str]:
    return {"@id": address}


def _english(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "en"}


def _moment(at: datetime) -> dict[str, str]:
    return {"@value": at.isoformat(), "@type": "xsd:dateTime"}
