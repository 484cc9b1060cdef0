"""The homes of synthetic families, and the offices that handle their cases."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Home:
    """A county, one of its cities with the start of its ZIP codes, the telephone area, and the court's prefix."""

    county: str
    city: str
    zip_start: str
    area: str
    court: str

    @property
    def office(self) -> str:
        return f"{self.city.title()} office"


# The counties of the demo's hidden person are left out, because tests check that their names occur nowhere else.
HOMES = (
    Home("ALAMEDA", "PLEASANTON", "945", "510", "AF"),
    Home("BUTTE", "CHICO", "959", "530", "BU"),
    Home("CONTRA COSTA", "MARTINEZ", "945", "925", "CC"),
    Home("FRESNO", "FRESNO", "937", "559", "CEFL"),
    Home("HUMBOLDT", "EUREKA", "955", "707", "FL"),
    Home("IMPERIAL", "EL CENTRO", "922", "760", "IM"),
    Home("KERN", "BAKERSFIELD", "933", "661", "BFL"),
    Home("LOS ANGELES", "COMMERCE", "900", "323", "BY"),
    Home("MADERA", "MADERA", "936", "559", "MFL"),
    Home("MERCED", "MERCED", "953", "209", "ME"),
    Home("MONTEREY", "SALINAS", "939", "831", "MO"),
    Home("ORANGE", "SANTA ANA", "927", "714", "OR"),
    Home("RIVERSIDE", "RIVERSIDE", "925", "951", "RI"),
    Home("SACRAMENTO", "SACRAMENTO", "958", "916", "FS"),
    Home("SAN BERNARDINO", "LOMA LINDA", "923", "909", "SB"),
    Home("SAN DIEGO", "SAN DIEGO", "921", "619", "DF"),
    Home("SAN JOAQUIN", "STOCKTON", "952", "209", "SJ"),
    Home("SANTA CLARA", "SAN JOSE", "951", "408", "CS"),
    Home("STANISLAUS", "MODESTO", "953", "209", "ST"),
    Home("TULARE", "VISALIA", "932", "559", "VFL"),
    Home("VENTURA", "CAMARILLO", "930", "805", "VE"),
    Home("YOLO", "WOODLAND", "956", "530", "YO"),
)
