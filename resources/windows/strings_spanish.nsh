; What the installer says in Spanish.

LangString WelcomeText ${LANG_SPANISH} \
  "EventDesk le recuerda sus eventos.$\r$\n$\r$\nLa instalación tarda un minuto. Si EventDesk \
está abierto, primero se cierra. Los eventos y los ajustes de una versión anterior quedan como \
están."
LangString StartMenuName ${LANG_SPANISH} "Menú Inicio"
LangString DesktopName ${LANG_SPANISH} "Acceso directo en el escritorio"
LangString LoginName ${LANG_SPANISH} "Iniciar con la sesión"
LangString CalendarsName ${LANG_SPANISH} "Archivos y enlaces de calendario"
LangString PathName ${LANG_SPANISH} "Línea de comandos en todas partes"
LangString ProgramText ${LANG_SPANISH} "El programa y su línea de comandos «eventdesk»."
LangString StartMenuText ${LANG_SPANISH} "También da nombre e imagen a las notificaciones."
LangString DesktopText ${LANG_SPANISH} "Un icono en el escritorio."
LangString LoginText ${LANG_SPANISH} \
  "Oculto junto al reloj, para no perder ningún recordatorio. Se puede cambiar en los ajustes."
LangString CalendarsText ${LANG_SPANISH} \
  "En «Abrir con», para archivos .ics y enlaces webcal. El programa que los abre ahora no cambia."
LangString PathText ${LANG_SPANISH} \
  "Añade la carpeta a la ruta de búsqueda: «eventdesk» funciona en cada consola nueva."
LangString ModeTitle ${LANG_SPANISH} "¿Para quién?"
LangString ModeSubtitle ${LANG_SPANISH} "Elija quién puede usar EventDesk en este equipo."
LangString ModeForMe ${LANG_SPANISH} "Solo para mí"
LangString ModeForMeText ${LANG_SPANISH} "No requiere administrador."
LangString ModeForAll ${LANG_SPANISH} "Para todos los usuarios de este equipo"
LangString ModeForAllText ${LANG_SPANISH} \
  "Windows pide un administrador. Los eventos y los ajustes son distintos para cada persona."
LangString AlreadyForMe ${LANG_SPANISH} \
  "EventDesk ya está instalado solo para usted. Si continúa, estará dos veces en este equipo; \
desinstale después el otro.$\r$\n$\r$\n¿Continuar?"
LangString AlreadyForAll ${LANG_SPANISH} \
  "EventDesk ya está instalado para todos los usuarios de este equipo. Si continúa, estará dos \
veces; desinstale después el otro.$\r$\n$\r$\n¿Continuar?"
LangString NeedsAdministrator ${LANG_SPANISH} \
  "Se necesita un administrador: EventDesk está, o va a estar, instalado para todos los usuarios \
de este equipo. Inicie de nuevo este programa con «Ejecutar como administrador»."
LangString OldWindows ${LANG_SPANISH} \
  "EventDesk necesita Windows 10 (versión 1809) o posterior, de 64 bits."
LangString OpenTwice ${LANG_SPANISH} \
  "La instalación de EventDesk ya está abierta. Busque su ventana."
LangString NewerInstalled ${LANG_SPANISH} \
  "EventDesk $OldVersion está instalado; esta es la versión ${VERSION}, más antigua. Puede que no \
sepa leer lo que guardó la más nueva. Haga antes una copia de seguridad en \
EventDesk.$\r$\n$\r$\n¿Instalar de todos modos la versión antigua?"
LangString AskingToQuit ${LANG_SPANISH} "Se pide a EventDesk que se cierre"
LangString StillRunning ${LANG_SPANISH} \
  "EventDesk sigue en marcha desde esta carpeta, quizá en una consola o para otra persona. \
Ciérrelo (icono junto al reloj, Quit; en una consola, Ctrl+C) e inténtelo de nuevo."
LangString ForeignFolder ${LANG_SPANISH} \
  "La carpeta $INSTDIR contiene otro programa. Elija otra carpeta."
LangString NotInstalledHere ${LANG_SPANISH} \
  "EventDesk no está instalado en $INSTDIR. No se ha eliminado nada."
LangString ShortcutText ${LANG_SPANISH} "Recordatorios de sus eventos"
LangString CalendarType ${LANG_SPANISH} "Archivo de calendario"
LangString DataTitle ${LANG_SPANISH} "Sus eventos"
LangString DataSubtitle ${LANG_SPANISH} "Conserve lo que ha introducido o elimínelo."
LangString DataText ${LANG_SPANISH} \
  "Sus eventos, ajustes, copias de seguridad y registros se quedan en este equipo, para que \
EventDesk los encuentre si lo instala de nuevo. Están en:"
LangString DataDelete ${LANG_SPANISH} \
  "Eliminarlos ahora, junto con las contraseñas guardadas. No se puede deshacer."
LangString DataOfOthers ${LANG_SPANISH} \
  "Lo que otras personas han introducido en este equipo se conserva en todo caso."
LangString DataLeft ${LANG_SPANISH} \
  "No se pudo eliminar todo. Elimine usted el resto de esta carpeta:"
