"""Collects the sentences of both programs into their Urdu catalogues, says which are untranslated, and compiles them.

The English sentence in the code is the key. Compiled files are for releases: a clone reads the catalogues themselves.
"""

import io
import sys
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGE = "ur"
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
# What the programs call their translating functions; Jinja brings gettext and ngettext.
KEYWORDS = {"_": None, "_n": (1, 2), "N_": None, "_n_": None, "gettext": None, "ngettext": (1, 2)}


@dataclass(frozen=True)
class Program:
    """A program with sentences of its own."""

    package: str
    domain: str

    @property
    def catalogue_file(self) -> Path:
        """The Urdu beside the English, as translators edit it."""
        return ROOT / self.package / "locale" / LANGUAGE / "LC_MESSAGES" / f"{self.domain}.po"


PROGRAMS = (Program("desktop_client", "frc_desk"), Program("sync_server", "frc_console"))


def sentences_of(program: Program) -> Catalog:
    """Every sentence in the program's code and templates, without translation."""
    found = Catalog(project="FRC Registration", charset="utf-8")
    folder = ROOT / program.package
    for file_name, line, message, comments, context in extract_from_dir(folder, METHODS, keywords=KEYWORDS):
        places = [(f"{program.package}/{Path(file_name).as_posix()}", line)]
        found.add(message, locations=places, auto_comments=comments, context=context)
    return found


def translated(program: Program) -> Catalog:
    """The program's Urdu catalogue as it stands; empty when there is none."""
    if not program.catalogue_file.is_file():
        return Catalog(
            locale=LANGUAGE,
            project="FRC Registration",
            version="1",
            header_comment=f"# The Urdu of {program.package}. The English is written in the code.",
            last_translator="",
            language_team="Urdu",
            msgid_bugs_address="",
            charset="utf-8",
            fuzzy=False,
        )
    with program.catalogue_file.open("rb") as stream:
        return read_po(stream, locale=LANGUAGE)


def untranslated(program: Program) -> list[str]:
    """English sentences of the program that have no Urdu, or only a guessed one."""
    urdu = translated(program)
    return [_english(message) for message in sentences_of(program) if message.id and not _is_done(urdu, message)]


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def _is_done(urdu: Catalog, message: Message) -> bool:
    # Looked up by its English alone, as the running program does.
    found = urdu.get(_english(message), message.context)
    if found is None or found.fuzzy:
        return False
    forms = [found.string] if isinstance(found.string, str) else found.string or [""]
    return all(forms)


def collect(program: Program) -> None:
    """Bring new sentences into the catalogue and drop those no code says any more."""
    urdu = translated(program)
    urdu.update(sentences_of(program), no_fuzzy_matching=True, update_creation_date=False)
    urdu.obsolete.clear()
    program.catalogue_file.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write_po(written, urdu, width=110, omit_header=False, include_lineno=False, sort_output=True)
    program.catalogue_file.write_bytes(written.getvalue())


def compile_catalogue(program: Program) -> None:
    """Write the form a released program reads fastest, beside the catalogue."""
    with program.catalogue_file.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, translated(program))


def main() -> int:
    """Collect and compile both programs; 1 when a sentence has no Urdu."""
    missing = 0
    for program in PROGRAMS:
        collect(program)
        compile_catalogue(program)
        for sentence in untranslated(program):
            print(f"{program.domain}: no Urdu for: {sentence}")
            missing += 1
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
