"""How scripts get their hashed names, and those of what they import."""

import hashlib
from pathlib import Path

import pytest

from alerts.web.build_scripts import UnknownImport, linked, script_sources
from alerts.web.hashed import hashed


def test_a_script_asks_for_what_it_imports_by_hashed_names() -> None:
    texts = {
        "map.js": 'import { a } from "./marks.js";\nconst later = () => import("./library.js");\n',
        "marks.js": 'import { Thing } from "library";\nnew URL("worker.js", import.meta.url);\nexport const a = 1;\n',
        "library.js": "export class Thing {}\n",
        "worker.js": "self.x = 1;\n",
    }
    built = linked(texts, {})
    names = {name: hashed(name, content) for name, content in built.items()}
    digest = hashlib.sha256(b"export class Thing {}\n").hexdigest()
    assert names["library.js"] == f"library.{digest[:12]}.js"
    assert built["map.js"].decode() == (
        f'import {{ a }} from "./{names["marks.js"]}";\n'
        f'const later = () => import("./{names["library.js"]}");\n'
    )
    assert f'from "./{names["library.js"]}"' in built["marks.js"].decode()
    assert f'new URL("./{names["worker.js"]}", import.meta.url)' in built["marks.js"].decode()


def test_a_change_in_an_import_changes_the_name_of_what_imports_it() -> None:
    importer = 'import "./b.js";\n'
    before = linked({"a.js": importer, "b.js": "1;\n"}, {})["a.js"]
    assert linked({"a.js": importer, "b.js": "2;\n"}, {})["a.js"] != before


def test_a_script_may_ask_for_a_stylesheet_of_ours() -> None:
    built = linked({"a.js": 'new URL("a.css", import.meta.url);\n'}, {"a.css": "a.0123.css"})
    assert built["a.js"] == b'new URL("./a.0123.css", import.meta.url);\n'


@pytest.mark.parametrize("text", ['import "./gone.js";', 'import x from "left-pad";', 'import("./gone.js")'])
def test_an_import_of_what_is_not_there_stops_the_build(text: str) -> None:
    with pytest.raises(UnknownImport, match=r"a\.js imports (gone|left-pad)\.js, which is not there"):
        linked({"a.js": text}, {})


def test_scripts_that_import_one_another_stop_the_build() -> None:
    with pytest.raises(UnknownImport, match="in a circle"):
        linked({"a.js": 'import "./b.js";', "b.js": 'import "./a.js";'}, {})


def test_libraries_come_without_their_source_maps(tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    for name, file in (
        ("maplibre-gl", "maplibre-gl.mjs"),
        ("maplibre-gl", "maplibre-gl-worker.mjs"),
        ("terra-draw", "terra-draw.modern.js"),
        ("terra-draw-maplibre-gl-adapter", "terra-draw-maplibre-gl-adapter.modern.js"),
    ):
        (modules / name / "dist").mkdir(parents=True, exist_ok=True)
        (modules / name / "dist" / file).write_text(f"let a;\n//# sourceMappingURL={file}.map\n")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "map.js").write_text("let own;\n")
    texts = script_sources(tmp_path)
    assert set(texts.values()) == {"let a;\n", "let own;\n"}
    assert "terra-draw.js" in texts
