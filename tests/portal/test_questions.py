"""What people ask, in their words, and the answer that must come first. Worried people do not use our terms."""

import pytest
from django.test import Client

from tests.support.page import Page

ENGLISH = [
    ("rent", "show-my-payments"),
    ("housing", "show-my-payments"),
    ("section 8", "show-my-payments"),
    ("section8", "show-my-payments"),
    ("proof of income for my apartment", "show-my-payments"),
    ("my landlord wants to see my payments", "show-my-payments"),
    ("jail", "not-paid"),
    ("license", "not-paid"),
    ("drivers licence", "not-paid"),
    ("my license was suspended", "not-paid"),
    ("passport", "not-paid"),
    ("tax refund", "not-paid"),
    ("they took my tax return", "not-paid"),
    ("he doesn't pay", "not-paid"),
    ("my ex is not paying", "not-paid"),
    ("I am in jail", "job-change"),
    ("unsafe", "private"),
    ("afraid", "private"),
    ("I'm scared of my ex", "private"),
    ("hide my address", "private"),
    ("he threatened me", "private"),
    ("restraining order", "private"),
    ("cannot pay", "job-change"),
    ("I can't pay", "job-change"),
    ("cant afford my payments", "job-change"),
    ("lost job", "job-change"),
    ("I lost my job", "job-change"),
    ("got laid off", "job-change"),
    ("new job", "job-change"),
    ("unemployed", "job-change"),
    ("lower my child support", "job-change"),
    ("my hours were cut", "job-change"),
    ("CalWORKs", "not-the-full-amount"),
    ("calworks took my money", "not-the-full-amount"),
    ("less money than last month", "not-the-full-amount"),
    ("lost my pin", "lost-pin"),
    ("forgot pin", "lost-pin"),
    ("password reset", "lost-pin"),
    ("cant log in", "lost-pin"),
    ("when will i get paid", "payment-arrives"),
    ("when does my payment come", "payment-arrives"),
    ("how long does direct deposit take", "payment-arrives"),
    ("where is my money", "sent-but-not-here"),
    ("my check never came", "sent-but-not-here"),
    ("payment late", "sent-but-not-here"),
    ("close my case", "case-closed"),
    ("how do I cancel child support", "case-closed"),
    ("why was my case closed", "case-closed"),
    ("child turned 18", "turns-18"),
    ("my son is 18", "turns-18"),
    ("when does child support end", "turns-18"),
    ("my daughter graduates from high school", "turns-18"),
    ("how much do I owe", "past-due"),
    ("arrears", "past-due"),
    ("arears", "past-due"),
    ("behind on payments", "past-due"),
    ("change address", "new-address"),
    ("I moved", "new-address"),
    ("we are moving next month", "new-address"),
    ("email my caseworker", "reach-my-caseworker"),
    ("talk to my worker", "reach-my-caseworker"),
    ("court date", "next-date"),
    ("when is my hearing", "next-date"),
    ("visitation", "visits"),
    ("he won't let me see my kids", "visits"),
    ("pay with credit card", "make-a-payment"),
    ("how do I pay", "make-a-payment"),
    ("where do I send a check", "make-a-payment"),
    ("direct deposit", "receive-payments"),
    ("payment not showing", "payment-not-here"),
    ("I paid but it is not there", "payment-not-here"),
    ("two payments same day", "two-payments-one-date"),
    ("on hold", "held-payment"),
    ("wrong amount", "differs"),
    ("participant id", "participant-id"),
    ("my account is locked", "too-many-tries"),
    ("logged out", "signed-out"),
    ("complaint", "complaint"),
    ("interpreter", "translation-services"),
    ("open a case", "programs"),
    ("apartment application needs proof", "show-my-payments"),
    ("food stamps office wants a printout", "show-my-payments"),
    ("voucher", "show-my-payments"),
    ("he is stalking me", "private"),
    ("domestic violance", "private"),
    ("I don't want him to find me", "private"),
    ("can they take my drivers license", "not-paid"),
    ("irs took my refund", "not-paid"),
    ("can i go to prison for child support", "not-paid"),
    ("father stopped paying", "not-paid"),
    ("I got fired", "job-change"),
    ("my payments are too high", "job-change"),
    ("reduce my payment", "job-change"),
    ("I am on disability", "job-change"),
    ("what do I owe", "past-due"),
    ("my balance", "past-due"),
    ("how do i get a new pin", "lost-pin"),
    ("my pin expired", "lost-pin"),
    ("I can't sign in", "lost-pin"),
    ("payday", "payment-arrives"),
    ("when is the next deposit", "payment-arrives"),
    ("check stolen", "sent-but-not-here"),
    ("still waiting for my money", "held-payment"),
    ("stop child support", "case-closed"),
    ("reopen my case", "case-closed"),
    ("my kid is turning eighteen", "turns-18"),
    ("emancipation", "turns-18"),
    ("new phone number", "new-address"),
    ("who is my case worker", "reach-my-caseworker"),
    ("missed my appointment", "next-date"),
    ("custody", "visits"),
    ("debit card payment", "make-a-payment"),
    ("change my bank account", "receive-payments"),
    ("only got half", "not-the-full-amount"),
    ("the state took part of my payment", "not-the-full-amount"),
    ("double payment", "two-payments-one-date"),
    ("I already paid this", "differs"),
    ("where is my id number", "participant-id"),
    ("do you speak chinese", "translation-services"),
    ("how to apply for child support", "programs"),
    ("dna test", "programs"),
]
SPANISH = [
    ("renta", "show-my-payments"),
    ("pagar la renta", "show-my-payments"),
    ("vivienda", "show-my-payments"),
    ("sección 8", "show-my-payments"),
    ("comprobante de ingresos", "show-my-payments"),
    ("miedo", "private"),
    ("tengo miedo de mi ex", "private"),
    ("me amenaza", "private"),
    ("me está amenazando", "private"),
    ("que no sepa donde vivo", "private"),
    ("licencia", "not-paid"),
    ("me quitaron la licencia", "not-paid"),
    ("pasaporte", "not-paid"),
    ("carcel", "not-paid"),
    ("no me paga", "not-paid"),
    ("mi ex no paga", "not-paid"),
    ("no ha pagado la manutención", "not-paid"),
    ("reembolso de impuestos", "not-paid"),
    ("no puedo pagar", "job-change"),
    ("perdí mi trabajo", "job-change"),
    ("perdi el trabajo", "job-change"),
    ("me despidieron", "job-change"),
    ("estoy desempleado", "job-change"),
    ("bajar la manutencion", "job-change"),
    ("estoy preso", "job-change"),
    ("cuanto debo", "past-due"),
    ("atrasos", "past-due"),
    ("cuándo me pagan", "payment-arrives"),
    ("cuando llega mi dinero", "payment-arrives"),
    ("donde esta mi pago", "sent-but-not-here"),
    ("no me llego el cheque", "sent-but-not-here"),
    ("cerrar mi caso", "case-closed"),
    ("quiero cancelar el caso", "case-closed"),
    ("mi hijo cumplió 18", "turns-18"),
    ("mi hija ya tiene 18 años", "turns-18"),
    ("hasta cuando tengo que pagar", "turns-18"),
    ("olvidé mi pin", "lost-pin"),
    ("olvide mi contraseña", "lost-pin"),
    ("no puedo entrar", "lost-pin"),
    ("me mudé", "new-address"),
    ("cambiar mi direccion", "new-address"),
    ("hablar con mi trabajador", "reach-my-caseworker"),
    ("fecha de la corte", "next-date"),
    ("ver a mis hijos", "visits"),
    ("pagar con tarjeta", "make-a-payment"),
    ("deposito directo", "receive-payments"),
    ("recibí menos dinero", "not-the-full-amount"),
    ("mi pago no aparece", "payment-not-here"),
    ("queja", "complaint"),
    ("mi cuenta esta bloqueada", "too-many-tries"),
    ("interprete", "translation-services"),
    ("afraid", "private"),
    ("alquiler", "show-my-payments"),
    ("el dueño del apartamento pide prueba", "show-my-payments"),
    ("me golpeó", "private"),
    ("tengo mucho miedo", "private"),
    ("violencia domestica", "private"),
    ("me van a meter a la carcel", "not-paid"),
    ("me suspendieron la licencia", "not-paid"),
    ("el papá no paga", "not-paid"),
    ("se quedaron con mis taxes", "not-paid"),
    ("me quede sin trabajo", "job-change"),
    ("gano menos", "job-change"),
    ("no tengo con que pagar", "job-change"),
    ("me cortaron las horas", "job-change"),
    ("cuanto debe el papá de mi hijo", "past-due"),
    ("deudas", "past-due"),
    ("cuando me depositan", "payment-arrives"),
    ("cuando cae mi pago", "payment-arrives"),
    ("se perdió mi cheque", "sent-but-not-here"),
    ("ya no quiero el caso", "case-closed"),
    ("cierren mi caso", "case-closed"),
    ("cumple dieciocho", "turns-18"),
    ("mayoria de edad", "turns-18"),
    ("perdi mi pin", "lost-pin"),
    ("mi clave no funciona", "lost-pin"),
    ("cambie de casa", "new-address"),
    ("nuevo domicilio", "new-address"),
    ("quien lleva mi caso", "reach-my-caseworker"),
    ("cuando tengo corte", "next-date"),
    ("no me deja ver a mi hija", "visits"),
    ("como pago", "make-a-payment"),
    ("donde mando el cheque", "make-a-payment"),
    ("cambiar de banco", "receive-payments"),
    ("me llegó menos", "not-the-full-amount"),
    ("no veo mi pago", "payment-not-here"),
    ("necesito un intérprete", "translation-services"),
    ("abrir un caso", "programs"),
]
OTHERS = {"translation-services", "programs"}  # help pages; the rest are answers


def found(language: str, question: str) -> Page:
    return Page(Client(headers={"accept-language": language}).get("/help/faq", {"q": question}))


def addresses(page: Page) -> list[str]:
    return page.attributes("section.found a", "href")


@pytest.mark.parametrize(("question", "answer"), ENGLISH)
def test_a_question_in_english_has_its_answer_first(db, question, answer):
    assert addresses(found("en", question))[:1] == [f"/help/{'' if answer in OTHERS else 'faq/'}{answer}"]


@pytest.mark.parametrize(("question", "answer"), SPANISH)
def test_a_question_in_spanish_has_its_answer_first(db, question, answer):
    assert addresses(found("es", question))[:1] == [f"/help/{'' if answer in OTHERS else 'faq/'}{answer}"]


def test_there_are_enough_questions_to_say_something():
    assert len(dict(ENGLISH)) >= 60
    assert len(dict(SPANISH)) >= 60


@pytest.mark.parametrize(
    ("language", "question", "anchor"),
    [
        ("en", "garnishment", "income-withholding-order"),  # a word that we never say ourselves
        ("en", "lien on my house", "lien"),
        ("es", "gravamen", "lien"),
        ("es", "unidad de desembolsos", "state-disbursement-unit-sdu"),
    ],
)
def test_a_word_of_the_glossary_is_found_and_shown_as_such(db, language, question, anchor):
    page = found(language, question)
    assert f"/help/glossary#{anchor}" in addresses(page)
    assert page.texts("section.found h2")[-1] == {"en": "Words we use", "es": "Palabras que usamos"}[language]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "zebra"),
        ("en", "a zebra"),
        ("en", "what is the weather"),
        ("en", "what where will cannot"),
        ("en", "purple payment machine xylophone"),
        ("es", "cebra"),
        ("es", "qué tiempo hace mañana"),
        ("es", "dónde cuándo cómo"),
    ],
)
def test_nothing_unrelated_is_shown_where_nothing_answers(db, language, question):
    page = found(language, question)
    assert addresses(page) == []
    said = {"en": f"We found nothing for “{question}”.", "es": f"No encontramos nada para “{question}”."}[language]
    assert said in page.texts("main [role=status]")[0]
    assert page.attributes("main [role=status] a", "href") == ["tel:+18669013212"]
    assert "/help/faq/held-payment" in page.attributes("main .topic a", "href")
