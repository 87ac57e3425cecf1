"""Invented people of an office and days of theirs, for pictures and tests of the office's pages."""

from dataclasses import replace

from desktop_client.ui.office_port import (
    ClerkSquares,
    ColleagueRow,
    ColleaguesView,
    DayNumbers,
    LeftForm,
    OfficeView,
    RecordToCheck,
)
from desktop_client.ui.samples import at

PIN_WRONG = (
    "These digits do not open the desk. 4 tries left, then your password is needed. Your forms are safe.",
    "ان ہندسوں سے ڈیسک نہیں کھلا۔ 4 کوششیں باقی ہیں، پھر پاس ورڈ درکار ہو گا۔ آپ کے فارم محفوظ ہیں۔",
)
DIFFER = (
    "The two passwords are not the same. Please type both again.",
    "دونوں پاس ورڈ ایک جیسے نہیں۔ براہِ کرم دونوں دوبارہ لکھیں۔",
)
TAKEN = (
    "Somebody here is already called bilal. Choose another name.",
    "یہاں پہلے سے کسی کا نام bilal ہے۔ دوسرا نام چنیں۔",
)
NO_REASON = (
    "Please write why, in 5 to 300 letters. The reason is kept.",
    "براہِ کرم وجہ لکھیں، 5 سے 300 حروف میں۔ وجہ محفوظ رہتی ہے۔",
)
PEOPLE = (
    ColleagueRow("bilal", "Bilal Hussain", "clerk", None, waits=True, may_help=True),
    ColleagueRow("farah", "Farah Naz", "focal_point", at(23, 15, 20)),
    ColleagueRow("imran", "Imran Khalid", "clerk", at(24, 9, 2), may_help=True),
    ColleagueRow("nadia", "Nadia Aslam", "supervisor", at(24, 8, 55)),
    ColleagueRow("sana", "Sana Batool", "caseworker", at(20, 12, 40), may_help=True),
)
COLLEAGUES = ColleaguesView(tuple(replace(one, may_remove=one.login != "nadia") for one in PEOPLE), may_add=True)
SEEN_BY_A_CLERK = ColleaguesView(PEOPLE)
_NUMBERS = tuple(f"MUX-26-K7Q-{serial:05d}-X" for serial in range(30, 43))
BALANCED = DayNumbers(_NUMBERS)
UNBALANCED = DayNumbers(_NUMBERS, _NUMBERS[-1:], _NUMBERS[-7:], _NUMBERS[1:2])
OFFICE_EMPTY = OfficeView()
OFFICE_BALANCED = OfficeView(
    clerks=(ClerkSquares("Bilal Hussain", 4, 0), ClerkSquares("Imran Khalid", 9, 0)), close=BALANCED
)
OFFICE_FULL = OfficeView(
    clerks=(ClerkSquares("Bilal Hussain", 3, 2), ClerkSquares("Imran Khalid", 14, 4), ClerkSquares("Sana Batool", 1, 0)),
    came_back=(RecordToCheck("p4", "MUX-26-K7Q-00031-D", "Rashida Bibi"),),
    incomplete=tuple(RecordToCheck(f"p{n}", _NUMBERS[n], name) for n, name in enumerate(("Muhammad Aslam", "شازیہ پروین",
        "Ghulam Abbas", "Tariq Mehmood", "Yasmin Akhtar", "Khalid Hussain", "Bashir Ahmad"))),
    left_forms=(
        LeftForm("d8", "Sana Batool", at(1, 11, 30) - 13 * 86_400_000, 36, abandoned=True),
        LeftForm("d9", "Imran Khalid", at(13, 16, 2), 11),
        LeftForm("d10", "Nadia Aslam", at(22, 10, 15), 2, mine=True),
    ),
    hands=(("bilal", "Bilal Hussain"), ("imran", "Imran Khalid"), ("sana", "Sana Batool")),
    close=UNBALANCED,
)  # fmt: skip
CODE = "K7QF-0D2M-9XWT-4HBC"
