"""Pictures of head office's console through headless Chromium, signed in as the reviewer of the demonstration."""

from __future__ import annotations

import base64
import sys
import tempfile
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By

PASSWORD = "a console password of the demonstration"
LONGEST = 12_000
PAGES = {"records": "/records", "two-answers": "/answers", "same-person": "/pairs"}
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1366,900",
)


def main() -> None:
    """Draw the reviewer's pages of the console at `URL` into `FOLDER`."""
    folder, url, code, person = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    with tempfile.TemporaryDirectory() as profile:
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        try:
            browser = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
        except WebDriverException as failure:
            print(f"No pictures of the console: Chromium did not start ({type(failure).__name__}).")
            return
        try:
            _draw(browser, folder, url, code, person)
        finally:
            browser.quit()


def _draw(browser: webdriver.Chrome, folder: Path, url: str, code: str, person: str) -> None:
    browser.get(url + "/sign-in")
    browser.find_element(By.NAME, "name").send_keys("reviewer")
    browser.find_element(By.NAME, "password").send_keys(code)
    browser.find_element(By.CSS_SELECTOR, "button.main").click()
    for field in browser.find_elements(By.CSS_SELECTOR, "input[type=password]"):
        field.send_keys(code if field.get_attribute("name") == "old" else PASSWORD)
    browser.find_element(By.CSS_SELECTOR, "button.main").click()
    for name, path in {**PAGES, "whole-person": f"/records/{person}"}.items():
        browser.get(url + path)
        drawn = browser.execute_cdp_cmd(
            "Page.captureScreenshot", {"captureBeyondViewport": True, **_whole_page(browser)}
        )
        (folder / f"console-{name}.png").write_bytes(base64.b64decode(drawn["data"]))


def _whole_page(browser: webdriver.Chrome) -> dict[str, Any]:
    """From top to bottom, however long it is."""
    size = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    return {"clip": {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], LONGEST), "scale": 1}}


if __name__ == "__main__":
    main()
