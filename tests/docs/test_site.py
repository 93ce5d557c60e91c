"""The documentation as a site: it builds strictly, every page is reached, nothing is asked of anybody else."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import look_in_both_lights
from tests.rig.service import PROJECT

ENTRIES = re.compile(r"^      - [^:]+: (\S+)$|^  - [^:]+: (\S+\.md)$", re.MULTILINE)
LARGEST_PICTURE = 150_000


class _Seen(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    done = build(PROJECT, folder)
    assert done.returncode == 0, done.stderr
    return folder


def build(project: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def elements(built: Path) -> Iterator[tuple[Path, str, dict[str, str | None]]]:
    for page in sorted(built.rglob("*.html")):
        for tag, attributes in _Seen(page.read_text(encoding="utf-8")).tags:
            yield page, tag, attributes


def test_every_page_stands_in_the_navigation_once_and_is_reached_from_the_first(built: Path) -> None:
    listed = [one or other for one, other in ENTRIES.findall((PROJECT / "mkdocs.yml").read_text())]
    pages = {str(page.relative_to(PROJECT / "docs")) for page in PROJECT.glob("docs/**/*.md")}
    assert sorted(listed) == sorted(pages)
    first = _Seen((built / "index.html").read_text(encoding="utf-8"))
    leads_to = {attributes.get("href") for tag, attributes in first.tags if tag == "a"}
    assert {page.removesuffix(".md") + ".html" for page in pages} <= leads_to


def test_no_page_asks_anybody_else_for_anything_or_runs_a_script(built: Path) -> None:
    for page, tag, attributes in elements(built):
        assert tag not in {"script", "iframe"}, page
        asked = attributes.get("src") or (attributes.get("href") if tag == "link" else None)
        assert not urlsplit(asked or "").netloc, f"{page}: {asked}"
    for style in built.rglob("*.css"):
        assert "url(" not in style.read_text(encoding="utf-8")
        assert "@import" not in style.read_text(encoding="utf-8")


def test_every_link_within_the_site_leads_somewhere(built: Path) -> None:
    for page, tag, attributes in elements(built):
        target = attributes.get("href" if tag in {"a", "link"} else "src") or ""
        path = unquote(urlsplit(target).path)
        if path and not urlsplit(target).scheme and page.name != "404.html":
            assert (page.parent / path).exists(), f"{page.relative_to(built)}: {target}"


def test_every_picture_has_words_and_is_small(built: Path) -> None:
    pictures = [(page, attributes) for page, tag, attributes in elements(built) if tag == "img"]
    assert len(pictures) >= 7
    for page, attributes in pictures:
        assert len(attributes.get("alt") or "") > 20, f"{page}: {attributes}"
    for file in (PROJECT / "docs").rglob("*.png"):
        assert file.stat().st_size < LARGEST_PICTURE, file


def test_every_page_has_one_first_heading_and_a_title_of_its_own(built: Path) -> None:
    titles = set()
    for page in built.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert len(re.findall(r"<h1[ >]", text)) == 1, page
        titles.add(re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1])  # type: ignore[index]
    assert len(titles) == len(list(built.rglob("*.html")))


def test_a_link_that_leads_nowhere_fails_the_build(tmp_path: Path) -> None:
    shutil.copytree(
        PROJECT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("screenshots", "pictures")
    )
    (tmp_path / "mkdocs.yml").write_text(
        re.sub(r"(?s)\nnav:.*", "\nnav:\n  - Home: index.md\n", (PROJECT / "mkdocs.yml").read_text())
    )
    for page in (tmp_path / "docs").rglob("*.md"):
        page.unlink()
    (tmp_path / "docs/index.md").write_text("# Home\n\n## Here\n\n[here](#here)\n")
    assert build(tmp_path, tmp_path / "out").returncode == 0
    for bad in ("[gone](gone.md)", "[gone](#gone)", "![gone](gone.png)"):
        (tmp_path / "docs/index.md").write_text(f"# Home\n\n{bad}\n")
        assert build(tmp_path, tmp_path / "out").returncode != 0, bad


@pytest.mark.browser
@pytest.mark.parametrize("name", ["index.html", "operator/install.html", "contributor/architecture.html"])
def test_a_page_is_open_to_everybody(built: Path, browser: Browser, name: str) -> None:
    page = browser.new_page(java_script_enabled=True, viewport={"width": 390, "height": 844})
    page.goto(urljoin(built.as_uri() + "/", name))
    look_in_both_lights(page)
    page.close()


def test_the_picture_of_the_arrows_is_that_of_the_readme() -> None:
    drawn = re.search(
        r"<title>(.*?)</title>", (PROJECT / "docs/pictures/arrows.svg").read_text(encoding="utf-8")
    )
    written = re.search(r"^feed ─.*inbox$", (PROJECT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert drawn is not None
    assert written is not None
    assert re.findall(r"\w+", drawn[1]) == re.findall(r"\w+", written[0])
    layers = (PROJECT / "pyproject.toml").read_text(encoding="utf-8").split("layers = [")[1].split("]")[0]
    named = re.findall(r"alerts\.\w+|\w+", layers.replace('"', ""))
    svg = (PROJECT / "docs/pictures/arrows.svg").read_text(encoding="utf-8")
    line = re.search(r">(cli → .*?)<", svg)
    assert line is not None
    assert re.findall(r"\w+", line[1]) == [name.removeprefix("alerts.") for name in named]
