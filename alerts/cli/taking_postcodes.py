"""Builds a gazetteer from the current Code-Point Open beside the one in use, compares them, and takes the new one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alerts.cli.code_point import fetched_code_point, forget_fetched
from alerts.cli.console import Failure, progress_bar
from alerts.cli.installation import Installation, now
from alerts.db import schema
from alerts.db.session import DatabaseUnusable
from alerts.domain.new_vintage import NewPostcodes
from alerts.services.new_postcodes import Lists, ask_about_postcodes, compare_and_keep
from geo.gazetteer import Gazetteer
from geo.gazetteer_build import BuildReport, build_from_codepoint_zip, put_in_place


@contextmanager
def built_aside(installation: Installation, url: str) -> Iterator[BuildReport]:
    """The new gazetteer, built whole beside the one in use; gone at the end unless it was taken. What was fetched for
    it is kept until then.
    """
    path = installation.gazetteer_path
    aside = path.with_name(f"{path.name}.new")
    fetched = fetched_code_point(installation, url, path.parent / "fetched")
    try:
        with progress_bar("Building the postcode gazetteer") as progress:
            yield build_from_codepoint_zip(fetched.archive, aside, fetched.vintage, progress)
    finally:
        aside.unlink(missing_ok=True)
        aside.with_name(f"{aside.name}.lock").unlink(missing_ok=True)


def compared_postcodes(installation: Installation, aside: Path) -> NewPostcodes:
    """What the new gazetteer would change. Raises Failure where there is none to compare it with."""
    if not installation.gazetteer_path.exists():
        raise Failure("there is no gazetteer yet to compare it with: run `planning-alerts postcodes fetch`")
    schema.check_current(installation.database)
    return compare_and_keep(installation.database, _lists(installation, aside), now())


def take_gazetteer(installation: Installation, aside: Path, *, anyway: bool) -> str:
    """Let the new gazetteer take the place of the one in use, once those are asked whose postcode it changes; who and
    how many, in words, or nothing where nobody is.
    """
    touched = ""
    if installation.gazetteer_path.exists() and _has_people(installation):
        taken = ask_about_postcodes(installation.database, _lists(installation, aside), now(), anyway=anyway)
        touched = taken.found.touched.words if taken.questions else ""
    put_in_place(aside, installation.gazetteer_path)
    forget_fetched(installation.gazetteer_path.parent / "fetched")
    return touched


def _lists(installation: Installation, aside: Path) -> Lists:
    return Lists(Gazetteer(installation.gazetteer_path), Gazetteer(aside))


def _has_people(installation: Installation) -> bool:
    """Whether there is a database; a gazetteer can be had before there is one."""
    try:
        schema.check_current(installation.database)
    except DatabaseUnusable:
        return False
    return True
