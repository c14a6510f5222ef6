"""Vendored assets: `copy` takes them out of node_modules and writes fonts.css, `check` holds them to their checksums."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src" / "mandata" / "web" / "static"
VENDOR = STATIC / "vendor"
FONTS = VENDOR / "fonts"
STYLE_SHEET = STATIC / "fonts.css"
SUMS = ROOT / "scripts" / "assets.sha256"
TESTS = ROOT / "tests" / "web" / "vendor"
PRINTED = ROOT / "src" / "mandata" / "reports" / "fonts"  # of reports in PDF: browsers take no part of them
NASKH = "@expo-google-fonts/noto-naskh-arabic"


@dataclass(frozen=True)
class Family:
    """A variable font: the scripts taken of each style; browsers fetch only the scripts that a page uses."""

    name: str
    package: str
    weights: str
    scripts: dict[str, tuple[str, ...]]

    def files(self) -> Iterator[tuple[str, str, str]]:
        """Style, script and file name of each face."""
        for style, scripts in self.scripts.items():
            for script in scripts:
                yield style, script, f"{self.package}-{script}-wght-{style}.woff2"


EUROPEAN = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
FAMILIES = (
    Family("Source Serif 4", "source-serif-4", "200 900", {"normal": EUROPEAN, "italic": ("latin", "latin-ext", "cyrillic")}),
    Family("Source Sans 3", "source-sans-3", "200 900", {"normal": EUROPEAN, "italic": ("latin",)}),
    Family("Noto Naskh Arabic", "noto-naskh-arabic", "400 700", {"normal": ("arabic",)}),
    Family("Noto Sans Arabic", "noto-sans-arabic", "100 900", {"normal": ("arabic",)}),
)
FILES = {  # path in node_modules -> its folder here
    "bootstrap/LICENSE": VENDOR / "bootstrap",
    "bootstrap/dist/css/bootstrap.min.css": VENDOR / "bootstrap",
    "bootstrap/dist/css/bootstrap.rtl.min.css": VENDOR / "bootstrap",
    "axe-core/LICENSE": TESTS / "axe-core",
    "axe-core/LICENSE-3RD-PARTY.txt": TESTS / "axe-core",
    "axe-core/axe.min.js": TESTS / "axe-core",
    f"{NASKH}/LICENSE_FONT": PRINTED / "noto-naskh-arabic",
    f"{NASKH}/400Regular/NotoNaskhArabic_400Regular.ttf": PRINTED / "noto-naskh-arabic",
    f"{NASKH}/700Bold/NotoNaskhArabic_700Bold.ttf": PRINTED / "noto-naskh-arabic",
}


def copy(modules: Path) -> None:
    """Lay every asset anew, write the style sheet of the fonts and the checksums."""
    for folder in {FONTS, *FILES.values()}:
        shutil.rmtree(folder, ignore_errors=True)
    for name, folder in FILES.items():
        _lay(modules / name, folder)
    faces = ["/* Written by scripts/assets.py: change the table there. */"]
    for family in FAMILIES:
        package = modules / "@fontsource-variable" / family.package
        ranges = json.loads((package / "unicode.json").read_text(encoding="utf-8"))
        _lay(package / "LICENSE", FONTS / family.package)
        for style, script, file in family.files():
            _lay(package / "files" / file, FONTS / family.package)
            faces.append(
                f'@font-face {{\n  font-family: "{family.name}"; font-style: {style}; font-weight: {family.weights};'
                f' font-display: swap;\n  src: url("vendor/fonts/{family.package}/{file}") format("woff2");\n'
                f"  unicode-range: {ranges[script].replace(',', ', ')};\n}}"
            )
    STYLE_SHEET.write_text("\n".join(faces) + "\n", encoding="utf-8")
    SUMS.write_text("".join(f"{sum_of(path)}  {path.relative_to(ROOT)}\n" for path in vendored()), encoding="utf-8")


def check() -> list[str]:
    """What differs between the vendored files and their checksums; an empty list is well."""
    known = {}
    for line in SUMS.read_text(encoding="utf-8").splitlines():
        checksum, _, name = line.partition("  ")
        known[name] = checksum
    found = {str(path.relative_to(ROOT)): sum_of(path) for path in vendored()}
    return sorted(
        f"{name}: {'is missing' if name not in found else 'is not listed' if name not in known else 'was changed'}"
        for name in known.keys() | found.keys()
        if known.get(name) != found.get(name)
    )


def vendored() -> list[Path]:
    """Every file that is not ours."""
    return [*sorted(path for folder in (VENDOR, PRINTED, TESTS) for path in folder.rglob("*") if path.is_file()), STYLE_SHEET]


def sum_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _lay(source: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    if source.suffix in {".css", ".js"}:  # a source map is not shipped, and a browser that looks for it reports an error
        content = re.sub(rb"\n?/[/*]# sourceMappingURL=[^\n]*\n?\Z", b"\n", content)
    (folder / source.name).write_bytes(content)


def main() -> None:
    """Run the command named on the line."""
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "copy":
        copy(ROOT / "node_modules")
    elif command != "check":
        sys.exit("usage: scripts/assets.py copy | check")
    differences = check()
    print("\n".join(differences) or f"{len(vendored())} vendored files equal their checksums.")
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
