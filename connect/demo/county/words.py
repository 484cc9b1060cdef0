"""The names, streets and employers of synthetic people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Community:
    """People with the same preferred language (a language tag), and their usual names."""

    language: str
    given: tuple[str, ...]
    family: tuple[str, ...]


COMMUNITIES = (
    Community(
        "en",
        ("AMBER", "BRENT", "CARLA", "DEREK", "ELAINE", "GRANT", "HOLLY", "JOEL", "KENDRA", "LUTHER", "MONIQUE", "TROY"),
        ("ABBOTT", "BOWERS", "CALDWELL", "DRAPER", "FIELDS", "GRIGGS", "HOLLOWAY", "MCNAIR", "O'DELL", "WASHINGTON"),
    ),
    Community(
        "es",
        ("ALMA", "BEATRIZ", "CÉSAR", "DOLORES", "EFRAÍN", "GRACIELA", "HÉCTOR", "INÉS", "JOAQUÍN", "LUPE", "RAMÓN"),
        ("ARELLANO", "BUSTAMANTE", "CANO DELGADO", "ESPINOZA", "FRÍAS", "MUÑOZ", "OCHOA", "PEÑA", "QUINTERO", "ZAVALA"),
    ),
    Community(
        "zh",
        ("BO", "FANG", "HAO", "JIAYI", "LIHUA", "MEI", "QIANG", "WEI MIN", "XIAOLING", "YUN"),
        ("CHAN", "DENG", "FUNG", "HUANG", "KWOK", "LIU", "MA", "TSAI", "XU", "ZHOU"),
    ),
    Community(
        "vi",
        ("ANH", "BÍCH", "DŨNG", "HẠNH", "HƯƠNG", "KHOA", "LOAN", "MINH", "PHÚC", "THẢO"),
        ("BÙI", "ĐẶNG", "ĐỖ", "HỒ", "LÊ", "NGUYỄN", "PHẠM", "TRẦN", "VÕ", "VŨ"),
    ),
    Community(
        "hmn",
        ("CHUE", "FOUA", "GAO NOU", "KAO", "LENG", "MAI SEE", "NENG", "PA HOUA", "TOU", "YER"),
        ("CHA", "HER", "KUE", "LOR", "MOUA", "THAO", "VANG", "VUE", "XIONG", "YANG"),
    ),
    Community(
        "hy",
        ("ANAHIT", "ARAM", "GAYANE", "HAKOB", "LUSINE", "NARINE", "SUREN", "TIGRAN", "VARTAN", "ZARUHI"),
        ("AVAGYAN", "DAVTYAN", "GRIGORYAN", "HAKOBYAN", "KARAPETYAN", "MELKONYAN", "PETROSYAN", "SARKISYAN"),
    ),
    Community(
        "ar",
        ("AMINA", "BILAL", "FATIN", "HASSAN", "IMAN", "KHALID", "LAYLA", "MARWAN", "RANIA", "YUSUF"),
        ("ABDALLAH", "AL-KHATIB", "BARAKAT", "DARWISH", "EL-SAYED", "HAMDAN", "KHOURY", "MANSOUR", "NASSER", "SALEH"),
    ),
    Community(
        "ru",
        ("ALEKSEI", "DARYA", "GALINA", "IGOR", "KSENIA", "LYUDMILA", "MAKSIM", "OLEG", "POLINA", "TARAS"),
        ("BELOV", "DENISENKO", "GUSEV", "KARPENKO", "LEBEDEVA", "MOROZOV", "ORLOVA", "SHEVCHUK", "TITOV", "ZAITSEVA"),
    ),
    Community(
        "tl",
        ("AMADO", "CORAZON", "DIWA", "ERLINDA", "JUN", "LIGAYA", "NOEMI", "RODEL", "TALA", "VICENTE"),
        ("ABAD", "BAUTISTA", "DELA CRUZ", "DIMAANO", "MACARAEG", "MAGSAYSAY", "PANGILINAN", "SALONGA", "TOLENTINO"),
    ),
    Community(
        "ko",
        ("EUNJI", "HYUN WOO", "JIHO", "KYUNG HEE", "MINSEO", "SANG", "SOOJIN", "TAEYANG", "YOUNG JA", "YUNA"),
        ("AHN", "BAE", "CHOI", "HWANG", "JUNG", "KANG", "KWON", "NOH", "SEO", "YOON"),
    ),
    Community(
        "fa",
        ("ARASH", "BAHAR", "DARIUSH", "FARIBA", "KAVEH", "LEILA", "MAHIN", "NIMA", "PARISA", "SHAPOUR"),
        ("AHMADI", "BAGHERI", "FARHADI", "GHORBANI", "JAFARI", "KARIMI", "MORADI", "RAHIMI", "SADEGHI", "TEHRANI"),
    ),
    Community(
        "pa",
        ("AMRIT", "BALJEET", "DALIP", "GURPREET", "HARLEEN", "JASWANT", "KIRAN", "MANDEEP", "PARVEEN", "SUKHDEV"),
        ("ATWAL", "BAINS", "BRAR", "DHALIWAL", "GILL", "JOHAL", "KANG", "PUREWAL", "SANDHU", "SIDHU"),
    ),
)

STREETS = ("ALDER", "BIRCH", "CANYON", "DEER CREEK", "EUCALYPTUS", "FOOTHILL", "GRANITE", "LUPINE", "MESA", "WILLOW")
WAYS = ("ST", "AVE", "DR", "LN", "CT", "BLVD", "RD", "PL")

EMPLOYERS = (
    "AMBER DAIRY COOPERATIVE",
    "BRIGHT STEP CHILD CARE",
    "COASTLINE CATERING",
    "DELTA ROOFING",
    "EASTGATE HOSPITAL SERVICES",
    "FOUR CORNERS FREIGHT",
    "GOLDEN ROW VINEYARDS",
    "HIGH SIERRA ELECTRIC",
    "ISLAND TIRE AND BRAKE",
    "JACARANDA HOTEL GROUP",
    "KETTLE BAKERY",
    "LONG VALLEY SCHOOL DISTRICT",
)

OFFICERS = (
    "A. PRUITT",
    "B. OYELARAN",
    "D. KOWALSKI",
    "F. SOTO",
    "G. LINDQVIST",
    "H. TAKEDA",
    "M. ARCHULETA",
    "R. BISHOP",
)
