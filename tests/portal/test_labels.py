"""What the pages say, word for word as the screens and the pamphlet do, in both languages."""

import pytest
from django.test import Client

from connect.cases.models import DisclosedCase
from tests.portal.crawl import words
from tests.support.cast import DANA, DANIEL, RILEY, SAM
from tests.support.page import Page


def case_address(member) -> str:
    return (
        f"/cases/{DisclosedCase.objects.filter(participant_id=member.participant_id).earliest('case_number').public_id}"
    )


def rows_of(response) -> list[list[str]]:
    """The cells of the page's table."""
    return Page(response).rows()


WELCOME = {
    "en": [  # S000 L19-28, S002 L28-32
        "Welcome to Customer Connect",
        "California Child Support Self Service Website",
        "Participant ID",
        "PIN",
        "Forgot PIN?",
        "Login",
        "Register",
        "child support check or on a child support billing statement",
        "Convenient 24/7 access",
        "Mobile-friendly",
        "Reset or change your Personal Identification Number (PIN)",
        "Email your caseworker",
        "Update your account information",
        "Check your payments and print payment history",
        "Stay on track with appointment reminders",
        "Stay organized with eCommunications",
        "Review case information",
        "Verify court dates and appointments",
    ],
    "es": [  # S003 L79-90, in the infinitive and with its poor lines put right (docs/glossary.md)
        "Le damos la bienvenida a Customer Connect",
        "Registrarse",
        "Conveniente acceso 24/7",
        "número de identificación personal (PIN)",
        "Revisar la información del caso",
        "Verificar fechas de la corte y citas",
    ],
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_welcome_page_says_what_the_pamphlet_says(db, language):
    told = words(Client(headers={"accept-language": language}).get("/"))
    for said in WELCOME[language]:
        assert said in told


def test_somebody_who_has_signed_in_is_offered_home_on_the_welcome_page(signed_in):
    told = signed_in(DANA).get("/").content.decode()
    assert "You are signed in" in told
    assert 'name="pin"' not in told


HOME = {
    "en": [  # S002 L62-87, L109
        "Hello, Dana",
        "What you owe",
        "Sign up to receive email notifications and access to your documents online!",
        "Appointments",
        "Appointment Type APPELLATE COURT HEARING",
        "Case Number 200000000101",
        "Time 8:00 AM - 8:30 AM Pacific Time",
        "Place 200 S G ST, MADERA",
        "Select case to view details:",
        "Other Party RILEY",
        "Access payments made or received",
        "Request Documents",
        "View and leave messages for your Child Support Officer",
        "Information as of",
    ],
    "es": [
        "Hola, Dana",
        "Lo que debe",
        "Citas",
        "Número de caso",
        "8:00 a. m. - 8:30 a. m. (hora del Pacífico)",
        "La otra persona",
        "Información al",
    ],
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_home_says_what_the_screen_says(signed_in, language):
    told = words(signed_in(DANA, language).get("/home"))
    for said in HOME[language]:
        assert said in told, said


def test_the_next_appointments_stand_in_tiles_wednesday_monday_saturday(signed_in):
    home = Page(signed_in(DANA).get("/home"))
    assert home.texts(".tile__weekday") == ["WED", "MON", "SAT"]


def test_nobodys_appointments_are_said_to_be_none(signed_in):
    assert "No appointments found" in words(signed_in(DANIEL).get("/home"))
    assert "No se encontraron citas" in words(signed_in(DANIEL, "es").get("/home"))


CASE = {
    "en": [  # S002 L191-215
        "Case Details",
        "Case Information",
        "Case Number 200000000101",
        "County Madera",
        "Role Person paying support",
        "Status Open",
        "Opened Date 01/10/2018",
        "Case 200000000101 Amounts Owed Each month",
        "How it is paid",
        "Support Orders",
        "File Date County Court Case Number Status",
        "Information as of",
    ],
    "es": [
        "Detalles del caso",
        "Condado Madera",
        "Persona que paga la manutención",
        "Estado Abierto",
        "Lo que se debe Cada mes",
        "Cómo se paga",
        "Órdenes de manutención",
        "Información al",
    ],
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_case_details_say_what_the_screen_says(signed_in, language):
    browser = signed_in(DANA, language)
    told = words(browser.get(case_address(DANA)))
    for said in CASE[language]:
        assert said in told, said


def test_the_support_orders_are_those_of_the_screen(signed_in):
    browser = signed_in(DANA)
    assert rows_of(browser.get(case_address(DANA)))[:2] == [
        ["03/27/2018", "MADERA", "MFL012345", "ACTIVE"],
        ["12/03/2019", "MADERA", "MFL015870", "ACTIVE"],
    ]


@pytest.mark.parametrize(
    ("member", "language", "said"),
    [
        (DANA, "en", "We calculated this amount on October 31, 2026. It does not include interest. You can ask us to "
         "check it. Please keep paying while we check, unless we tell you to stop."),
        (DANA, "es", "Calculamos esta cantidad el 31 de octubre de 2026. No incluye intereses. Puede pedirnos que la "
         "revisemos. Siga pagando mientras la revisamos, a menos que le digamos que deje de hacerlo."),
        (RILEY, "en", "You can ask us to check it. Payments are still due while we check, unless we say otherwise."),
    ],
)  # fmt: skip
def test_beside_past_due_support_stand_its_date_its_interest_and_the_right_to_a_review(
    signed_in, member, language, said
):
    """Fam. Code 17525 (V13)."""
    assert said in words(signed_in(member, language).get(case_address(member)))


def test_a_balance_never_stands_without_current_support_arrears_and_interest(signed_in):
    """CCP 695.211(c) (V10)."""
    amounts = amounts_of(signed_in(DANA).get(case_address(DANA)))
    assert {"Current Support": "$10.00", "Past Due Support": "$667.93", "Interest": "$58.31"}.items() <= amounts.items()


def amounts_of(answer) -> dict[str, str]:
    """{label: amount} of the case, without what explains the labels."""
    page = Page(answer)
    pairs = [(fact.select("dt")[0], fact.select(".fact__value")[0]) for fact in page.all(".facts--amounts .fact")]
    pairs += [
        (key.select(".key-amount__label")[0], key.select(".key-amount__value")[0]) for key in page.all(".key-amount")
    ]
    label = lambda name: (name.select("summary > span") or [name])[0]  # noqa: E731
    return {label(name).text.strip(): value.text.strip() for name, value in pairs}


def test_the_amounts_stand_in_their_groups_in_the_order_of_the_screen_each_once(signed_in):
    answer = signed_in(DANA).get(case_address(DANA))
    assert Page(answer).texts("h2, h3")[:4] == ["Amounts Owed", "Each month", "In total", "How it is paid"]
    assert amounts_of(answer) == {
        "Monthly Support": "$10.00",
        "Past Due Support Installment": "$667.93",
        "Current Support": "$10.00",
        "Past Due Support": "$667.93",
        "Owed to the family": "All of it",
        "Interest": "$58.31",
    }


def test_the_share_owed_to_the_state_is_named_only_where_there_is_one(signed_in):
    browser = signed_in(DANA)
    assert "Owed to the State" not in amounts_of(browser.get(case_address(DANA)))
    DisclosedCase.objects.filter(participant_id=DANA.participant_id).update(arrears_state=23145)
    assert amounts_of(browser.get(case_address(DANA)))["Owed to the State"] == "$231.45"


def test_the_terms_that_need_it_are_explained_beside_their_label_and_lead_to_their_place_in_the_glossary(signed_in):
    answer = signed_in(DANA).get(case_address(DANA))
    told = words(answer)
    explained = Page(answer).all("details.explain")
    assert 6 <= len(explained) <= 8
    assert not any(each.has_attr("open") for each in explained)
    leads = [each.select("a")[-1]["href"] for each in explained]
    assert "/help/glossary#past-due-support-arrears" in leads
    glossary = Page(signed_in(DANA).get("/help/glossary"))
    assert {lead.partition("#")[2] for lead in leads} <= set(glossary.attributes("div.fact", "id"))
    for means in (
        "The full amount the order says for each month.",
        "An extra amount each month that pays down old unpaid support.",
        "Support from earlier months that has not been paid yet.",
        "A paper that tells an employer to send support from a paycheck.",
    ):
        assert means in told


def test_a_payer_under_income_withholding_reads_why_there_is_no_bill(signed_in):
    """S002 L131. The person receiving is told nothing about an employer."""
    said = "Active Your employer sends your support. A billing statement will not be available."
    assert said in words(signed_in(DANA).get(case_address(DANA)))
    assert "employer sends" not in words(signed_in(RILEY).get(case_address(RILEY)))


PAYMENTS = {
    "en": [  # S002 L107-120, S004 L32-67
        "Payments I Made",
        "Payments I Received",
        "Make a Payment",
        "Sign Up",
        "Select the payment date to view more details.",
        "Payment Date Amount Payment Type Case Status",
        "Case …0102 Sent 04/14/2020 by direct deposit",
        "Payments 1 to 15 of 65",
        "We've made every effort to ensure the information displayed on this page is accurate. However, in the event "
        "that the information differs from your records, please call (866) 901-3212",
        "Payments made prior to May 2006 may not appear on this list.",
        "Information as of",
    ],
    "es": [
        "Pagos que hice",
        "Pagos que recibí",
        "Hacer un pago",
        "Seleccione la fecha del pago para ver más detalles.",
        "Fecha del pago Cantidad Tipo de pago Caso Estado",
        "Caso …0102 Enviado el 14 abr 2020 por depósito directo",
        "Pagos 1 a 15 de 65",
        "ORDEN DE RETENCIÓN DE INGRESOS",
        "mayo de 2006",
        "Información al",
    ],
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_payments_received_say_what_the_screen_says(signed_in, language):
    told = words(signed_in(DANIEL, language).get("/payments/received"))
    for said in PAYMENTS[language]:
        assert said in told, said


FIRST_PAGE = """
04/10/2020 $130.15  04/10/2020 $51.69   03/27/2020 $130.15  03/27/2020 $51.69   03/12/2020 $51.69
03/12/2020 $130.15  02/27/2020 $51.69   02/27/2020 $130.15  01/16/2020 $51.69   01/03/2020 $130.15
01/03/2020 $51.69   12/19/2019 $51.69   12/19/2019 $130.15  12/05/2019 $51.69   12/05/2019 $130.15
"""


def test_daniels_first_page_is_the_fifteen_rows_of_the_screen(signed_in):
    """S004 L47-61."""
    answer = signed_in(DANIEL).get("/payments/received")
    dates_and_amounts = FIRST_PAGE.split()
    pairs = zip(dates_and_amounts[::2], dates_and_amounts[1::2], strict=True)
    assert [row[:3] for row in rows_of(answer)] == [[day, amount, "INCOME WITHHOLDING ORDER"] for day, amount in pairs]
    assert {row[3] for row in rows_of(answer)} == {"Case …0102", "Case …0103"}


def test_the_three_payments_of_the_screen_stand_together_as_danas_oldest(signed_in):
    """S002 L118-120: two amounts on one date."""
    assert rows_of(signed_in(DANA).get("/payments/made"))[12:] == [
        ["11/16/2017", "$83.08", "INCOME WITHHOLDING ORDER"],
        ["11/16/2017", "$24.00", "INCOME WITHHOLDING ORDER"],
        ["09/08/2017", "$16.60", "INCOME WITHHOLDING ORDER"],
    ]


def test_the_tab_payments_opens_the_list_that_is_their_own(signed_in):
    assert signed_in(DANA).get("/payments")["Location"] == "/payments/made"
    assert signed_in(DANIEL).get("/payments")["Location"] == "/payments/received"
    assert "No payments found" in words(signed_in(SAM).get("/payments/received"))
