; What the installer says in German.

LangString WelcomeText ${LANG_GERMAN} \
  "EventDesk erinnert Sie an Ihre Termine.$\r$\n$\r$\nDie Installation dauert eine Minute. Läuft \
EventDesk, wird es zuerst beendet. Termine und Einstellungen einer früheren Version bleiben, \
wie sie sind."
LangString StartMenuName ${LANG_GERMAN} "Startmenü"
LangString DesktopName ${LANG_GERMAN} "Verknüpfung auf dem Desktop"
LangString LoginName ${LANG_GERMAN} "Beim Anmelden starten"
LangString CalendarsName ${LANG_GERMAN} "Kalenderdateien und -links"
LangString PathName ${LANG_GERMAN} "Befehlszeile überall"
LangString ProgramText ${LANG_GERMAN} "Das Programm und seine Befehlszeile „eventdesk“."
LangString StartMenuText ${LANG_GERMAN} "Gibt auch den Benachrichtigungen Namen und Bild."
LangString DesktopText ${LANG_GERMAN} "Ein Symbol auf dem Desktop."
LangString LoginText ${LANG_GERMAN} \
  "Verborgen neben der Uhr, damit keine Erinnerung fehlt. Später in den Einstellungen änderbar."
LangString CalendarsText ${LANG_GERMAN} \
  "Unter „Öffnen mit“ für .ics-Dateien und webcal-Links. Was sie jetzt öffnet, bleibt dabei."
LangString PathText ${LANG_GERMAN} \
  "Fügt den Ordner dem Suchpfad hinzu: „eventdesk“ läuft in jeder neuen Konsole."
LangString ModeTitle ${LANG_GERMAN} "Für wen?"
LangString ModeSubtitle ${LANG_GERMAN} \
  "Wählen Sie, wer EventDesk auf diesem Computer benutzen kann."
LangString ModeForMe ${LANG_GERMAN} "Nur für mich"
LangString ModeForMeText ${LANG_GERMAN} "Braucht keinen Administrator."
LangString ModeForAll ${LANG_GERMAN} "Für alle an diesem Computer"
LangString ModeForAllText ${LANG_GERMAN} \
  "Windows fragt nach einem Administrator. Termine und Einstellungen bleiben für jede Person \
getrennt."
LangString AlreadyForMe ${LANG_GERMAN} \
  "EventDesk ist bereits nur für Sie installiert. Wenn Sie fortfahren, ist es zweimal auf diesem \
Computer; deinstallieren Sie danach das andere.$\r$\n$\r$\nFortfahren?"
LangString AlreadyForAll ${LANG_GERMAN} \
  "EventDesk ist auf diesem Computer bereits für alle installiert. Wenn Sie fortfahren, ist es \
zweimal da; deinstallieren Sie danach das andere.$\r$\n$\r$\nFortfahren?"
LangString NeedsAdministrator ${LANG_GERMAN} \
  "Dazu braucht es einen Administrator: EventDesk ist oder wird für alle an diesem Computer \
installiert. Starten Sie dieses Programm noch einmal mit „Als Administrator ausführen“."
LangString OldWindows ${LANG_GERMAN} \
  "EventDesk braucht Windows 10 (Version 1809) oder neuer, 64 Bit."
LangString OpenTwice ${LANG_GERMAN} \
  "Das Setup von EventDesk ist schon offen. Suchen Sie nach seinem Fenster."
LangString NewerInstalled ${LANG_GERMAN} \
  "EventDesk $OldVersion ist installiert; dies ist die ältere Version ${VERSION}. Sie kann \
vielleicht nicht lesen, was die neuere gespeichert hat. Legen Sie zuerst in EventDesk eine \
Sicherung an.$\r$\n$\r$\nDie ältere Version trotzdem installieren?"
LangString AskingToQuit ${LANG_GERMAN} "EventDesk wird gebeten, sich zu beenden"
LangString StillRunning ${LANG_GERMAN} \
  "EventDesk läuft noch aus diesem Ordner, vielleicht in einer Konsole oder für eine andere \
Person. Beenden Sie es dort (Symbol neben der Uhr, Quit; in einer Konsole Strg+C) und \
versuchen Sie es noch einmal."
LangString ForeignFolder ${LANG_GERMAN} \
  "Im Ordner $INSTDIR liegt ein anderes Programm. Wählen Sie einen anderen Ordner."
LangString NotInstalledHere ${LANG_GERMAN} \
  "In $INSTDIR ist EventDesk nicht installiert. Es wurde nichts entfernt."
LangString ShortcutText ${LANG_GERMAN} "Erinnerungen an Ihre Termine"
LangString CalendarType ${LANG_GERMAN} "Kalenderdatei"
LangString DataTitle ${LANG_GERMAN} "Ihre Termine"
LangString DataSubtitle ${LANG_GERMAN} \
  "Behalten Sie, was Sie eingegeben haben, oder löschen Sie es."
LangString DataText ${LANG_GERMAN} \
  "Ihre Termine, Einstellungen, Sicherungen und Protokolle bleiben auf diesem Computer, damit \
EventDesk sie findet, wenn Sie es wieder installieren. Sie liegen in:"
LangString DataDelete ${LANG_GERMAN} \
  "Jetzt löschen, und mit ihnen die gespeicherten Passwörter. Das lässt sich nicht rückgängig \
machen."
LangString DataOfOthers ${LANG_GERMAN} \
  "Was andere Personen an diesem Computer eingegeben haben, bleibt in jedem Fall."
LangString DataLeft ${LANG_GERMAN} \
  "Nicht alles ließ sich löschen. Löschen Sie den Rest dieses Ordners selbst:"
