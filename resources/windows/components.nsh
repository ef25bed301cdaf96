; What each component writes, and beside it what takes that away again. SHCTX is the registry
; of the person, or of everyone.

!define CLASSES "Software\Classes"
!define CALENDAR_ID "EventDesk.Calendar.1"
!define WEBCAL_ID "EventDesk.Webcal.1"
!define CAPABILITIES "Software\EventDesk\Capabilities"
!define OPEN_COMMAND '"$INSTDIR\eventdesk-gui.exe" "%1"'

; ---------------------------------------------------------------------------------- program

!macro WriteProgram
  WriteRegStr SHCTX "Software\EventDesk" "VersionNumber" "${VERSION_NUMBER}"
  ; The name and picture of notifications.
  WriteRegStr SHCTX "${CLASSES}\AppUserModelId\${APP_ID}" "DisplayName" "EventDesk"
  WriteRegStr SHCTX "${CLASSES}\AppUserModelId\${APP_ID}" "IconUri" "$INSTDIR\eventdesk.png"
  ; 'eventdesk' in the Run dialog opens the window.
  WriteRegStr SHCTX "${APP_PATHS}\eventdesk.exe" "" "$INSTDIR\eventdesk-gui.exe"
  WriteRegStr SHCTX "${APP_PATHS}\eventdesk-gui.exe" "" "$INSTDIR\eventdesk-gui.exe"
  !insertmacro WriteLinkType "eventdesk" "URL:EventDesk"
  !insertmacro WriteUninstallEntry
!macroend

!macro RemoveProgram
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  DeleteRegKey /ifempty SHCTX "${UNINSTALL_KEYS}"
  DeleteRegKey SHCTX "${CLASSES}\eventdesk"
  DeleteRegKey SHCTX "${APP_PATHS}\eventdesk-gui.exe"
  DeleteRegKey SHCTX "${APP_PATHS}\eventdesk.exe"
  DeleteRegKey /ifempty SHCTX "${APP_PATHS}"
  DeleteRegKey SHCTX "${CLASSES}\AppUserModelId\${APP_ID}"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\AppUserModelId"
  DeleteRegKey SHCTX "Software\EventDesk"
!macroend

!macro WriteLinkType ID NAME
  WriteRegStr SHCTX "${CLASSES}\${ID}" "" "${NAME}"
  WriteRegStr SHCTX "${CLASSES}\${ID}" "URL Protocol" ""
  WriteRegStr SHCTX "${CLASSES}\${ID}\DefaultIcon" "" "$INSTDIR\eventdesk-gui.exe,0"
  WriteRegStr SHCTX "${CLASSES}\${ID}\shell\open\command" "" '${OPEN_COMMAND}'
!macroend

; Windows lists it under 'Installed apps'.
!macro WriteUninstallEntry
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "EventDesk"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\eventdesk-gui.exe,0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR\_internal" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" $0
!macroend

; -------------------------------------------------------------------------------- shortcuts

!macro WriteShortcut FOLDER
  CreateShortcut "${FOLDER}\EventDesk.lnk" "$INSTDIR\eventdesk-gui.exe" "" \
    "$INSTDIR\eventdesk-gui.exe" 0 SW_SHOWNORMAL "" "$(ShortcutText)"
  !insertmacro GiveAppId "${FOLDER}\EventDesk.lnk"
!macroend

!macro WriteStartMenu
  !insertmacro WriteShortcut "$SMPROGRAMS"
!macroend

!macro RemoveStartMenu
  Delete "$SMPROGRAMS\EventDesk.lnk"
!macroend

!macro WriteDesktop
  !insertmacro WriteShortcut "$DESKTOP"
!macroend

!macro RemoveDesktop
  Delete "$DESKTOP\EventDesk.lnk"
!macroend

; ---------------------------------------------------------------------------- start at login

; The same value that EventDesk's settings write (eventdesk/system/autostart_windows.py), and
; that they show. Only for one person: each decides.
!macro WriteLogin
  WriteRegStr HKCU "${RUN_KEY}" "EventDesk" '"$INSTDIR\eventdesk-gui.exe" --hidden'
!macroend

; The settings of a person who asked for it shall not miss it.
!macro ForgetLoginSetting
  nsExec::Exec /TIMEOUT=20000 '"$INSTDIR\eventdesk.exe" config general.start_at_login false'
  Pop $0
!macroend

!macro RemoveLogin un
  Call ${un}RemoveLogin
!macroend

!macro LoginFunctions un
; $0 becomes 1 when the value is there and starts the program in $INSTDIR, else 0.
Function ${un}StartsAtLogin
  StrCpy $0 0
  ReadRegStr $1 HKCU "${RUN_KEY}" "EventDesk"
  StrCpy $2 $1 1
  ${If} $2 == '"'
    StrCpy $1 $1 "" 1
  ${EndIf}
  StrLen $2 "$INSTDIR\"
  StrCpy $1 $1 $2
  ${If} $1 == "$INSTDIR\"
    StrCpy $0 1
  ${EndIf}
FunctionEnd

; A copy in another folder keeps its own value.
Function ${un}RemoveLogin
  Call ${un}StartsAtLogin
  ${If} $0 = 1
    DeleteRegValue HKCU "${RUN_KEY}" "EventDesk"
    DeleteRegValue HKCU "${APPROVED_KEY}" "EventDesk"
  ${EndIf}
FunctionEnd
!macroend
!insertmacro LoginFunctions ""
!insertmacro LoginFunctions "un."

; ---------------------------------------------------------------- calendar files and links

; EventDesk is offered, and takes no default from anybody: no value of .ics or webcal itself.
!macro WriteCalendars
  WriteRegStr SHCTX "${CLASSES}\${CALENDAR_ID}" "" "$(CalendarType)"
  WriteRegStr SHCTX "${CLASSES}\${CALENDAR_ID}" "AppUserModelID" "${APP_ID}"
  WriteRegStr SHCTX "${CLASSES}\${CALENDAR_ID}\DefaultIcon" "" "$INSTDIR\eventdesk-gui.exe,0"
  WriteRegStr SHCTX "${CLASSES}\${CALENDAR_ID}\shell\open\command" "" '${OPEN_COMMAND}'
  WriteRegStr SHCTX "${CLASSES}\.ics\OpenWithProgids" "${CALENDAR_ID}" ""
  !insertmacro WriteLinkType "${WEBCAL_ID}" "URL:webcal"
  WriteRegStr SHCTX "${CLASSES}\Applications\eventdesk-gui.exe" "FriendlyAppName" "EventDesk"
  WriteRegStr SHCTX "${CLASSES}\Applications\eventdesk-gui.exe\SupportedTypes" ".ics" ""
  WriteRegStr SHCTX "${CLASSES}\Applications\eventdesk-gui.exe\shell\open\command" "" \
    '${OPEN_COMMAND}'
  WriteRegStr SHCTX "${CAPABILITIES}" "ApplicationName" "EventDesk"
  WriteRegStr SHCTX "${CAPABILITIES}" "ApplicationDescription" "$(ShortcutText)"
  WriteRegStr SHCTX "${CAPABILITIES}" "ApplicationIcon" "$INSTDIR\eventdesk-gui.exe,0"
  WriteRegStr SHCTX "${CAPABILITIES}\FileAssociations" ".ics" "${CALENDAR_ID}"
  WriteRegStr SHCTX "${CAPABILITIES}\UrlAssociations" "webcal" "${WEBCAL_ID}"
  WriteRegStr SHCTX "${CAPABILITIES}\UrlAssociations" "webcals" "${WEBCAL_ID}"
  WriteRegStr SHCTX "Software\RegisteredApplications" "EventDesk" "${CAPABILITIES}"
!macroend

!macro RemoveCalendars
  DeleteRegValue SHCTX "Software\RegisteredApplications" "EventDesk"
  DeleteRegKey /ifempty SHCTX "Software\RegisteredApplications"
  DeleteRegKey SHCTX "${CAPABILITIES}"
  DeleteRegKey SHCTX "${CLASSES}\Applications\eventdesk-gui.exe"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\Applications"
  DeleteRegKey SHCTX "${CLASSES}\${WEBCAL_ID}"
  DeleteRegValue SHCTX "${CLASSES}\.ics\OpenWithProgids" "${CALENDAR_ID}"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.ics\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.ics"
  DeleteRegKey SHCTX "${CLASSES}\${CALENDAR_ID}"
!macroend

!macro TellWindows
  ; SHCNE_ASSOCCHANGED: what opens what has changed.
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

; ---------------------------------------------------------------------------- command line

!macro WritePath
  Push add
  Call SearchPath
  Pop $0
!macroend

!macro RemovePath un
  Push remove
  Call ${un}SearchPath
  Pop $0
!macroend
