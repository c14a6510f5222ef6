"""Take the pictures of docs/screenshots anew from a demonstration that runs: `.venv/bin/python scripts/screenshots.py ADDRESS`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
PICTURES = {  # name: the page by the link that leads to it, the reader's language, width and height
    "register": ("/mandates/?organisation=iuts", "", "en", 1280, 860),
    "text": ("/texts/", "Resolution 7 (Selmouth, 2024)", "en", 1280, 1180),
    "text-arabic": ("/texts/", "12 (سيلماوث", "ar", 1280, 860),
}


def main() -> None:
    """Open each page as a visitor and keep what is seen."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"), args=["--no-sandbox"]
        )
        for name, (path, link, language, width, height) in PICTURES.items():
            page = browser.new_context(viewport={"width": width, "height": height}, locale=language).new_page()
            page.goto(sys.argv[1].rstrip("/") + path)
            if link:
                page.locator("main a", has_text=link).first.click()
            page.wait_for_load_state("networkidle")
            page.evaluate("document.fonts.ready")
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
