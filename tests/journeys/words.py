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
    "Email (comes within 20 minutes, works for 24 hours)": (
        "Correo electrónico (llega en 20 minutos, funciona 24 horas)"
    ),
    "Your PIN": "Su PIN",
    "If you ask again, it is canceled.": "Si lo pide otra vez, se cancela.",
    "This was not me": "No fui yo",
    "Thank you for telling us": "Gracias por avisarnos",
    # eCommunications
    "Choose at least one thing that we may send you.": "Elija por lo menos una cosa que le podamos enviar.",
    "Read my documents online instead of getting them in the mail": (
        "Leer mis documentos en línea en vez de recibirlos por correo"
    ),
    "Another email address": "Otro correo electrónico",
    "Email address": "Correo electrónico",
    "You are signed up for eCommunications.": "Ya está en eCommunications.",
    "Leave eCommunications": "Salir de eCommunications",
    "eCommunications": "Comunicaciones electrónicas (eCommunications)",
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
    # Files
    "Add this file": "Agregar este archivo",
    "Remove": "Quitar",
    "Being checked": "En revisión",
    "Ready": "Listo",
    "Not taken": "No aceptado",
    "Choose a file first, then add it.": "Primero elija un archivo y después agréguelo.",
    "We take PDF, JPEG, PNG and HEIC files. Save it as one of these, or take a picture of it.": (
        "Aceptamos archivos PDF, JPEG, PNG y HEIC. Guárdelo en uno de estos formatos o tómele una foto."
    ),
    "This PDF has more than 100 pages. Send it in parts.": "Este PDF tiene más de 100 páginas. Envíelo por partes.",
    # My Profile and Other Party
    "Change": "Cambiar",
    "City": "Ciudad",
    "Email": "Correo electrónico",
    "Employer": "Empleador",
    "Is this address right?": "¿Está bien esta dirección?",
    "Mailing address": "Dirección postal",
    "Name of the employer": "Nombre del empleador",
    "New email address": "Correo electrónico nuevo",
    "Not sent to us yet. Open the link in the email that we sent to the new address.": (
        "Todavía no nos llega. Abra el enlace del correo electrónico que enviamos a la dirección nueva."
    ),
    "See this request": "Ver esta solicitud",
    "Send": "Enviar",
    "Send it as it is": "Enviarla así",
    "State, territory or armed forces": "Estado, territorio o fuerzas armadas",
    "Street address or P.O. Box": "Calle y número, o apartado postal",
    "Thank you. We have what you told us.": "Gracias. Ya tenemos lo que nos dijo.",
    "This link does not work. It may have expired. Sign in and ask again.": (
        "Este enlace no funciona. Tal vez venció. Inicie sesión y pídalo de nuevo."
    ),
    "Update My Information": "Actualizar mi información",
    "We did not accept your request. We still use what we had on file.": (
        "No aceptamos su solicitud. Seguimos usando lo que teníamos en nuestros registros."
    ),
    "Yes, use this address": "Sí, usar esta dirección",
    "ZIP Code": "Código postal (ZIP Code)",
    # Times
    "Pacific Time": "hora del Pacífico",
    # Signing in
    "Welcome to Customer Connect": "Le damos la bienvenida a Customer Connect",
    "Participant ID": "Número de identificación de participante",
    "Login": "Iniciar sesión",
    "Logout": "Cerrar sesión",
    "Register": "Registrarse",
    "Forgot PIN?": "¿Olvidó su PIN?",
    "Enter your Participant ID.": "Escriba su número de identificación de participante.",
    "Enter your PIN.": "Escriba su PIN.",
    "We could not sign you in. Check your Participant ID and your PIN. "
    "After 5 wrong tries, sign-in is paused for at least 15 minutes. "
    "During the pause, even the right PIN does not work.": "No pudimos iniciar su sesión. "
    "Revise su número de identificación de participante y su PIN. "
    "Después de 5 intentos incorrectos, el inicio de sesión queda en pausa por al menos 15 minutos. "
    "Durante la pausa no funciona ni siquiera el PIN correcto.",
    "You were signed out": "Su sesión se cerró",
    "You are signed out.": "Usted cerró la sesión.",
    "Sign in to see that page.": "Inicie sesión para ver esa página.",
    "Are you still there?": "¿Sigue ahí?",
    "Stay signed in": "Continuar mi sesión",
    "2 minutes": "2 minutos",
    "1 minute": "1 minuto",
    "30 seconds": "30 segundos",
    "10 seconds": "10 segundos",
    "Continue until then": "Continuar hasta entonces",
    "You have been signed in for 12 hours, so you will need to sign in again.": "Su sesión lleva 12 horas abierta, "
    "así que tendrá que iniciar sesión otra vez.",
    "Press Esc again to leave this site now.": "Presione Esc otra vez para salir de este sitio ahora.",
    # Sign-in and security
    "Sign-in and security": "Inicio de sesión y seguridad",
    "Passkeys": "Llaves de acceso",
    "You have no passkeys yet.": "Todavía no tiene ninguna llave de acceso.",
    "Add a passkey": "Agregar una llave de acceso",
    "Confirm it’s you": "Confirme que es usted",
    "You added a passkey. You can sign in with it from now on.": "Se agregó la llave de acceso. "
    "Desde ahora puede iniciar sesión con ella.",
    "Use a passkey": "Usar una llave de acceso",
    "What you typed was not sent. We will keep it for 30 minutes. Sign in to see it again.": "Lo que escribió no se "
    "envió. Lo guardaremos 30 minutos. Inicie sesión para verlo de nuevo.",
    "We had to confirm it's you first, so this was not sent. We kept what you typed. Check it, then send it.": (
        "Primero teníamos que confirmar que es usted, por eso esto no se envió. Guardamos lo que escribió. "
        "Revíselo y envíelo."
    ),
    "Save": "Guardar",
    "Your browser could not do this here. Use your PIN, or try another browser.": "Su navegador no pudo hacer "
    "esto aquí. Use su PIN o pruebe otro navegador.",
    "Recovery codes": "Códigos de recuperación",
    "Make recovery codes": "Crear códigos de recuperación",
    "Show my codes": "Mostrar mis códigos",
    "Use a recovery code": "Usar un código de recuperación",
    "This is my private device": "Este es mi dispositivo privado",
    "Yes, this is my private device": "Sí, este es mi dispositivo privado",
    # A PIN of one's own
    "Choose your own PIN": "Elija su propio PIN",
    "Change your PIN": "Cambiar su PIN",
    "You changed your PIN": "Cambió su PIN",
    "Give me a PIN": "Generar un PIN",
    "Give me another": "Generar otro",
    "I have written it down: use this PIN": "Ya lo anoté: usar este PIN",
    "Write down your new PIN": "Anote su PIN nuevo",
    "Current PIN": "PIN actual",
    "New PIN": "PIN nuevo",
    "New PIN again": "PIN nuevo otra vez",
    "One moment. Your browser does a short security check and then sends this.": (
        "Un momento. Su navegador hace una revisión breve de seguridad y luego envía esto."
    ),
    "Save my new PIN": "Guardar mi PIN nuevo",
    "There is a problem": "Hay un problema",
    "Error:": "Error:",
    "That PIN is too easy to guess: it counts up or down, like 456789 or 102030. Try another one.": (
        "Ese PIN es demasiado fácil de adivinar: sus números van seguidos, como 456789 o 102030. Pruebe con otro."
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
    "Menu": "Menú",
    "Help": "Ayuda",
    "We could not find that page": "No pudimos encontrar esa página",
    # Documents
    "Request Documents": "Pedir documentos",
    "Your employer sends your support, so there is no bill": "Su empleador envía la manutención, por eso no hay "
    "estado de cuenta",
    "A copy by mail": "Una copia por correo",
    "A document that is older than six months": "Un documento de hace más de seis meses",
    "Ask for it by mail, in large print, in braille or as audio": (
        "Pídalo por correo postal, en letra grande, en braille o en audio"
    ),
    "Monthly Billing Statement": "Estado de cuenta mensual",
    "Which one do you mean?": "¿Cuál necesita?",
    "What you asked for": "Lo que pidió",
    # Home
    "8:00 AM - 8:30 AM": "8:00 a. m. - 8:30 a. m.",
    "10:00 AM - 10:45 AM": "10:00 a. m. - 10:45 a. m.",
    "9:15 AM - 9:45 AM": "9:15 a. m. - 9:45 a. m.",
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
    "Amounts Owed": "Lo que se debe",
    "Back to Home": "Volver a Inicio",
    "Case Number": "Número de caso",
    "County": "Condado",
    "Role": "Su función en el caso",
    "Person paying support": "Persona que paga la manutención",
    "Each month": "Cada mes",
    "In total": "En total",
    "How it is paid": "Cómo se paga",
    "Status": "Estado",
    "Open": "Abierto",
    "Opened Date": "Fecha de apertura",
    "Monthly Support": "Manutención mensual",
    "Past Due Support Installment": "Pago mensual sobre los atrasos",
    "Past Due Support": "Manutención atrasada",
    "Current Support": "Manutención del mes",
    "Interest": "Intereses",
    "An extra amount each month that pays down old unpaid support.": "Una cantidad extra cada mes que va pagando la "
    "manutención atrasada.",
    "We calculated this amount on {date}.": "Calculamos esta cantidad el {date}.",
    "It does not include interest.": "No incluye intereses.",
    "You can ask us to check it.": "Puede pedirnos que la revisemos.",
    "Please keep paying while we check, unless we tell you to stop.": "Siga pagando mientras la revisamos, a menos que "
    "le digamos que deje de hacerlo.",
    "Child Support Officer": "Trabajador de su caso",
    "Support Orders": "Órdenes de manutención",
    "File Date": "Fecha de presentación en la corte",
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
    "Next": "Siguiente",
    "Previous": "Anterior",
    "Filter": "Filtrar",
    "Case": "Caso",
    "Sent": "Enviado",
    "by direct deposit": "por depósito directo",
    "by check": "por cheque",
    "Hello, Dana": "Hola, Dana",
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
    "Date posted": "Fecha en que se anotó",
    "Counts toward": "Mes al que se aplica",
    "Back to Payments I Made": "Volver a Pagos que hice",
    "Back to Payments I Received": "Volver a Pagos que recibí",
}


def words(language: str) -> Callable[[str], str]:
    """English phrase -> the phrase in `language`. Raises KeyError for a phrase whose Spanish nobody wrote down."""
    return SPANISH.__getitem__ if language == "es" else str
