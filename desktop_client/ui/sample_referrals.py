"""Invented referrals that pictures and tests show: one sent to Karachi, one by which Lahore asks."""

from dataclasses import replace
from datetime import UTC, datetime

from desktop_client.ui.referral_port import ReferralChoices, ReferralView

_YESTERDAY = round(datetime(2026, 11, 23, 10, 20, tzinfo=UTC).timestamp() * 1000)
REFERRED = ReferralView(
    "r1", "p1", _YESTERDAY, asks_us=False, is_open=True, office_en="Karachi", office_ur="کراچی",
    reason_en="training", reason_ur="تربیت", state="ACC", state_en="accepted", state_ur="منظور",
    note="Welding, please", said="Course begins on 7 December", steps=("CAN",),
)  # fmt: skip
ASKED = replace(
    REFERRED, asks_us=True, office_en="Lahore", office_ur="لاہور", state="SNT", state_en="sent", state_ur="بھیجا گیا",
    said="", steps=("ACC", "DEC"), number="LHE-26-4XD-00017-6",
)  # fmt: skip
DECLINED = replace(
    REFERRED, is_open=False, state="DEC", state_en="declined", state_ur="نامنظور", why_en="no place free",
    why_ur="گنجائش نہیں", said="", steps=(), too_late=1,
)  # fmt: skip
_OFFICES = (("LHE", "Lahore", "لاہور"), ("KHI", "Karachi", "کراچی"), ("PEW", "Peshawar", "پشاور"))
_REASONS = (
    ("TRAINING", "training", "تربیت"), ("JOB", "job", "نوکری"),
    ("FINANCE", "money for a business, loan", "کاروبار کے لیے رقم، قرض"), ("HEALTH", "treatment", "علاج"),
    ("OTH", "other", "دیگر"),
)  # fmt: skip
_DECLINES = (
    ("NO_CAPACITY", "no place free", "گنجائش نہیں"), ("NO_BUDGET", "no money for it", "رقم دستیاب نہیں"),
    ("WRONG_AREA", "not the area of this office", "اس دفتر کا علاقہ نہیں"), ("OTHER", "other", "دیگر"),
)  # fmt: skip
TO_BEGIN = ReferralChoices((REFERRED, DECLINED), _OFFICES, _REASONS, _DECLINES)
TO_ANSWER = ReferralChoices((ASKED,), declines=_DECLINES)
TO_FINISH = ReferralChoices((replace(ASKED, state="ACC", state_en="accepted", state_ur="منظور", steps=("CMP", "DEC")),),
                            declines=_DECLINES)  # fmt: skip
