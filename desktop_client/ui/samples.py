"""Invented people and states that pictures, help and tests show; every card number starts with 0, so nobody has it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from desktop_client.ui import sample_referrals
from desktop_client.ui.pages.enrol import EnrolState
from desktop_client.ui.person_port import Visit
from desktop_client.ui.ports import (
    Answer,
    DeskStanding,
    DeskUser,
    Draft,
    EarlierValue,
    Fact,
    FieldQuestion,
    FinishedRegistration,
    HalfTyped,
    HomeDay,
    Missing,
    NotFinished,
    OpenForm,
    PeoplePage,
    PersonRow,
    PersonView,
    Place,
    SectionFacts,
)
from desktop_client.wording.bundle_sentence import FileRead, FileWritten
from desktop_client.wording.line_sentence import CameBack, LineAnswer, LineLoad, LineStatus, WaitsThere

TODAY = date(2026, 11, 24)


def at(day: int, hour: int, minute: int, second: int = 0) -> int:
    """An instant of November 2026 on the clock of Pakistan, in UTC milliseconds."""
    return round(datetime(2026, 11, day, hour - 5, minute, second, tzinfo=UTC).timestamp() * 1000)


NOW = at(24, 10, 51, 20)

STANDING = DeskStanding("ready", "Multan", "ملتان", "K7Q")
TRAINING = DeskStanding("ready", "Multan", "ملتان", "K7Q", training=True)
ENROLLED = EnrolState("waiting", fingerprint="3F7A 91C2 0D4E 5B88", safe_code="7KQM-4XPD-2R8T-HW6C-9VNA-3JFE")
USERS = (
    DeskUser("imran", "Imran Khalid", "clerk"),
    DeskUser("sana", "Sana Batool", "caseworker"),
    DeskUser("nadia", "Nadia Aslam", "supervisor"),
)

PERMISSION: dict[str, Answer] = {
    "episode.c_register": True,
    "episode.consent_method": "SIGN",
    "episode.consent_version": "permission-1",
}
HALF_FILLED: dict[str, Answer] = {
    **PERMISSION,
    "person.name_latin": "Muhammad Aslam",
    "person.name_urdu": "محمد اسلم",
    "person.father_name_latin": "Ghulam Rasool",
    "person.father_name_urdu": "غلام رسول",
    "person.gender": "M",
    "person.birth": "1984",
}
FILLED: dict[str, Answer] = {
    **HALF_FILLED,
    "person.documents.1.type": "CNIC",
    "person.documents.1.number": "0362012345673",
    "person.documents.1.evidence": "E2",
    "person.phones.1.number": "+923001234567",
    "person.phones.1.owner": "SELF",
    "person.address_permanent.district": "PB-MUL",
    "person.address_permanent.province": "PK-PB",
    "episode.trips.1.country": "SAU",
    "episode.return_from_country": "SAU",
    "episode.return_date": "2026-10",
    "episode.return_type": "CON",
    "episode.needs.N01": 1,
    "episode.needs.N07": 2,
}
TROUBLED: dict[str, Answer] = {
    **HALF_FILLED,
    "person.father_name_urdu": Missing("DK"),
    "person.gender": "F",
    "person.husband_name_latin": "Abdul Sattar",
    "person.documents.1.type": "CNIC",
    "person.documents.1.number": HalfTyped("03620-12345"),
    "person.documents.1.evidence": "E0",
    "person.phones": Missing("RF"),
    "person.address_permanent.district": HalfTyped("Karachi"),
}

EMPTY_FORM = Draft("d1", NOW, NOW, PERMISSION)
HALF_FORM = Draft("d2", at(24, 10, 40), NOW, HALF_FILLED)
FULL_FORM = Draft("d3", at(24, 10, 40), NOW, FILLED)
TROUBLED_FORM = Draft("d4", at(24, 10, 40), NOW, TROUBLED)
QUESTIONS = NotFinished((
    FieldQuestion(
        "episode.return_date", "field.date_ahead", "The return date (12-2027) lies ahead.",
        "واپسی کی تاریخ (12-2027) ابھی آئی نہیں۔",
    ),
    FieldQuestion(
        "episode.needs", "record.needed", "This is needed to finish, or a reason why it is not known.",
        "مکمل کرنے کے لیے یہ ضروری ہے، یا وجہ کہ کیوں معلوم نہیں۔",
    ),
))  # fmt: skip

FINISHED = FinishedRegistration("MUX-26-K7Q-00042-X", "p1", "Muhammad Aslam", "محمد اسلم", NOW, True, True)

CAME_BACK = (
    CameBack(
        "p4", "MUX-26-K7Q-00031-D", "Rashida Bibi", "the return date (12-2027) lies ahead",
        "واپسی کی تاریخ (12-2027) ابھی آئی نہیں",
    ),
    CameBack(
        "p2", "MUX-26-K7Q-00029-C", "Shazia Parveen", "This district lies in another province.",
        "یہ ضلع کسی اور صوبے میں ہے۔", to_repair=True,
    ),
)  # fmt: skip
WAITS_THERE = (WaitsThere("p1", "MUX-26-K7Q-00030-W", "Muhammad Aslam", at(23, 16, 5)),)
OPEN_FORMS = (
    OpenForm("d2", "Muhammad Aslam", at(24, 10, 40), at(24, 10, 42, 7), 6, 14),
    OpenForm("d5", "شازیہ پروین", at(24, 9, 12), at(24, 9, 20, 31), 11, 14),
    OpenForm("d6", "", at(23, 16, 2), at(23, 16, 2, 40), 0, 14),
)
HOURS = ((9, 4, 0), (10, 5, 2), (11, 1, 1))

LINE_ALL_THERE = LineStatus(34, 34, 0, at(24, 10, 41), at(24, 11, 5))
LINE_ERASED = replace(LINE_ALL_THERE, erased_here=2)
LINE_WAITING = LineStatus(
    13,
    10,
    3,
    at(24, 10, 41),
    at(24, 11, 5),
    came_back=(),
    answers=(LineAnswer(at(24, 10, 41), 10), LineAnswer(at(24, 9, 30), 6, 1), LineAnswer(at(23, 16, 5), 1)),
)
LINE_CAME_BACK = LineStatus(
    13, 10, 3, at(24, 10, 41), at(24, 11, 5), came_back=CAME_BACK, waits_there=WAITS_THERE, answers=LINE_WAITING.answers
)
LINE_SILENT = LineStatus(
    6, 0, 41, at(19, 14, 10), at(24, 11, 5), line_down_since=at(19, 14, 10), load=LineLoad(4_600, 6_200)
)
LINE_SENDING = LineStatus(13, 10, 300, at(24, 10, 41), sending=(120, 300), load=LineLoad(21_000, 6_200, 14_000))
LINE_DAY_USED = replace(LINE_WAITING, load=LineLoad(21_000, 6_200, 340_000, 500_000, (60, 82), (3, 9), 1_900_000))
LINE_DISK_FULL = LineStatus(13, 10, 3, at(24, 10, 41), disk_full=True)
LINE_BATTERY = LineStatus(13, 10, 3, at(24, 10, 41), battery_since=at(24, 10, 12))
LINE_NEVER = LineStatus()

DAY_EMPTY = HomeDay()
DAY_CLOCK_WRONG = HomeDay(OPEN_FORMS[:1], hours=HOURS, clock_reads=date(2015, 1, 1))
NOT_A_DATE = (
    "“31-11” is not read as a date. Type day, month and year, for example 24-11-2026.",
    "”31-11“ تاریخ کے طور پر نہیں پڑھا گیا۔ دن، مہینہ اور سال لکھیں، مثلاً 24-11-2026۔",
)
VISITS = (
    Visit("v3", "p4", "2026-11-24", "11:00", "bring a paper", "کاغذ لانا", "Sana Batool", number="MUX-26-K7Q-00017-2"),
    Visit("v4", "p5", "2026-11-24", "14:30", "we call the person", "ہم فون کریں گے", "", True, "MUX-26-K7Q-00012-9"),
)
DAY_FULL = HomeDay(
    OPEN_FORMS[:2], CAME_BACK, 2, 5, HOURS, slips_to_print=2, visits=VISITS, asked=(sample_referrals.ASKED,)
)
DAY_POWER_CUT = HomeDay(OPEN_FORMS[:2], (), 0, 0, ((9, 3, 0),), power_cut_at=at(24, 10, 43))

_PEOPLE: tuple[tuple[str, str, str, str, str, str, Place], ...] = (
    ("Muhammad Aslam", "محمد اسلم", "Ghulam Rasool", "1984", "Multan", "ملتان", "here"),
    ("Shazia Parveen", "شازیہ پروین", "Abdul Karim", "1991-03", "Lodhran", "لودھراں", "here"),
    ("Ghulam Abbas", "غلام عباس", "Allah Ditta", "1979", "Khanewal", "خانیوال", "in_islamabad"),
    ("Rashida Bibi", "رشیدہ بی بی", "Noor Muhammad", "1988-07-14", "Vehari", "وہاڑی", "question"),
    ("Syed Zulfiqar Haider Naqvi", "سید ذوالفقار حیدر نقوی", "Syed Anwar Haider Naqvi", "1966~",
     "Dera Ghazi Khan", "ڈیرہ غازی خان", "in_islamabad"),
    ("Tariq Mehmood", "طارق محمود", "Mehmood Akhtar", "1995", "Muzaffargarh", "مظفر گڑھ", "in_islamabad"),
    ("Yasmin Akhtar", "یاسمین اختر", "Sher Muhammad", "1990-11", "Bahawalpur", "بہاولپور", "in_islamabad"),
    ("Khalid Hussain", "خالد حسین", "Ghulam Hussain", "1982", "Multan", "ملتان", "in_islamabad"),
    ("Bashir Ahmad", "بشیر احمد", "", "1971~", "Layyah", "لیہ", "in_islamabad"),
)  # fmt: skip


def people(count: int, start: int = 0) -> tuple[PersonRow, ...]:
    """As many invented people as asked for, in the order of a list; their keys go up from `start`."""
    return tuple(_person(number) for number in range(start, start + count))


def _person(number: int) -> PersonRow:
    name, urdu, father, born, district, district_urdu, place = _PEOPLE[number % len(_PEOPLE)]
    serial = 42 - number if number < len(_PEOPLE) else number + 100
    return PersonRow(
        f"{number:06d}", f"p{number}", name, urdu, father, born, district, district_urdu,
        f"MUX-26-K7Q-{serial:05d}-X", "2026-11-24", place,
    )  # fmt: skip


PEOPLE_EMPTY = PeoplePage((), None, 0)
PEOPLE_FULL = PeoplePage(people(9), None, 9)

_HISTORY = (
    EarlierValue("0300 1234567", "imran", "K7Q", at(24, 10, 51), "told"),
    EarlierValue("0300 1234576", "sana", "K7Q", at(19, 14, 2), "told"),
)


def _fact(path: str, english: str, urdu: str = "") -> Fact:
    return Fact(path, english, urdu or english, source="told")


_SECTIONS = (
    SectionFacts("person.identity", (
        _fact("person.name_latin", "Muhammad Aslam"),
        _fact("person.name_urdu", "محمد اسلم"),
        _fact("person.father_name_latin", "Ghulam Rasool"),
        _fact("person.father_name_urdu", "غلام رسول"),
        _fact("person.gender", "man", "مرد"),
        Fact("person.birth", "1984", "1984", source="paper"),
    )),
    SectionFacts("person.documents", (
        _fact("person.documents.a.type", "identity card (CNIC)", "قومی شناختی کارڈ"),
        Fact("person.documents.a.number", "*****-****567-3", "*****-****567-3", "masked", "paper", may_reveal=True),
        _fact("person.documents.a.evidence", "paper seen", "اصل دیکھا"),
    ), 1),
    SectionFacts("person.phones", (
        Fact("person.phones.a.number", "0300 ****567", "0300 ****567", "masked", "told", _HISTORY),
        _fact("person.phones.a.owner", "own number", "اپنا نمبر"),
    ), 1),
    SectionFacts("person.address_permanent", (
        _fact("person.address_permanent.district", "Multan", "ملتان"),
    )),
    SectionFacts("episode.return", (
        _fact("episode.return_date", "October 2026", "اکتوبر 2026"),
        _fact("episode.return_type", "end of contract", "معاہدہ مکمل ہونے پر"),
    )),
)  # fmt: skip
PERSON_HERE = PersonView(
    "p1", "Muhammad Aslam", "محمد اسلم", "MUX-26-K7Q-00042-X", "here", NOW, None, _SECTIONS,
    office_en="Multan", office_ur="ملتان",
)  # fmt: skip
PERSON_ARRIVED = PersonView(
    "p1", "Muhammad Aslam", "محمد اسلم", "MUX-26-K7Q-00042-X", "in_islamabad", at(24, 10, 20), at(24, 10, 41), _SECTIONS,
    complete=True, office_en="Multan", office_ur="ملتان",
)  # fmt: skip
PERSON_MOVED = replace(
    PERSON_ARRIVED, may_correct=False, moved_en="Karachi", moved_ur="کراچی", moved_since=at(24, 10, 50)
)
PERSON_QUESTION = PersonView(
    "p4", "Rashida Bibi", "رشیدہ بی بی", "MUX-26-K7Q-00031-D", "question", at(24, 9, 20), None, _SECTIONS,
    question_en=(
        "the return date (12-2027) lies ahead. Correct it; it goes again by itself. Your other records arrived."
    ),
    question_ur=(
        "واپسی کی تاریخ (12-2027) ابھی آئی نہیں۔ درست کر دیں، یہ خود دوبارہ چلا جائے گا۔ آپ کے باقی اندراج پہنچ گئے۔"
    ),
)  # fmt: skip
_WRONG_EN = (
    "This password does not open the desk. 2 tries left, then a pause of 5 minutes. Forgotten? A colleague, the sealed "
    "code or head office can help. Your forms are safe."
)
_WRONG_UR = (
    "اس پاس ورڈ سے ڈیسک نہیں کھلا۔ 2 کوششیں باقی ہیں، پھر 5 منٹ کا وقفہ۔ بھول گئے ہیں تو ساتھی، مہر بند کوڈ یا صدر دفتر "
    "مدد کر سکتے ہیں۔ آپ کے فارم محفوظ ہیں۔"
)
WRONG_PASSWORD = (_WRONG_EN, _WRONG_UR)
WRONG_CODE = (
    "Head office does not know this code, or it was used already. Please look at the sheet again.",
    "صدر دفتر کو یہ کوڈ نہیں ملا، یا استعمال ہو چکا ہے۔ براہِ کرم پرچہ دوبارہ دیکھیں۔",
)
NO_ANSWER = (
    "Islamabad did not answer. Everything is safe here and goes by itself as soon as there is a line.",
    "اسلام آباد سے جواب نہیں آیا۔ سب یہاں محفوظ ہے اور رابطہ ہوتے ہی خود چلا جائے گا۔",
)
HALF_A_FILE = (
    "K7Q-answer.frcusb is incomplete: 31 of 88 KB are there. Nothing was taken from it and nothing is lost; write it again.",
    (
        "K7Q-answer.frcusb نامکمل ہے: 88 میں سے 31 کلوبائٹ موجود ہیں۔ اس سے کچھ نہیں لیا گیا اور کچھ ضائع نہیں ہوا؛ "
        "اسے دوبارہ لکھیں۔"
    ),
)
FILE_WRITTEN = FileWritten(("K7Q-20261124.frcusb",), 41, 88)
FILES_WRITTEN = FileWritten(
    ("K7Q-20261124-1of3.frcusb", "K7Q-20261124-2of3.frcusb", "K7Q-20261124-3of3.frcusb"), 2_000, 131_400, 4_000
)
FILE_READ = FileRead(news=True, still_to_go=0, received=7)
FILE_READ_WITH_PICTURES = FileRead(news=True, still_to_go=0, received=7, pictures=12, reference="2026.11.24")
