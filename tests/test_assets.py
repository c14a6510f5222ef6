"""What is vendored is what its authors published, at an exact version, with its licence beside it."""

from __future__ import annotations

import json
import re

from scripts import assets


def test_vendored_files_equal_their_checksums_and_have_a_licence() -> None:
    assert assets.check() == []
    for path in assets.vendored():
        if path.suffix in {".woff2", ".css", ".js"} and path != assets.STYLE_SHEET:
            assert (path.parent / "LICENSE").is_file(), path


def test_a_changed_and_a_foreign_file_are_named(monkeypatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    sums = tmp_path / "sums"
    lines = assets.SUMS.read_text(encoding="utf-8").splitlines()
    sums.write_text("\n".join([f"{'0' * 64}{lines[0][64:]}", *lines[2:], f"{'0' * 64}  gone.css"]))
    monkeypatch.setattr(assets, "SUMS", sums)
    assert sorted(one.rpartition(": ")[2] for one in assets.check()) == ["is missing", "is not listed", "was changed"]


def test_versions_are_exact_and_the_lock_names_the_same_ones_and_no_host() -> None:
    package = json.loads((assets.ROOT / "package.json").read_text(encoding="utf-8"))
    lock = (assets.ROOT / "package-lock.json").read_text(encoding="utf-8")
    locked = json.loads(lock)["packages"]
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert locked[f"node_modules/{name}"]["version"] == version
    assert '"resolved"' not in lock


def test_every_face_of_the_style_sheet_is_there_and_every_face_there_is_used() -> None:
    named = set(re.findall(r'url\("([^"]+)"\)', assets.STYLE_SHEET.read_text(encoding="utf-8")))
    there = {str(path.relative_to(assets.STATIC)) for path in assets.FONTS.rglob("*.woff2")}
    assert named == there and len(there) > 8
