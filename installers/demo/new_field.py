"""A field and its list of answers are added to a copy of the reference data, by two entries and nothing else."""

from __future__ import annotations

import csv
from pathlib import Path

PATH = "episode.tools_wanted"
LABELS = ("Tools needed to start", "کام شروع کرنے کے اوزار")
CODE, CODE_LABELS = "SEWING", ("sewing machine", "سلائی مشین")
LIST = """
[TOOLS]
en = "tools"
ur = "اوزار"
label_source = "ours"
rows = [
  { code = "SEWING", en = "sewing machine", ur = "سلائی مشین" },
  { code = "WELDING", en = "welding set", ur = "ویلڈنگ سیٹ" },
  { code = "CARPENTRY", en = "carpenter's tools", ur = "بڑھئی کے اوزار" },
]
"""
FIELD = """
["episode.tools_wanted"]
kind = "codes"
code_list = "TOOLS"
section = "wishes"
en = "Tools needed to start"
ur = "کام شروع کرنے کے اوزار"
help_en = "What the person would need to work tomorrow."
help_ur = "کل سے کام شروع کرنے کے لیے کیا چاہیے۔"
label_source = "ours"
"""
PERSON = {
    "person.name_latin": "Rukhsana Khatoon",
    "person.name_urdu": "رخسانہ خاتون",
    "person.gender": "female",
    "person.birth": "1988",
    "episode.return_date": "2026-08",
    "episode.return_from_country": "Saudi Arabia",
    PATH: CODE_LABELS[1],
}


def add_entries(folder: Path) -> None:
    """Write the two entries at the end of two files of the copy in `folder`."""
    for file, entry in ((folder / "lists" / "learning.toml", LIST), (folder / "fields/episode/wishes.toml", FIELD)):
        file.write_text(file.read_text("utf-8") + entry, "utf-8")


def write_register(file: Path) -> None:
    """A register of one line with the new column, filled in by the Urdu word of the new list."""
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened).writerows([list(PERSON), list(PERSON.values())])
