"""Invented hits of the panel "People like this one", with the reasons that the model of the program gives."""

from desktop_client.services.likeness import Alike, ElsewhereHit, Likenesses, Why

_SAME_NAME = Why("The same name, and a rare one", "نام ایک ہی ہے، اور یہ نام کم لوگوں کا ہے", 2095)
_FATHER = Why("The same father", "والد ایک ہی ہیں", 3200)
_YEAR = Why("The same year of birth", "پیدائش کا سال ایک ہی ہے", 1400)
_PHONE = Why("Another phone", "فون نمبر مختلف ہے", -300)
_BROTHER = Why("Looks like a brother or a sister", "بھائی یا بہن معلوم ہوتے ہیں", -5200)
_NUMBER = Why("One number, but another gender: two people?", "نمبر ایک مگر جنس مختلف: کیا یہ دو افراد ہیں؟", 0)


def _alike(
    person: str,
    names: tuple[str, str],
    father: tuple[str, str],
    born: str,
    score: int,
    zone: str,
    reasons: tuple[Why, ...],
    *,
    conflict: bool = False,
) -> Alike:
    return Alike(
        person=person, name_latin=names[0], name_urdu=names[1], born=born, father_latin=father[0], father_urdu=father[1],
        district_en="Multan", district_ur="ملتان", office_en="Multan", office_ur="ملتان", since="2025-05-03", score=score,
        zone=zone, conflict=conflict, warns=conflict or score > 0, model="2026.3", reasons=reasons,
    )  # fmt: skip


_RASUL = ("Ghulam Rasul", "غلام رسول")
FIVE = Likenesses(
    enough=True,
    compared=12_431,
    people=(
        _alike("p21", ("Mohammad Aslam", "محمد اسلم"), _RASUL, "1984", 9_100, "accept", (_FATHER, _SAME_NAME, _YEAR, _PHONE)),
        _alike("p22", ("Rashida Bibi", "رشیدہ بی بی"), _RASUL, "1988", 700, "review", (_NUMBER, _FATHER), conflict=True),
        _alike("p23", ("M. Aslam Khan", ""), ("Ghulam Rasool Khan", ""), "1985", 400, "review", (_FATHER, _PHONE)),
        _alike("p24", ("", "محمد اکرم"), ("", "غلام رسول"), "1986", -2_300, "review", (_BROTHER, _FATHER)),
        _alike(
            "p25", ("Syed Muhammad Zulfiqar Haider Naqvi Bukhari", "سید محمد ذوالفقار حیدر نقوی بخاری"),
            ("Syed Anwar Haider Naqvi Bukhari", "سید انور حیدر نقوی بخاری"), "1966", -3_900, "review", (_YEAR, _PHONE),
        ),
    ),
)  # fmt: skip
NOBODY = Likenesses(enough=True, compared=12_431)
ELSEWHERE = Likenesses(
    enough=True,
    compared=12_431,
    people=FIVE.people[:1],
    elsewhere=(ElsewhereHit("PEW", 2025, ("card",)), ElsewhereHit("KHI", 2024, ("call_guardian_year",))),
    elsewhere_people=98_112,
    elsewhere_day="2026-11-22",
)
