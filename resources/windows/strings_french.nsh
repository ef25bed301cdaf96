; What the installer says in French.

LangString WelcomeText ${LANG_FRENCH} \
  "EventDesk vous rappelle vos événements.$\r$\n$\r$\nL'installation prend une minute. Si \
EventDesk est ouvert, il est d'abord fermé. Les événements et les paramètres d'une version \
précédente restent tels quels."
LangString StartMenuName ${LANG_FRENCH} "Menu Démarrer"
LangString DesktopName ${LANG_FRENCH} "Raccourci sur le bureau"
LangString LoginName ${LANG_FRENCH} "Lancer à l'ouverture de session"
LangString CalendarsName ${LANG_FRENCH} "Fichiers et liens de calendrier"
LangString PathName ${LANG_FRENCH} "Ligne de commande partout"
LangString ProgramText ${LANG_FRENCH} "Le programme et sa ligne de commande « eventdesk »."
LangString StartMenuText ${LANG_FRENCH} "Donne aussi leur nom et leur image aux notifications."
LangString DesktopText ${LANG_FRENCH} "Une icône sur le bureau."
LangString LoginText ${LANG_FRENCH} \
  "Masqué près de l'horloge, pour ne manquer aucun rappel. Modifiable ensuite dans les paramètres."
LangString CalendarsText ${LANG_FRENCH} \
  "Sous « Ouvrir avec », pour les fichiers .ics et les liens webcal. Le choix actuel ne change pas."
LangString PathText ${LANG_FRENCH} \
  "Ajoute le dossier au chemin de recherche : « eventdesk » marche dans toute nouvelle console."
LangString ModeTitle ${LANG_FRENCH} "Pour qui ?"
LangString ModeSubtitle ${LANG_FRENCH} "Choisissez qui peut utiliser EventDesk sur cet ordinateur."
LangString ModeForMe ${LANG_FRENCH} "Seulement pour moi"
LangString ModeForMeText ${LANG_FRENCH} "Sans administrateur."
LangString ModeForAll ${LANG_FRENCH} "Pour tous les utilisateurs de cet ordinateur"
LangString ModeForAllText ${LANG_FRENCH} \
  "Windows demande un administrateur. Les événements et les paramètres restent propres à chacun."
LangString AlreadyForMe ${LANG_FRENCH} \
  "EventDesk est déjà installé, seulement pour vous. Si vous continuez, il sera deux fois sur cet \
ordinateur ; désinstallez ensuite l'autre.$\r$\n$\r$\nContinuer ?"
LangString AlreadyForAll ${LANG_FRENCH} \
  "EventDesk est déjà installé pour tous les utilisateurs de cet ordinateur. Si vous continuez, \
il y sera deux fois ; désinstallez ensuite l'autre.$\r$\n$\r$\nContinuer ?"
LangString NeedsAdministrator ${LANG_FRENCH} \
  "Il faut un administrateur : EventDesk est, ou doit être, installé pour tous les utilisateurs \
de cet ordinateur. Relancez ce programme avec « Exécuter en tant qu'administrateur »."
LangString OldWindows ${LANG_FRENCH} \
  "EventDesk demande Windows 10 (version 1809) ou plus récent, 64 bits."
LangString OpenTwice ${LANG_FRENCH} \
  "L'installation d'EventDesk est déjà ouverte. Cherchez sa fenêtre."
LangString NewerInstalled ${LANG_FRENCH} \
  "EventDesk $OldVersion est installé ; ceci est la version ${VERSION}, plus ancienne. Elle ne \
saura peut-être pas lire ce que la plus récente a enregistré. Faites d'abord une sauvegarde \
dans EventDesk.$\r$\n$\r$\nInstaller quand même la version plus ancienne ?"
LangString AskingToQuit ${LANG_FRENCH} "Demande à EventDesk de se fermer"
LangString StillRunning ${LANG_FRENCH} \
  "EventDesk s'exécute encore depuis ce dossier, peut-être dans une console ou pour une autre \
personne. Fermez-le (icône près de l'horloge, Quit ; dans une console, Ctrl+C), puis \
réessayez."
LangString ForeignFolder ${LANG_FRENCH} \
  "Le dossier $INSTDIR contient un autre programme. Choisissez un autre dossier."
LangString NotInstalledHere ${LANG_FRENCH} \
  "EventDesk n'est pas installé dans $INSTDIR. Rien n'a été supprimé."
LangString ShortcutText ${LANG_FRENCH} "Rappels de vos événements"
LangString CalendarType ${LANG_FRENCH} "Fichier de calendrier"
LangString DataTitle ${LANG_FRENCH} "Vos événements"
LangString DataSubtitle ${LANG_FRENCH} "Gardez ce que vous avez saisi, ou supprimez-le."
LangString DataText ${LANG_FRENCH} \
  "Vos événements, paramètres, sauvegardes et journaux restent sur cet ordinateur : EventDesk les \
retrouvera si vous le réinstallez. Ils se trouvent dans :"
LangString DataDelete ${LANG_FRENCH} \
  "Les supprimer maintenant, avec les mots de passe enregistrés. C'est irréversible."
LangString DataOfOthers ${LANG_FRENCH} \
  "Ce que d'autres personnes ont saisi sur cet ordinateur reste dans tous les cas."
LangString DataLeft ${LANG_FRENCH} \
  "Tout n'a pas pu être supprimé. Supprimez vous-même le reste de ce dossier :"
