"""Names that nobody bears: Italian common nouns as family names, also in other scripts, with plain given names."""

from __future__ import annotations

from dataclasses import dataclass

from approdo.people.rules.vocabulary import Script, Sex, Transliteration

INVENTED = "(dato inventato)"
BIRTH_PLACE = "Luogo inventato"

# Nouns that have a spelling in every script below, in the same order.
NOUNS = (
    "Bozza", "Provetta", "Campione", "Saggio", "Modello", "Cartella",
    "Timbro", "Lavagna", "Matita", "Quaderno", "Bussola", "Lanterna",
)  # fmt: skip
NOUNS_IN: dict[Script, tuple[str, ...]] = {
    Script.ARABIC: (
        "بوتسا", "بروفيتا", "كامبيوني", "ساجيو", "موديلو", "كارتيلا",
        "تيمبرو", "لافانيا", "ماتيتا", "كواديرنو", "بوسولا", "لانتيرنا",
    ),
    Script.CYRILLIC: (
        "Боцца", "Проветта", "Кампіоне", "Саджо", "Моделло", "Картелла",
        "Тімбро", "Лаванья", "Матіта", "Квадерно", "Буссола", "Лантерна",
    ),
    Script.BENGALI: (
        "বোৎসা", "প্রোভেত্তা", "কাম্পিওনে", "সাজ্জো", "মোদেল্লো", "কার্তেল্লা",
        "তিম্ব্রো", "লাভানিয়া", "মাতিতা", "কোয়াদের্নো", "বুসোলা", "লান্তের্না",
    ),
    Script.DEVANAGARI: (
        "बोत्ज़ा", "प्रोवेत्ता", "काम्पिओने", "साज्जो", "मोदेल्लो", "कार्तेल्ला",
        "तिम्ब्रो", "लावान्या", "मातीता", "क्वादेर्नो", "बुस्सोला", "लान्तेर्ना",
    ),
    Script.CHINESE: (
        "博扎", "普罗韦塔", "坎皮奥内", "萨焦", "莫代洛", "卡尔泰拉",
        "廷布罗", "拉瓦尼亚", "马蒂塔", "夸代尔诺", "布索拉", "兰泰尔纳",
    ),
    Script.GEORGIAN: (
        "ბოცა", "პროვეტა", "კამპიონე", "საჯო", "მოდელო", "კარტელა",
        "ტიმბრო", "ლავანია", "მატიტა", "კვადერნო", "ბუსოლა", "ლანტერნა",
    ),
}  # fmt: skip
# Further nouns, for those who write in Latin letters.
MORE_NOUNS = (
    "Armadio", "Astuccio", "Bilancia", "Borraccia", "Brocca", "Bullone", "Calamita", "Candela", "Cassetto", "Cerniera",
    "Cucchiaio", "Cuscino", "Ditale", "Fascicolo", "Fermaglio", "Forchetta", "Gomitolo", "Graffetta", "Grondaia",
    "Imbuto", "Inchiostro", "Lampadina", "Lucchetto", "Maniglia", "Mattone", "Mestolo", "Nastro", "Ombrello",
    "Orologio", "Paralume", "Pennello", "Perno", "Piastrella", "Puntina", "Rastrello", "Righello", "Ruscello",
    "Sacchetto", "Scaffale", "Scodella", "Segnalibro", "Sgabello", "Spugna", "Squadra", "Tappeto", "Tegame",
    "Termometro", "Tovaglia", "Trapano", "Vassoio", "Zerbino",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A given name: in Latin letters, in its own script ("" where Latin is its own), and whose it is."""

    latin: str
    original: str
    sex: Sex


@dataclass(frozen=True, slots=True)
class Origin:
    """A country of origin: how its people write, speak and are called."""

    country: str  # ISO 3166-1
    script: Script
    language: str  # ISO 639-1
    transliteration: Transliteration
    given: tuple[Given, ...]


def _given(female: str, male: str) -> tuple[Given, ...]:
    """Names written as `Latin=original`, or `Latin` alone."""
    pairs = [
        (word.partition("="), sex) for words, sex in ((female, Sex.FEMALE), (male, Sex.MALE)) for word in words.split()
    ]
    return tuple(Given(latin, original, sex) for (latin, _, original), sex in pairs)


_ARABIC = _given(
    "Fatima=فاطمة Khadija=خديجة Amina=أمينة Nour=نور Samira=سميرة Houda=هدى Layla=ليلى Salma=سلمى",
    "Youssef=يوسف Ahmed=أحمد Karim=كريم Omar=عمر Hassan=حسن Rachid=رشيد Nabil=نبيل Tarik=طارق",
)
_UKRAINIAN = _given(
    "Oksana=Оксана Iryna=Ірина Olena=Олена Halyna=Галина Nadiia=Надія Sofiia=Софія",
    "Andrii=Андрій Serhii=Сергій Petro=Петро Ivan=Іван Bohdan=Богдан",
)
_BENGALI = _given(
    "Nasrin=নাসরিন Rokeya=রোকেয়া Shirin=শিরিন Taslima=তসলিমা",
    "Rahim=রহিম Kamal=কামাল Jahangir=জাহাঙ্গীর Shafiq=শফিক Anwar=আনোয়ার Delwar=দেলোয়ার",
)
_HINDI = _given("Anjali=अंजलि Sunita=सुनीता Kavita=कविता Meena=मीना", "Rajesh=राजेश Suresh=सुरेश Vijay=विजय Manoj=मनोज")
_CHINESE = _given(
    "Xiuying=秀英 Meiling=美玲 Lihua=丽华 Xiaoyan=小燕", "Weiming=伟明 Jianguo=建国 Zhiqiang=志强 Haitao=海涛"
)
_GEORGIAN = _given("Nino=ნინო Tamar=თამარ Ketevan=ქეთევან", "Giorgi=გიორგი Davit=დავით Levan=ლევან")
_ALBANIAN = _given("Arta Elira Mirela Valbona Teuta", "Ardit Besnik Dritan Ilir Agron")
_SPANISH = _given("Lucia Carmen Rosa Pilar Mercedes", "Carlos Javier Luis Fernando Miguel")
_AFRICAN = _given("Awa Aminata Mariama Blessing Grace", "Mamadou Ousmane Moussa Emeka Sunday")
_FILIPINO = _given("Maricel Rowena Jocelyn", "Rodel Jomar Reynaldo")
_LANKAN = _given("Kumari Sandya Nilmini", "Nuwan Chaminda Ruwan")

ORIGINS: dict[str, Origin] = {
    origin.country: origin
    for origin in (
        Origin("MA", Script.ARABIC, "ar", Transliteration.FRENCH, _ARABIC),
        Origin("TN", Script.ARABIC, "ar", Transliteration.FRENCH, _ARABIC),
        Origin("EG", Script.ARABIC, "ar", Transliteration.ENGLISH, _ARABIC),
        Origin("UA", Script.CYRILLIC, "uk", Transliteration.PASSPORT, _UKRAINIAN),
        Origin("BD", Script.BENGALI, "bn", Transliteration.ENGLISH, _BENGALI),
        Origin("IN", Script.DEVANAGARI, "hi", Transliteration.ENGLISH, _HINDI),
        Origin("CN", Script.CHINESE, "zh", Transliteration.ISO, _CHINESE),
        Origin("GE", Script.GEORGIAN, "ka", Transliteration.PASSPORT, _GEORGIAN),
        Origin("AL", Script.LATIN, "sq", Transliteration.PASSPORT, _ALBANIAN),
        Origin("EC", Script.LATIN, "es", Transliteration.PASSPORT, _SPANISH),
        Origin("PE", Script.LATIN, "es", Transliteration.PASSPORT, _SPANISH),
        Origin("SN", Script.LATIN, "fr", Transliteration.PASSPORT, _AFRICAN),
        Origin("NG", Script.LATIN, "en", Transliteration.PASSPORT, _AFRICAN),
        Origin("PH", Script.LATIN, "tl", Transliteration.PASSPORT, _FILIPINO),
        Origin("LK", Script.LATIN, "si", Transliteration.PASSPORT, _LANKAN),
    )
}
FIRMS = ("Forno", "Cantiere", "Vivaio", "Albergo", "Trattoria", "Officina", "Cooperativa", "Azienda agricola")
