"""Small lists of Pakistani names in both scripts, and of words about places: nobody's register, only ordinary names."""

from __future__ import annotations

Pair = tuple[str, str]


def _pairs(text: str) -> tuple[Pair, ...]:
    """`Latin=Urdu` words, separated by commas; `_` stands for a blank."""
    halves = [word.strip().replace("_", " ").split("=") for word in text.split(",")]
    return tuple((latin, urdu) for latin, urdu in halves)


MEN = _pairs(
    "Aslam=اسلم, Imran=عمران, Tariq=طارق, Bilal=بلال, Usman=عثمان, Adnan=عدنان, Kashif=کاشف, Nadeem=ندیم, Waqas=وقاص,"
    "Shahid=شاہد, Rashid=راشد, Khalid=خالد, Javed=جاوید, Arshad=ارشد, Naveed=نوید, Faisal=فیصل, Zahid=زاہد, Sajid=ساجد,"
    "Asif=آصف, Amir=عامر, Yasir=یاسر, Zubair=زبیر, Junaid=جنید, Hamza=حمزہ, Fahad=فہد, Irfan=عرفان, Rizwan=رضوان,"
    "Kamran=کامران, Babar=بابر, Akram=اکرم, Anwar=انور, Iqbal=اقبال, Mushtaq=مشتاق, Riaz=ریاض, Saleem=سلیم,"
    "Shafiq=شفیق, Siddique=صدیق, Yousaf=یوسف, Yaqoob=یعقوب, Ibrahim=ابراہیم, Ismail=اسماعیل, Idrees=ادریس,"
    "Ilyas=الیاس, Ishaq=اسحاق, Haroon=ہارون, Gul_Zaman=گل زمان, Sher_Ali=شیر علی, Fazal=فضل, Noor=نور, Wali=ولی,"
    "Hayat=حیات, Jamil=جمیل, Latif=لطیف, Majid=ماجد, Nasir=ناصر, Parvez=پرویز, Qasim=قاسم, Rafiq=رفیق, Sabir=صابر,"
    "Tanveer=تنویر, Umar=عمر, Waheed=وحید, Zafar=ظفر, Ghulam_Rasool=غلام رسول, Allah_Ditta=اللہ دتہ, Mansoor=منصور"
)
WOMEN = _pairs(
    "Ayesha=عائشہ, Fatima=فاطمہ, Khadija=خدیجہ, Zainab=زینب, Maryam=مریم, Saima=صائمہ, Nasreen=نسرین, Shabana=شبانہ,"
    "Rukhsana=رخسانہ, Farzana=فرزانہ, Rubina=روبینہ, Samina=ثمینہ, Shazia=شازیہ, Sadia=سعدیہ, Bushra=بشریٰ,"
    "Nazia=نازیہ, Robina=روبینہ, Kausar=کوثر, Parveen=پروین, Yasmeen=یاسمین, Gulnaz=گل ناز, Hina=حنا, Iram=ارم,"
    "Kiran=کرن, Lubna=لبنیٰ, Mehwish=مہوش, Naila=نائلہ, Rabia=رابعہ, Safia=صفیہ, Tahira=طاہرہ, Uzma=عظمیٰ, Zubaida=زبیدہ"
)
BEFORE = _pairs(
    "Muhammad=محمد, Muhammad=محمد, Muhammad=محمد, Mohammad=محمد, Syed=سید, Abdul=عبدال, Ghulam=غلام, Malik=ملک"
)
AFTER = _pairs(
    "Khan=خان, Khan=خان, Ahmed=احمد, Ahmad=احمد, Ali=علی, Ali=علی, Hussain=حسین, Shah=شاہ, Butt=بٹ, Chaudhry=چودھری,"
    "Mughal=مغل, Awan=اعوان, Raja=راجہ, Bhatti=بھٹی, Rajput=راجپوت, Qureshi=قریشی, Abbasi=عباسی, Afridi=آفریدی,"
    "Yousafzai=یوسفزئی, Khattak=خٹک, Baloch=بلوچ, Memon=میمن, Soomro=سومرو, Chandio=چانڈیو, Mengal=مینگل"
)
AFTER_WOMEN = _pairs(
    "Bibi=بی بی, Bibi=بی بی, Begum=بیگم, Khatoon=خاتون, Akhtar=اختر, Kausar=کوثر, Parveen=پروین, Khan=خان"
)
PLACES = _pairs(
    "Model_Town=ماڈل ٹاؤن, Mohalla_Islampura=محلہ اسلام پورہ, Gulshan_Colony=گلشن کالونی, Kot_Lakhpat=کوٹ لکھپت,"
    "Basti_Malook=بستی ملوک, Dhoke_Hassu=ڈھوک حسو, Shah_Faisal_Colony=شاہ فیصل کالونی, Nawan_Shehr=نواں شہر,"
    "Killi_Ismail=کلی اسماعیل, Ghari_Qamar_Din=گڑھی قمر دین, Chungi_No._9=چونگی نمبر 9, Satellite_Town=سیٹلائٹ ٹاؤن,"
    "Purana_Bazar=پرانا بازار, Sector_G-3=سیکٹر جی 3, Railway_Colony=ریلوے کالونی, Tench_Bhata=ٹینچ بھاٹہ"
)
COUNTRIES = {
    "SAU": (46, ("Riyadh", "Jeddah", "Dammam", "Makkah", "Madinah", "Jubail", "Yanbu", "Tabuk", "Abha")),
    "ARE": (22, ("Dubai", "Abu Dhabi", "Sharjah", "Ajman", "Al Ain", "Ras Al Khaimah")),
    "OMN": (9, ("Muscat", "Sohar", "Salalah", "Nizwa")),
    "QAT": (7, ("Doha", "Al Rayyan", "Al Wakrah")),
    "BHR": (3, ("Manama", "Muharraq")),
    "KWT": (3, ("Kuwait City", "Hawally", "Farwaniya")),
    "MYS": (3, ("Kuala Lumpur", "Johor Bahru")),
    "GRC": (2, ("Athens", "Thessaloniki")),
    "TUR": (2, ("Istanbul", "Van")),
    "ITA": (1, ("Brescia", "Milan")),
    "DEU": (1, ("Frankfurt", "Berlin")),
    "IRQ": (1, ("Basra", "Najaf")),
}
REMARKS = (
    "Two months of wages still with the company in {city}.",
    "Will come again with the passport copy.",
    "Brother works in {city} and can be asked.",
    "Has a certificate of the employer but no trade test.",
    "Prefers a call after 5 pm.",
    "Says the agent took PKR {number} and gave no receipt.",
    "Return ticket paid by the community in {city}.",
    "کفیل نے {number} ریال ادا نہیں کیے۔",
    "اگلے ہفتے دوبارہ آئیں گے، کاغذات گھر پر ہیں۔",
    "گھر میں {number} افراد کا انحصار انہی پر ہے۔",
    "{city} میں بھائی سے رابطہ ممکن ہے۔",
    "File of the old office: page {number}.",
)
