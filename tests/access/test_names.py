"""Names as people write them and as machines could: who is the same person, and who is not. Pairs of real names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect.access.rules import same_person
from connect.lib.folding import folded, folded_spellings

# One name as it is typed, and one or more ways in which it is found on file; each holds in both directions.
PAIRS = """
    Đặng = DANG | Đỗ = DO | Đinh = DINH | Đoàn = DOAN | Nguyễn = NGUYEN | Trần = TRAN | Lê = LE | Phạm = PHAM
    Huỳnh = HUYNH | Vũ = VU | Võ = VO | Bùi = BUI | Hồ = HO | Ngô = NGO | Dương = DUONG | Lý = LY | Thị = THI
    Phượng = PHUONG | Hương = HUONG | Tuấn = TUAN | Đức = DUC
    Wałęsa = WALESA | Łukasz = LUKASZ | Michał = MICHAL | Kowalczyk-Wójcik = KOWALCZYK WOJCIK | Żaneta = ZANETA
    Świątek = SWIATEK | Paweł = PAWEL | Małgorzata = MALGORZATA
    Sørensen = SORENSEN = SOERENSEN | Jørgensen = JORGENSEN = JOERGENSEN | Bjørn = BJORN = BJOERN
    Kjær = KJAER | Æbelø = AEBELO = AEBELOE | Østergård = OSTERGARD = OESTERGAARD | Åse = ASE = AASE
    Nygård = NYGARD = NYGAARD | Håkansson = HAKANSSON = HAAKANSSON | Sjöström = SJOSTROM = SJOESTROEM
    Müller = MULLER = MUELLER | Schröder = SCHRODER = SCHROEDER | Jäger = JAGER = JAEGER | Weiß = WEISS
    Großmann = GROSSMANN | Strauß = STRAUSS | Björk = BJORK = BJOERK | Käßler = KASSLER = KAESSLER
    Yıldız = YILDIZ | Işık = ISIK | İbrahim = IBRAHIM | Çelik = CELIK | Şahin = SAHIN | Doğan = DOGAN | Öztürk = OZTURK
    Güneş = GUNES | Ağaoğlu = AGAOGLU
    Muñoz = MUNOZ | Núñez = NUNEZ | Peña = PENA | Ibáñez = IBANEZ | García = GARCIA | Agüero = AGUERO | José = JOSE
    María Fernanda = MARIA-FERNANDA | De la Cruz = DELACRUZ | Ana Lucía = ANALUCIA
    Vaj = VAJ | Xyooj = XYOOJ | Pa Kou = PAKOU | Nhia-Vang = NHIA VANG
    Հովհաննիսյան = HOVHANNISYAN | Գրիգորյան = GRIGORYAN | Արամ = ARAM | Petrosyan = PETROSYAN
    Иванов = IVANOV | Семёнов = SEMENOV | Щербакова = SHCHERBAKOVA | Наталья = NATALYA | Шевченко = SHEVCHENKO
    Đoković = DJOKOVIC = DOKOVIC | Đorđević = DJORDJEVIC = DORDEVIC | Šarić = SARIC | Živković = ZIVKOVIC
    O'Brien = OBRIEN = O BRIEN | O’Brien = O'BRIEN | Oʼbrien = OBRIEN | D´Angelo = DANGELO | N'Diaye = NDIAYE
    Kaʻiulani = KAIULANI | Smith-Jones = SMITH JONES | Smith‑Jones = SMITHJONES | Saint–Pierre = SAINT PIERRE
    Þórsdóttir = THORSDOTTIR | Guðmundsson = GUDMUNDSSON | Œuvrard = OEUVRARD | François = FRANCOIS
    Nagyné Őri = NAGYNE ORI | Dvořák = DVORAK | Ștefan = STEFAN | Țăran = TARAN | Bērziņš = BERZINS
    João = JOAO | Conceição = CONCEICAO | Ħamrun = HAMRUN | Αθηνά = ATHINA | Ａｎａ = ANA | ﬁona = FIONA
"""
ROWS = [[name.strip() for name in row.split(" = ")] for line in PAIRS.split("\n") for row in line.split(" | ") if row]
WAYS = [(row[0], way) for row in ROWS if row[0] for way in row[1:]]


def test_the_table_has_a_hundred_pairs():
    assert len(set(WAYS)) > 100


@pytest.mark.parametrize(("typed", "on_file"), WAYS)
def test_a_name_is_the_same_in_whichever_letters(typed, on_file):
    """On either side, as a first name and as a last, composed and apart, in capitals and small."""
    for one, other in ((typed, on_file), (on_file, typed)):
        assert same_person(("Dana", one), ("DANA", "", other, ""))
        assert same_person((one, "Okafor"), (other, "LEE", "OKAFOR", ""))
        assert same_person((unicodedata.normalize("NFD", one).lower(), "Okafor"), (other, "", "OKAFOR", "JR"))
        assert same_person((one.upper(), "Okafor"), (unicodedata.normalize("NFKD", other), "", "OKAFOR", ""))


@pytest.mark.parametrize(
    ("typed", "on_file"),
    [
        ("Muller", "MUELLER"),  # two names, unless somebody wrote the ü
        ("Sorensen", "SOERENSEN"),
        ("Dokovic", "DJOKOVIC"),
        ("Dana", "DANNA"),
        ("Dang", "DAN"),
        ("Łucja", "ŁUCJAN"),
        ("Weiß", "WEIS"),
        ("Nguyễn", "NGUYENTHI"),
        ("Иванов", "IVANOVA"),
        ("👤", "DANA"),
        ("silhouette", "👤"),
        ("-", "DANA"),
    ],
)
def test_other_letters_are_another_name(typed, on_file):
    for one, other in ((typed, on_file), (on_file, typed)):
        assert not same_person(("Riley", one), ("RILEY", "", other, ""))
        assert not same_person((one, "Okafor"), (other, "", "OKAFOR", ""))


@pytest.mark.parametrize("typed", [("Suharto", ""), ("", "suharto"), ("Suharto", "Suharto"), ("FNU", "Suharto")])
@pytest.mark.parametrize(
    "on_file",
    [
        ("SUHARTO", ""),
        ("", "SUHARTO"),
        ("SUHARTO", "SUHARTO"),
        ("FNU", "SUHARTO"),
        ("SUHARTO", "LNU"),
        ("-", "SUHARTO"),
    ],
)
def test_a_single_name_stands_in_either_field_or_in_both(typed, on_file):
    first, last = on_file
    assert same_person(typed, (first, "", last, ""))
    assert same_person(typed, (first, "", last, "JR"))


@pytest.mark.parametrize(
    ("typed", "on_file"),
    [
        (("", "Okafor"), ("DANA", "", "OKAFOR", "")),
        (("Dana", ""), ("DANA", "", "OKAFOR", "")),
        (("Okafor", "Okafor"), ("DANA", "", "OKAFOR", "")),
        (("FNU", "Okafor"), ("DANA", "", "OKAFOR", "")),
        (("Dana", "Okafor"), ("", "", "OKAFOR", "")),
        (("Dana", "Okafor"), ("FNU", "", "OKAFOR", "")),
        (("", ""), ("", "", "", "")),
        (("-", "."), ("FNU", "", "LNU", "")),
        (("", "Jr"), ("", "", "SUHARTO", "JR")),
        (("", "Lee"), ("", "LEE", "SUHARTO", "")),
    ],
)
def test_half_a_name_is_not_the_person(typed, on_file):
    assert not same_person(typed, on_file)


@given(st.text(max_size=20))
def test_folding_a_folded_text_changes_nothing_and_neither_do_capitals(text):
    assert folded(folded(text)) == folded(text)
    assert folded(unicodedata.normalize("NFD", text)) == folded(text)


@given(st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=20))
def test_no_two_ways_lose_a_name_that_one_keeps(name):
    one, other = folded_spellings(name)
    assert any(map(str.isalpha, one)) == any(map(str.isalpha, other))
