"""`/data`: the files of open data, what their columns mean, and the catalogue that portals harvest.

A file is served by its name in the list of the night in use, and by no other: no part of an address becomes a path.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from alerts.db.feeds import all_feeds
from alerts.domain.authorities import authority_by_code
from alerts.language import _
from alerts.syndication import FORMATS
from alerts.syndication.catalogue import Publisher, dcat, schema_org
from alerts.syndication.dictionary import ABOUT, COLUMNS_OF, csvw, data_package, more_words
from alerts.syndication.manifest import APPLICATIONS, CHANGES, FILES_JSON, SUMS, FileEntry, Manifest
from alerts.web.api.problem import problem
from alerts.web.context import SiteContext
from alerts.web.maps import licence_lines
from alerts.web.routing import Route

_NOT_YET_SECONDS = 3_600
_JSON_LD, _JSON = "application/ld+json", "application/json"

Night = tuple[Path, Manifest]


class Council(NamedTuple):
    """A council that has files of its own."""

    code: str
    rows: int
    changed_at: datetime | None


class _Document(NamedTuple):
    """Made of the list of files when it is asked for."""

    content_type: str
    make: Callable[[Manifest, Publisher], Any]


DOCUMENTS: Mapping[str, _Document] = {
    "catalog.jsonld": _Document(_JSON_LD, dcat),
    "dataset.jsonld": _Document(_JSON_LD, schema_org),
    "datapackage.json": _Document(
        _JSON, lambda manifest, by: data_package(manifest, f"Open data of {by.site_name}")
    ),
    "applications.csv-metadata.json": _Document("application/csvm+json", lambda *_all: csvw(APPLICATIONS)),
    "changes.csv-metadata.json": _Document("application/csvm+json", lambda *_all: csvw(CHANGES)),
}
LISTS = {FILES_JSON: _JSON, SUMS: "text/plain; charset=utf-8"}


def data(context: SiteContext) -> ResponseReturnValue:
    night = _night(context)
    manifest = night[1] if night else None
    return render_template(
        "data.html",
        licence=licence_lines(context),
        manifest=manifest,
        whole=list(manifest.of_authority(None)) if manifest else [],
        log=list(manifest.of_authority(None, CHANGES)) if manifest else [],
        councils=_councils(manifest) if manifest else [],
        documents=(*LISTS, *DOCUMENTS) if manifest else (),
        formats=FORMATS,
        size=size_words,
    )


def dictionary(_context: SiteContext) -> ResponseReturnValue:
    return render_template("data_dictionary.html", about=ABOUT, tables=COLUMNS_OF, more=more_words)


def published(context: SiteContext, name: str) -> ResponseReturnValue:
    """A file by its name, or the page of a council's."""
    try:
        return _published(context, name)
    except FileNotFoundError:  # a night passed between its list and its file
        return _published(context, name)


def _published(context: SiteContext, name: str) -> ResponseReturnValue:
    night = _night(context)
    if night is None:
        return _not_yet(name)
    folder, manifest = night
    if name in DOCUMENTS:
        return _document(context, manifest, name)
    if name in LISTS:
        return _sent(folder / name, name, LISTS[name], None, manifest.made_at)
    entry = manifest.named(name)
    if entry is not None:
        kind = "application/gzip" if entry.is_packed else _content_type(entry)
        shown = _download_name(manifest, entry)
        return _sent(folder / name, shown, kind, entry.sha256, entry.made_at)
    if name in manifest.authorities:
        return _council(manifest, name)
    return _no_file(name)


def size_words(size: int) -> str:
    """A size as people say it: `355.4 MB`, thousands of thousands."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:,.1f} {unit}"
    return f"{size} B"


def _night(context: SiteContext) -> Night | None:
    return context.files.night() if context.files else None


def _not_yet(name: str) -> Response:
    """Names that there will be are not yet there; all others never are."""
    stem = name.removesuffix(".gz").rpartition("/")[2].partition(".")[0]
    if name not in DOCUMENTS and name not in LISTS and stem not in (APPLICATIONS, CHANGES):
        return _no_file(name)
    answer = problem(503, _("The files have not been made yet. They are made every night."))
    answer.headers["Retry-After"] = str(_NOT_YET_SECONDS)
    return _readable_by_all(answer)


def _no_file(name: str) -> Response:
    """Who asks for a file is a program, and who asks for anything else a person."""
    if "." not in name:
        raise NotFound
    return _readable_by_all(
        problem(404, f"There is no file of this name. /data/{FILES_JSON} lists all there are.")
    )


def _council(manifest: Manifest, code: str) -> str:
    return render_template(
        "data_council.html",
        manifest=manifest,
        code=code,
        files=list(manifest.of_authority(code)),
        formats=FORMATS,
        size=size_words,
    )


def _councils(manifest: Manifest) -> list[Council]:
    found = {each.authority: each for each in manifest.files if each.authority}
    listed = [Council(code, each.rows, each.changed_at) for code, each in found.items()]
    return sorted(listed, key=lambda each: _name(each.code))


def _name(code: str) -> str:
    known = authority_by_code(code)
    return known.name if known else code


def _document(context: SiteContext, manifest: Manifest, name: str) -> Response:
    site, document = context.site, DOCUMENTS[name]
    with context.database.reading() as session:
        licences = [context.licences.get(feed.name) for feed in all_feeds(session)]
    publisher = Publisher(site.operator_name, site.contact_email, site.name, licences)
    body = json.dumps(document.make(manifest, publisher), ensure_ascii=False, indent=1)
    response = Response(body, content_type=document.content_type)
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.last_modified = manifest.made_at
    response.make_conditional(request)
    return _open_to_all(response)


def _sent(path: Path, name: str, content_type: str, tag: str | None, made_at: datetime) -> Response:
    """A file, or the part of it that was asked for."""
    response = send_file(
        path,
        mimetype=content_type.partition(";")[0],
        as_attachment=True,
        download_name=name,
        conditional=True,
        etag=tag[:32] if tag else True,
        last_modified=made_at,
        max_age=0,
    )
    if response.status_code in (200, 206):
        response.content_type = content_type
    if name.endswith(".csv"):
        beside = f"{path.name}-metadata.json"
        response.headers["Link"] = f'</data/{beside}>; rel="describedby"; type="application/csvm+json"'
    return _open_to_all(response)


def _open_to_all(response: Response) -> Response:
    """Any cache may keep it, and asks each time whether it is still so: no sums of one night with files of another."""
    response.cache_control.public = True
    response.cache_control.no_cache = True
    response.cache_control.max_age = None
    return _readable_by_all(response)


def _readable_by_all(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _content_type(entry: FileEntry) -> str:
    media_type = FORMATS[entry.format].media_type
    return f"{media_type}; charset=utf-8; header=present" if entry.format == "csv" else media_type


def _download_name(manifest: Manifest, entry: FileEntry) -> str:
    """What the file is called where it is saved: names of councils' files would all be the same."""
    mark = "demonstration-" if manifest.is_demonstration else ""
    return mark + entry.name.replace("/", "-")


ROUTES = (
    Route("/data", data),
    Route("/data/dictionary", dictionary),
    Route("/data/<path:name>", published),
)
