"""The story itself, step by step, each step with the sentence the program says."""

from __future__ import annotations

import json
import random
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from installers.broken_line import WHOLE, BrokenLine, Fate
from installers.demo import by_stick, mishaps, new_field, other_offices, photos, twice
from installers.demo.programs import PASSWORD, Desk, HeadOffice, ProgramError
from installers.demo.translator import WORDS, fill_in, urdu_in_template
from installers.demo.whole import Whole, let_two_hours_pass, register_whole, without_computed
from shared_models.catalogue import load_catalogue, read_catalogue
from shared_models.catalogue.dictionary import data_dictionary

REGISTERS = Path("examples/registers")
_DEAD = Fate(up=0)


class Story:
    """Head office in Islamabad, two desks in Lahore, one in Karachi, and a line that can be cut."""

    def __init__(self, folder: Path, databases: tuple[str, str], seed: int) -> None:
        self.folder = folder
        self.seed = seed
        self._random = random.Random(seed)
        self.head_office = HeadOffice(folder / "head-office", databases[0])
        self._spare_database = databases[1]
        self.reviewer_code = ""
        self.protection_words = ""
        self.whole: Whole | None = None
        self.newest = ""
        self._plan: list[Fate] = []
        self._otherwise = WHOLE
        self._line: BrokenLine | None = None
        password_file = folder / "password"
        password_file.write_text(PASSWORD + "\n")
        password_file.chmod(0o600)
        self.lahore, self.lahore_2, self.karachi = (
            Desk(folder / name, login, office, password_file)
            for name, login, office in (
                ("lahore-1", "asma", "LHE"),
                ("lahore-2", "bilal", "LHE"),
                ("karachi", "sana", "KHI"),
            )
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line is not None:
            self._line.close()
        self.head_office.stop()

    def tell(self) -> None:
        """Tell it from the first key to the last receipt."""
        engine = "PostgreSQL" if self.head_office.database else "its embedded database"
        _title(f"Head office in Islamabad begins, on {engine}")
        self.protection_words = str(self.head_office.ask("init")["protection_passphrase"])
        self.reviewer_code = self._add_reviewer()
        self.head_office.start()
        self._line = BrokenLine(_address(self.head_office), self._fate)
        _say(
            f"It answers at {self.head_office.url}; the desks reach it over a line that we can cut (seed {self.seed})."
        )
        self._enrol_all()
        self._import_offline()
        self._send()
        self._prove()
        self._arrive()
        self._twice()
        self._other_offices()
        self._two_answers()
        self._photos()
        self._without_a_line()
        self._whole_registration()
        self._new_words()
        self._new_field()
        self._head_office_comes_back()
        self._a_desk_is_put_back()
        self._compare()

    @property
    def _desks(self) -> tuple[Desk, Desk, Desk]:
        return self.lahore, self.lahore_2, self.karachi

    def _fate(self, _number: int) -> Fate:
        return self._plan.pop(0) if self._plan else self._otherwise

    def _add_reviewer(self) -> str:
        added = self.head_office.ask("user", "add", "reviewer", "--role", "reviewer")
        return str(added["one_time_password"])

    def _enrol_all(self) -> None:
        _title("Three PCs become desks")
        for desk in (self.lahore, self.lahore_2, self.karachi):
            code = self.head_office.ask("enrolment-code", "--office", desk.office)["code"]
            address = self._line.url if self._line else ""
            enrolled = desk.ask("enrol", "--user", desk.login, "--server", address, "--code", code)
            self.head_office.run("device", "approve", enrolled["device"])
            _say(
                f"Desk {enrolled['code']} in {desk.office}: keys made, approved after comparing {enrolled['fingerprint']}"
            )

    def _import_offline(self) -> None:
        _title("Two old registers, no line")
        self._otherwise = _DEAD
        for desk, file, sheet in (
            (self.lahore, "register_lahore_2018.xlsx", "lahore_2018.toml"),
            (self.karachi, "register_karachi_2019.csv", "karachi_2019.toml"),
        ):
            report = self.folder / f"report-{desk.office}.csv"
            words = ("import", str(REGISTERS / file), "--map", str(REGISTERS / sheet), "--report", str(report))
            _say(f"{desk.office} imports {file}:")
            for line in desk.run(*words, shown=True).splitlines():
                print(f"      {line}")
            _say(desk.run("sync", may_fail=True))
            _say(desk.run("status"))

    def _send(self) -> None:
        _title("The line comes back, and breaks in the middle of a batch")
        self._otherwise = WHOLE
        cut = self._random.randrange(1_500, 40_000)
        self._plan = [Fate(up=cut)]
        before = self._line.cuts if self._line else 0
        sent = self.lahore.ask("sync")
        cuts = (self._line.cuts if self._line else 0) - before
        _say(f"Cut {cuts} time after {cut} bytes. The desk went on by itself where the line had stopped:")
        _say(
            f"{sent['sent_changes']} changes sent, {sent['accepted']} accepted, {sent['bytes_up']} bytes up "
            f"in {sent['round_trips']} requests; receipt {sent['receipt']['durability']}."
        )
        self.karachi.ask("sync")
        for desk in (self.lahore, self.karachi):
            _say(f"{desk.office}: {desk.run('status').strip()}")

    def _prove(self) -> None:
        _title("Receipts are proof without asking anybody")
        self._otherwise = _DEAD
        for desk in (self.lahore, self.karachi):
            checked = desk.ask("receipts", "verify")
            if checked["first_bad"] is not None or not checked["genuine"]:
                raise ProgramError(f"receipts of {desk.office} do not verify: {checked}")
            _say(
                f"{desk.office}: {checked['genuine']} of {checked['receipts']} genuine; "
                f"{checked['changes_covered']} changes covered."
            )
        self._otherwise = WHOLE

    def _arrive(self) -> None:
        _title("The second desk in Lahore")
        fetched = self.lahore_2.ask("sync")
        _say(f"{fetched['received']} changes came in {fetched['bytes_down']} bytes. It shows, for example:")
        for person in self.lahore_2.ask("records", "list", "--limit", "4"):
            print(f"      {person['registration_no']}  {person['name_latin'] or ''}  {person['name_urdu'] or ''}")

    def _twice(self) -> None:
        _title("Some people stand twice in the old registers: head office says who, and why")
        for said in twice.waiting(self.head_office):
            _say(said)

    def _other_offices(self) -> None:
        _title("Somebody of Lahore comes to Karachi, where the line is down")
        for said in other_offices.told(self.head_office, self.karachi):
            _say(said)
        self._otherwise = _DEAD
        for said in other_offices.typed(self.lahore, self.karachi, self.folder):
            _say(said)
        self._otherwise = WHOLE

    def _two_answers(self) -> None:
        _title("Both Lahore desks correct the same name, without seeing each other")
        person = self.lahore.ask("records", "list", "--limit", "1")[0]
        for desk, name in ((self.lahore, "Muhammad Aslam"), (self.lahore_2, "Mohammad Aslam Khan")):
            desk.run("records", "amend", person["id"], f"person.name_latin={name}")
        for desk in (self.lahore, self.lahore_2, self.lahore):
            desk.ask("sync")
        shown = self.lahore.ask("records", "show", person["id"])
        answers = ", ".join(shown["two_answers"][0]["answers"]) if shown["two_answers"] else "?"
        _say(f"Nothing was overwritten: {person['registration_no']} now has two different answers ({answers}).")

    def _photos(self) -> None:
        _title("Photos go over a line that breaks again and again, and nobody sits beside it")
        taken = photos.take(self.lahore, self.folder, self.seed, 3)
        self._otherwise = Fate(both=photos.BREAKS_EVERY)
        if self._line is not None:
            _say(photos.over_a_bad_line(self.lahore, self._line, taken))
        self._otherwise = WHOLE

    def _without_a_line(self) -> None:
        _title("Karachi has no line at all: a stick goes there and comes home with receipts")
        self._otherwise = _DEAD
        for said in by_stick.carry(self.karachi, self.head_office, self.folder, self.seed):
            _say(said)
        self._otherwise = WHOLE

    def _whole_registration(self) -> None:
        _title("Somebody answers every question of every section, and says something in private")
        whole = self.whole = register_whole(self.lahore, self.seed)
        _say(
            f"{whole.number}: {whole.answers} answers in {len(whole.sections)} sections, some of them in {whole.rows} rows:"
        )
        for at in range(0, len(whole.sections), 4):
            print("      " + " · ".join(english for english, _ in whole.sections[at : at + 4]))
        sent = self.lahore.ask("sync")
        _say(f"{sent['bytes_up']} bytes went up. What was said in private waits: its time must not say whose it is.")
        fetched = self.lahore_2.ask("sync")
        shown = self.lahore_2.ask("records", "show", whole.number)
        told = len(shown["fields"]) - 2  # the number and the link between the two records are the desk's own
        if told < whole.answers or shown["state"] != "COMPLETE":
            raise ProgramError(f"the second desk shows {told} of {whole.answers} answers, {shown['completeness']}")
        _say(f"The second desk got it in {fetched['bytes_down']} bytes and shows all {told} answers; it is complete.")
        self._private_answers(whole)

    def _private_answers(self, whole: Whole) -> None:
        let_two_hours_pass(self.lahore)
        self.lahore.ask("sync")
        (entry,) = self.head_office.ask("sealed", "list")
        _say(
            f"Two hours later head office has a sealed entry: {entry['office']}, {entry['day']}, and for whom it is nobody sees."
        )
        words = ("sealed", "show", entry["id"], "--reason", "the focal point calls her back", "--passphrase-stdin")
        opened = json.loads(self.head_office.run(*words, told=self.protection_words + "\n"))
        if opened["person"] != whole.person or len(opened["fields"]) != whole.private:
            raise ProgramError("the sealed entry is not the one that was written")
        _say(f"With the words from the safe the focal point reads {len(opened['fields'])} answers and whose they are.")

    def _new_field(self) -> None:
        _title("A field and its list of answers are added by two entries in a copy of the reference data")
        copy, register = self.folder / "reference", self.folder / "tools.csv"
        self.head_office.ask("reference", "write", str(copy))
        new_field.add_entries(copy)
        made = self.head_office.ask("reference", "publish", str(copy))
        page = data_dictionary(read_catalogue(copy))
        _say(
            f"Version {made['version']} is signed: {made['bytes']} bytes. The data dictionary of it names {new_field.PATH}."
        )
        for desk in (self.lahore, self.lahore_2):
            taken = desk.ask("sync")["reference"]
            template = self.folder / f"new-{desk.login}.csv"
            desk.run("import", "--template", str(template))
            label = urdu_in_template(template).get(new_field.PATH, "")
            if taken != made["version"] or label != new_field.LABELS[1] or f"`{new_field.PATH}`" not in page:
                raise ProgramError(f"{desk.login} took {taken!r}; its template shows {label!r}")
            _say(f"{desk.login} took it; the sheet for old registers has a new column: {label}")
        new_field.write_register(register)
        self.lahore.run("import", str(register))
        self.lahore.ask("sync")
        self.lahore_2.ask("sync")
        person = self.lahore_2.ask("records", "list", "--limit", "1")[0]
        self.newest = str(person["registration_no"])
        fields = self.lahore_2.ask("records", "show", self.newest)["fields"]
        if fields.get(f"{new_field.PATH}.{new_field.CODE}") is not True:
            raise ProgramError(f"the second desk does not show {new_field.PATH}")
        _say(
            f"{self.newest}, imported with it at the first desk, shows at the second: {' · '.join(new_field.CODE_LABELS)}"
        )

    def _new_words(self) -> None:
        _title("A translator's sheet goes out, comes back with two other words, and is published")
        sheet, back = self.folder / "texts.xlsx", self.folder / "texts-back.xlsx"
        written = self.head_office.ask("reference", "sheet", str(sheet))
        fill_in(sheet, WORDS, back)
        made = self.head_office.ask("reference", "publish", str(back))
        _say(f"{written['texts']} texts went out. Version {made['version']} is signed: {made['bytes']} bytes.")
        for desk in (self.lahore, self.karachi):
            taken = desk.ask("sync")["reference"]
            template = self.folder / f"template-{desk.office}.csv"
            desk.run("import", "--template", str(template))
            shown = urdu_in_template(template)
            wrong = [key for key, urdu in WORDS.items() if shown[key.removeprefix("fields/")] != urdu]
            if taken != made["version"] or wrong:
                raise ProgramError(f"{desk.office} took {taken!r} and does not show {wrong}")
            _say(f"{desk.office} took {taken} and now asks for: {', '.join(WORDS.values())}")

    def _head_office_comes_back(self) -> None:
        _title(f"Head office burns down and comes back as it was before the last {mishaps.AFTER_BACKUP} registrations")
        backup, register = self.folder / "head-office.backup", self.folder / "late.csv"
        held = mishaps.back_up(self.head_office, backup)
        _say(f"The backup holds {held} records and was tried by putting it back.")
        mishaps.write_late_register(register, self.seed, mishaps.AFTER_BACKUP)
        self.lahore.run("import", str(register))
        self._decide_again()
        before = mishaps.records_there(self.head_office)
        self.head_office.stop()
        again = HeadOffice(self.folder / "head-office-again", self._spare_database)
        epoch = mishaps.put_back(backup, again)
        again.start()
        self.head_office = again
        if self._line:
            self._line.target = _address(again)
        _say(
            f"{before} records were there. Put back from the backup: {mishaps.records_there(again)}, epoch {epoch[:8]}."
        )
        trips, up = mishaps.refill(self._desks)
        after = mishaps.records_there(again)
        if after != before:
            raise ProgramError(f"head office had {before} records and has {after} now")
        _say(
            f"The desks met the new epoch and brought back what it lacked, by themselves: {after} records again, "
            f"{trips} requests, {up} bytes up."
        )

    def _decide_again(self) -> None:
        """Everything reaches head office before the fire."""
        for desk in self._desks:
            desk.ask("sync")

    def _a_desk_is_put_back(self) -> None:
        _title("The first Lahore desk is put back from a copy of yesterday's disk")
        first, second, third = mishaps.two_branches(self.lahore, self.folder)
        _say(
            f"{first} was registered and sent; then the copy took the desk's place and registered {second}, without a line."
        )
        told = self.lahore.run("sync", may_fail=True)
        for desk in (self.lahore_2, self.lahore):
            desk.ask("sync")
        mishaps.found_everywhere((self.lahore, self.lahore_2), ("Zahid Malik", "Yasmeen Akhtar", "Khalida Anwar"))
        _say("With the first contact both branches stood at head office and at both Lahore desks. The desk says:")
        _say(told)
        _say(f"The next number it gave: {third}. Head office:")
        _say(self.head_office.run("device", "list"))

    def _compare(self) -> None:
        _title("The same at both ends")
        ends = {}
        for name, desk in (("lahore-1", self.lahore), ("lahore-2", self.lahore_2), ("karachi", self.karachi)):
            file = self.folder / f"{name}.jsonl"
            desk.run("records", "export", str(file))
            ends[name] = _records(file)
        file = self.folder / "head-office.jsonl"
        self.head_office.run("export", "records", "--format", "jsonl", "--out", str(file))
        there = _records(file)
        if ends["lahore-1"] != ends["lahore-2"] or {**ends["lahore-1"], **ends["karachi"]} != there:
            raise ProgramError(_difference(ends, there))
        _say(f"{len(there)} records at head office, equal field by field to those at the desks.")
        _say(self.head_office.run("status").strip())


def _address(head_office: HeadOffice) -> tuple[str, int]:
    address = urlsplit(head_office.url)
    return str(address.hostname), int(address.port or 0)


def _records(file: Path) -> dict[str, object]:
    lines = (json.loads(line) for line in file.read_text("utf-8").splitlines())
    return {line["id"]: without_computed(line["fields"], load_catalogue()) for line in lines}


def _difference(ends: dict[str, dict[str, object]], there: dict[str, object]) -> str:
    counts = ", ".join(f"{name} {len(records)}" for name, records in ends.items())
    here = {**ends["karachi"], **ends["lahore-2"], **ends["lahore-1"]}
    unequal = [record for record in {**here, **there} if here.get(record) != there.get(record)]
    two_desks = [record for record in ends["lahore-1"] if ends["lahore-1"][record] != ends["lahore-2"].get(record)]
    return (
        f"the records differ: {counts}, head office {len(there)}; "
        f"unequal there {unequal[:3]}, between the Lahore desks {two_desks[:3]}"
    )


def _title(text: str) -> None:
    print(f"\n\033[1m{text}\033[0m" if _colours() else f"\n{text}", flush=True)


def _colours() -> bool:
    import sys

    return sys.stdout.isatty()


def _say(text: str) -> None:
    for line in text.rstrip().splitlines():
        print(f"   {line}", flush=True)
