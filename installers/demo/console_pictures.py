"""Pictures of head office's console through headless Chromium, signed in as the reviewer of the demonstration."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By

PASSWORD = "a console password of the demonstration"
PAGES = {"records": "/records", "two-answers": "/answers"}
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
    folder, url, code = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
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
            _draw(browser, folder, url, code)
        finally:
            browser.quit()


def _draw(browser: webdriver.Chrome, folder: Path, url: str, code: str) -> None:
    browser.get(url + "/sign-in")
    browser.find_element(By.NAME, "name").send_keys("reviewer")
    browser.find_element(By.NAME, "password").send_keys(code)
    browser.find_element(By.CSS_SELECTOR, "button.main").click()
    for field in browser.find_elements(By.CSS_SELECTOR, "input[type=password]"):
        field.send_keys(code if field.get_attribute("name") == "old" else PASSWORD)
    browser.find_element(By.CSS_SELECTOR, "button.main").click()
    for name, path in PAGES.items():
        browser.get(url + path)
        browser.save_screenshot(str(folder / f"console-{name}.png"))


if __name__ == "__main__":
    main()
