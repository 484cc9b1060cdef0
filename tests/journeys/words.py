"""What the pages must say in Spanish, word for word, beside the English phrase by which the journeys know it.

From the agency's own Spanish (S003, S004) where it has the phrase. A phrase that is not here cannot be expected.
"""

from collections.abc import Callable

SPANISH = {
    # Getting a PIN
    "Go to Login": "Ir a Iniciar sesión",
    "Submit": "Enviar",
    "What happens now": "Qué sigue ahora",
    "First Name": "Nombre",
    "Last Name": "Apellido",
    "Email": "Correo electrónico",
    "Your PIN": "Su PIN",
    "Asking again cancels it.": "Si lo pide otra vez, se cancela.",
    "This was not me": "No fui yo",
    "Thank you for telling us": "Gracias por avisarnos",
    # Messages and requests
    "Write a message": "Escribir un mensaje",
    "Send message": "Enviar el mensaje",
    "Your message is sent.": "Su mensaje se envió.",
    "New answer": "Respuesta nueva",
    "Your Child Support Officer": "El trabajador de su caso",
    "Requests": "Solicitudes",
    "A complaint": "Una queja",
    "Start": "Comenzar",
    "Continue": "Continuar",
    "Send request": "Enviar la solicitud",
    "Your request is sent.": "Su solicitud se envió.",
    # Times
    "Pacific Time": "hora del Pacífico",
    # Signing in
    "Welcome to Customer Connect": "Bienvenido a Customer Connect",
    "Participant ID": "Número de identificación de participante",
    "Login": "Iniciar sesión",
    "Logout": "Cerrar sesión",
    "Register": "Registrarse",
    "Forgot PIN?": "¿Olvidó su PIN?",
    "Enter your Participant ID.": "Escriba su número de identificación de participante.",
    "Enter your PIN.": "Escriba su PIN.",
    "We could not sign you in. Check your Participant ID and your PIN. "
    "After 5 wrong tries you must wait 15 minutes.": "No pudimos iniciar su sesión. "
    "Revise su número de identificación de participante y su PIN. "
    "Después de 5 intentos incorrectos debe esperar 15 minutos.",
    "You are signed out": "Su sesión está cerrada",
    "Are you still there?": "¿Sigue ahí?",
    "Stay signed in": "Continuar mi sesión",
    "2 minutes": "2 minutos",
    "1 minute": "1 minuto",
    "30 seconds": "30 segundos",
    "10 seconds": "10 segundos",
    "Go on until then": "Continuar hasta entonces",
    "You have been signed in for 12 hours. Then everybody must sign in again.": "Su sesión lleva 12 horas abierta. "
    "Después, todos deben iniciar sesión otra vez.",
    "Press Esc again to leave this site now.": "Presione Esc otra vez para salir de este sitio ahora.",
    # Sign-in and security
    "Sign-in and security": "Inicio de sesión y seguridad",
    "Passkeys": "Claves de acceso",
    "You have no passkey yet.": "Todavía no tiene ninguna clave de acceso.",
    "Add a passkey": "Agregar una clave de acceso",
    "Is it you?": "¿Es usted?",
    "The passkey is added. You can sign in with it from now on.": "La clave de acceso está agregada. "
    "Desde ahora puede iniciar sesión con ella.",
    "Use a passkey": "Usar una clave de acceso",
    "What you typed was not sent. We keep it for 30 minutes: sign in and you see it again.": "Lo que escribió no se "
    "envió. Lo guardamos 30 minutos: inicie sesión y lo verá de nuevo.",
    "We asked again who you are before this was sent. We kept what you typed: check it and send it.": "Volvimos a "
    "preguntar quién es usted antes de enviarse esto. Guardamos lo que escribió: revíselo y envíelo.",
    "Save": "Guardar",
    "Your browser could not do this here. Use your PIN, or try another browser.": "Su navegador no pudo hacer "
    "esto aquí. Use su PIN o pruebe otro navegador.",
    "Recovery codes": "Códigos de recuperación",
    "Make recovery codes": "Crear códigos de recuperación",
    "Show my codes": "Mostrar mis códigos",
    "Use a recovery code": "Usar un código de recuperación",
    "This is my private device": "Este es mi aparato privado",
    "Yes, this is my private device": "Sí, este es mi aparato privado",
    # A PIN of one's own
    "Choose your own PIN": "Elija su propio PIN",
    "Change your PIN": "Cambiar su PIN",
    "Your PIN is changed": "Su PIN ha cambiado",
    "Give me a PIN": "Darme un PIN",
    "Give me another": "Darme otro",
    "I have written it down: use this PIN": "Ya lo anoté: usar este PIN",
    "Write down your new PIN": "Anote su PIN nuevo",
    "Current PIN": "PIN actual",
    "One moment: your browser does a short security check, and then sends this.": (
        "Un momento: su navegador hace una revisión breve de seguridad y luego envía esto."
    ),
    "Save my new PIN": "Guardar mi PIN nuevo",
    "There is a problem": "Hay un problema",
    "Error:": "Error:",
    "Do not count up or down, such as 456789, 987654 or 102030.": (
        "No cuente hacia arriba ni hacia abajo, como 456789, 987654 o 102030."
    ),
    # What Customer Connect gives (S003 L81-90)
    "Convenient 24/7 access": "Conveniente acceso 24/7",
    "Mobile-friendly": "Compatible con dispositivos móviles",
    "Reset or change your Personal Identification Number (PIN)": "Restablecer o cambiar su número de identificación "
    "personal (PIN)",
    "Email your caseworker": "Enviar un correo electrónico al trabajador de su caso",
    "Update your account information": "Actualizar la información de su cuenta",
    "Check your payments and print payment history": "Verificar sus pagos e imprimir el historial de pagos",
    "Stay on track with appointment reminders": "Estar al tanto con recordatorios de citas",
    "Stay organized with eCommunications": "Mantenerse organizado con las comunicaciones electrónicas",
    "Review case information": "Revisar la información del caso",
    "Verify court dates and appointments": "Verificar fechas de la corte y citas",
    # Around every page
    "Main": "Principal",
    "Home": "Inicio",
    "Payments": "Pagos",
    "Documents": "Documentos",
    "Messages": "Mensajes",
    "Other Party": "La otra persona",
    "My Profile": "Mi perfil",
    "Skip to the main content": "Ir al contenido principal",
    "This page is not ready yet": "Esta página todavía no está lista",
    "We could not find that page": "No pudimos encontrar esa página",
    # Home
    "WED": "MIÉ",
    "MON": "LUN",
    "SAT": "SÁB",
    "Appointment Type": "Tipo de cita",
    "APPELLATE COURT HEARING": "AUDIENCIA EN LA CORTE DE APELACIONES",
    "Date": "Fecha",
    "Time": "Hora",
    "Place": "Lugar",
    "No appointments found": "No se encontraron citas",
    "Select case to view details:": "Seleccione un caso para ver los detalles:",
    # Case details
    "Case Details": "Detalles del caso",
    "Case Information": "Información del caso",
    "Amounts Owed": "Cantidades debidas",
    "Back to Home": "Volver a Inicio",
    "Case Number": "Número de caso",
    "County": "Condado",
    "Role": "Papel en el caso",
    "PERSON PAYING SUPPORT": "PERSONA QUE PAGA LA MANUTENCIÓN",
    "Status": "Estado",
    "OPEN": "ABIERTO",
    "Opened Date": "Fecha de apertura",
    "Monthly Support": "Manutención mensual",
    "Past Due Support Installment": "Pago mensual sobre los atrasos",
    "Past Due Support": "Manutención atrasada",
    "Current Support": "Manutención del mes",
    "Interest": "Intereses",
    "An extra amount each month that pays down old unpaid support.": "Una cantidad extra cada mes que va pagando la "
    "manutención atrasada.",
    "This amount was worked out on {date}.": "Esta cantidad se calculó el {date}.",
    "It does not include interest.": "No incluye intereses.",
    "You can ask us to check it.": "Puede pedirnos que la revisemos.",
    "Please keep paying while we check, unless we tell you to stop.": "Siga pagando mientras la revisamos, a menos que "
    "le digamos que no.",
    "Child Support Officer": "Trabajador de su caso",
    "Support Orders": "Órdenes de manutención",
    "File Date": "Fecha de registro",
    "Court Case Number": "Número de caso de la corte",
    "ACTIVE": "ACTIVA",
    "Payments I Made to this case": "Pagos que hice en este caso",
    # Payments (S003 L126-127, S004 L24)
    "Payments I Made": "Pagos que hice",
    "Payments I Received": "Pagos que recibí",
    "Payment Date": "Fecha del pago",
    "Amount": "Cantidad",
    "Payment Type": "Tipo de pago",
    "INCOME WITHHOLDING ORDER": "ORDEN DE RETENCIÓN DE INGRESOS",
    "Select the payment date to view more details.": "Seleccione la fecha del pago para ver más detalles.",
    "No payments found": "No se encontraron pagos",
    "Payments 1 to 15 of 65": "Pagos 1 a 15 de 65",
    "Next page": "Página siguiente",
    "Previous page": "Página anterior",
    "Year": "Año",
    "Show": "Mostrar",
    "Show all payments": "Mostrar todos los pagos",
    "We've made every effort to ensure the information displayed on this page is accurate. However, in the event that "
    "the information differs from your records, please call (866) 901-3212.": "Hemos hecho todo lo posible para que la "
    "información de esta página sea correcta. Sin embargo, si no coincide con sus registros, llame al (866) 901-3212.",
    "Payments made prior to May 2006 may not appear on this list.": "Es posible que los pagos hechos antes de mayo de "
    "2006 no aparezcan en esta lista.",
    # Paper (S004 L24, L110)
    "Print Page": "Imprimir página",
    "Print By Year": "Imprimir por año",
    "Print": "Imprimir",
    "Last 12 Months": "Últimos 12 meses",
    "Make a Payment": "Hacer un pago",
    "Sign Up": "Inscribirse",
    "Leave this site now": "Salir de este sitio ahora",
    "Español": "English",
    "Payment Details": "Detalles del pago",
    "This month's support": "Manutención de este mes",
    "Past support owed to the family": "Manutención atrasada debida a la familia",
    "Date withheld": "Fecha de retención",
    "Date posted": "Fecha de registro en la cuenta",
    "Back to Payments I Made": "Volver a Pagos que hice",
    "Back to Payments I Received": "Volver a Pagos que recibí",
}


def words(language: str) -> Callable[[str], str]:
    """English phrase -> the phrase in `language`. Raises KeyError for a phrase whose Spanish nobody wrote down."""
    return SPANISH.__getitem__ if language == "es" else str
