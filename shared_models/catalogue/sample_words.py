"""Words that invented people are made of: nobody's register, only ordinary names, places and firms."""

from random import Random
from typing import Final

from shared_models.text.name_tables import load_name_tables

__all__ = ["FIRMS", "LANDMARKS", "LOCALITIES", "NOTES", "OUTFITS", "PHRASES", "TITLES_OF_COURSES", "person_name"]

# Spellings of the name tables, which know how each is written in Urdu.
MEN: Final = (
    "aslam imran tariq bilal usman adnan kashif nadeem waqas shahid khalid javed arshad naveed faisal zahid sajid asif "
    "yasir zubair junaid hamza fahad irfan rizwan kamran babar akram anwar iqbal mushtaq riaz saleem shafiq siddique "
    "yousaf ibrahim ismail idrees ilyas ishaq haroon hayat jameel latif majid nasir qasim rafiq sabir tanveer umar zafar"
).split()
WOMEN: Final = (
    "fatima khadija zainab maryam saima nasreen rukhsana farzana samina shazia sadia bushra nazia yasmeen salma sakina "
    "zubaida rabia tahira uzma hina kiran naila safia razia rehana shabana shakeela sajida noreen"
).split()
AFTER_MEN: Final = (
    "khan ahmad ali hussain shah butt mughal awan bhatti qureshi abbasi afridi khattak baloch memon".split()
)
AFTER_WOMEN: Final = "bibi begum khatoon khanum bano".split()

LOCALITIES: Final = (
    ("Model Town, House {number}", "ماڈل ٹاؤن، مکان {number}"),
    ("Mohalla Islampura, Street {number}", "محلہ اسلام پورہ، گلی {number}"),
    ("Gulshan Colony, House {number}", "گلشن کالونی، مکان {number}"),
    ("Chak No. {number}/JB", "چک نمبر {number} ج ب"),
    ("Basti Malook, Street {number}", "بستی ملوک، گلی {number}"),
    ("Satellite Town, Block {number}", "سیٹلائٹ ٹاؤن، بلاک {number}"),
    ("Killi Ismail, House {number}", "کلی اسماعیل، مکان {number}"),
    ("Railway Colony, Quarter {number}", "ریلوے کالونی، کوارٹر {number}"),
)
LANDMARKS: Final = (
    "behind the girls' school", "opposite the big mosque", "near the water tank", "beside the old mill", "next to the bus stop",
)  # fmt: skip
FIRMS: Final = (
    "Gulf Steel Works", "Al Noor Contracting", "Desert Star Transport", "Blue Bay Hotels", "Golden Sand Catering",
    "Crescent Cleaning Services", "Palm Garden Nurseries", "Northern Lights Electric",
)  # fmt: skip
OUTFITS: Final = ("Sunrise Overseas", "Indus Recruiting Agency", "Green Valley Manpower", "New Horizon Overseas")
TITLES_OF_COURSES: Final = (
    "Welder 3G/4G", "Heavy vehicle driver", "Electrician, two years", "First aid", "Air conditioning, six months",
)  # fmt: skip
PHRASES: Final = (
    "as told at the desk", "will bring the paper next time", "wants to talk about it again", "told by the family",
    "the receipt was seen", "nothing was written down then",
)  # fmt: skip
NOTES: Final = (
    "Two months of wages are still with the firm.", "Prefers a call after 5 pm.", "بھائی ساتھ آئے تھے اور مدد کی۔",
    "Wants to teach the trade to others.", "اگلی بار پاسپورٹ کی نقل لائیں گے۔", "Has a certificate but no trade test.",
)  # fmt: skip


def person_name(chance: Random, gender: str) -> tuple[str, str]:
    """An ordinary name in Latin and in Urdu letters, the same name in both."""
    if gender == "F":
        words = [chance.choice(WOMEN), chance.choice(AFTER_WOMEN)]
    else:
        words = [*(["muhammad"] if chance.random() < 0.4 else []), chance.choice(MEN), chance.choice(AFTER_MEN)]
    known = load_name_tables().by_latin
    return " ".join(word.title() for word in words), " ".join(known[word].own[0].urdu for word in words)
