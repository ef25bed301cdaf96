; What the installer says in English.

LangString WelcomeText ${LANG_ENGLISH} \
  "EventDesk reminds you of your events.$\r$\n$\r$\nSetup takes a minute. If EventDesk is \
running, it is closed first. Events and settings of an earlier version stay as they are."
LangString StartMenuName ${LANG_ENGLISH} "Start menu"
LangString DesktopName ${LANG_ENGLISH} "Desktop shortcut"
LangString LoginName ${LANG_ENGLISH} "Start at login"
LangString CalendarsName ${LANG_ENGLISH} "Calendar files and links"
LangString PathName ${LANG_ENGLISH} "Command line everywhere"
LangString ProgramText ${LANG_ENGLISH} "The program, and its command line 'eventdesk'."
LangString StartMenuText ${LANG_ENGLISH} "Also gives notifications their name and picture."
LangString DesktopText ${LANG_ENGLISH} "An icon on the desktop."
LangString LoginText ${LANG_ENGLISH} \
  "Hidden beside the clock, so that no reminder is missed. Its settings can change it later."
LangString CalendarsText ${LANG_ENGLISH} \
  "Under 'Open with' for .ics files and webcal links. What opens them now stays as it is."
LangString PathText ${LANG_ENGLISH} \
  "Adds the folder to the search path: 'eventdesk' works in every new console."
LangString ModeTitle ${LANG_ENGLISH} "For whom?"
LangString ModeSubtitle ${LANG_ENGLISH} "Choose who can use EventDesk on this computer."
LangString ModeForMe ${LANG_ENGLISH} "Only for me"
LangString ModeForMeText ${LANG_ENGLISH} "Needs no administrator."
LangString ModeForAll ${LANG_ENGLISH} "For everyone on this computer"
LangString ModeForAllText ${LANG_ENGLISH} \
  "Windows asks for an administrator. Events and settings stay separate for each person."
LangString AlreadyForMe ${LANG_ENGLISH} \
  "EventDesk is already installed only for you. If you go on, it will be on this computer twice; \
uninstall the other one afterwards.$\r$\n$\r$\nGo on?"
LangString AlreadyForAll ${LANG_ENGLISH} \
  "EventDesk is already installed for everyone on this computer. If you go on, it will be there \
twice; uninstall the other one afterwards.$\r$\n$\r$\nGo on?"
LangString NeedsAdministrator ${LANG_ENGLISH} \
  "This needs an administrator: EventDesk is, or is to be, installed for everyone on this \
computer. Start this program again with 'Run as administrator'."
LangString OldWindows ${LANG_ENGLISH} "EventDesk needs Windows 10 (version 1809) or newer, 64-bit."
LangString OpenTwice ${LANG_ENGLISH} "Setup of EventDesk is already open. Look for its window."
LangString NewerInstalled ${LANG_ENGLISH} \
  "EventDesk $OldVersion is installed; this is the older version ${VERSION}. It may not be able \
to read what the newer one has stored. Make a backup in EventDesk first.$\r$\n$\r$\nInstall \
the older version all the same?"
LangString AskingToQuit ${LANG_ENGLISH} "Asking EventDesk to quit"
LangString StillRunning ${LANG_ENGLISH} \
  "EventDesk is still running in this folder, perhaps in a console or for another person. Quit it \
there (the icon beside the clock, Quit; in a console Ctrl+C), then try again."
LangString ForeignFolder ${LANG_ENGLISH} \
  "The folder $INSTDIR holds another program. Choose another folder."
LangString NotInstalledHere ${LANG_ENGLISH} \
  "EventDesk is not installed in $INSTDIR. Nothing was removed."
LangString ShortcutText ${LANG_ENGLISH} "Reminders for your events"
LangString CalendarType ${LANG_ENGLISH} "Calendar file"
LangString DataTitle ${LANG_ENGLISH} "Your events"
LangString DataSubtitle ${LANG_ENGLISH} "Keep what you have entered, or delete it."
LangString DataText ${LANG_ENGLISH} \
  "Your events, settings, backups and logs stay on this computer, so that EventDesk finds them \
when you install it again. They are in:"
LangString DataDelete ${LANG_ENGLISH} \
  "Delete them now, and the stored passwords with them. This cannot be undone."
LangString DataOfOthers ${LANG_ENGLISH} \
  "What other people on this computer have entered stays in any case."
LangString DataLeft ${LANG_ENGLISH} \
  "Not everything could be deleted. Delete the rest of this folder yourself:"
