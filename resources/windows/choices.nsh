; Which components are chosen at first. Included behind the sections, whose numbers it names.

!macro Choose SECTION WANTED
  ${If} ${WANTED} = 1
    !insertmacro SelectSection ${SECTION}
  ${Else}
    !insertmacro UnselectSection ${SECTION}
  ${EndIf}
!macroend

; As it is when EventDesk is there already, so that an update brings nothing back that the
; person has thrown away.
!macro ChooseIfThere SECTION FILE
  StrCpy $0 0
  ${If} ${FileExists} "${FILE}"
    StrCpy $0 1
  ${EndIf}
  !insertmacro Choose ${SECTION} $0
!macroend

; A switch such as /DESKTOP=1 decides over both.
!macro ChooseBySwitch SECTION SWITCH
  ClearErrors
  ${GetOptions} "$Parameters" "/${SWITCH}=" $0
  ${IfNot} ${Errors}
    !insertmacro Choose ${SECTION} $0
  ${EndIf}
!macroend

Function ChooseComponents
  ${If} $OldVersion != ""
    Call ChooseAsItIs
  ${EndIf}
  !insertmacro ChooseBySwitch ${SecStartMenu} "STARTMENU"
  !insertmacro ChooseBySwitch ${SecDesktop} "DESKTOP"
  !insertmacro ChooseBySwitch ${SecCalendars} "CALENDARS"
  !insertmacro ChooseBySwitch ${SecPath} "PATH"
  ${If} $Mode == all
    ; An administrator cannot know who wants it; each person has it in EventDesk's settings.
    !insertmacro UnselectSection ${SecLogin}
    SectionSetText ${SecLogin} ""
  ${Else}
    SectionSetText ${SecLogin} "$(LoginName)"
    Call StartsAtLogin
    !insertmacro Choose ${SecLogin} $0
    !insertmacro ChooseBySwitch ${SecLogin} "LOGIN"
  ${EndIf}
FunctionEnd

Function ChooseAsItIs
  !insertmacro ChooseIfThere ${SecStartMenu} "$SMPROGRAMS\EventDesk.lnk"
  !insertmacro ChooseIfThere ${SecDesktop} "$DESKTOP\EventDesk.lnk"
  ReadRegStr $1 SHCTX "Software\RegisteredApplications" "EventDesk"
  StrCpy $0 0
  ${If} $1 != ""
    StrCpy $0 1
  ${EndIf}
  !insertmacro Choose ${SecCalendars} $0
  Push find
  Call SearchPath
  Pop $0
  !insertmacro Choose ${SecPath} $0
FunctionEnd

; What an earlier run has written and this one shall not.
Function RemoveWhatIsNotWanted
  ${IfNot} ${SectionIsSelected} ${SecStartMenu}
    !insertmacro RemoveStartMenu
  ${EndIf}
  ${IfNot} ${SectionIsSelected} ${SecDesktop}
    !insertmacro RemoveDesktop
  ${EndIf}
  ${IfNot} ${SectionIsSelected} ${SecCalendars}
    !insertmacro RemoveCalendars
  ${EndIf}
  ${IfNot} ${SectionIsSelected} ${SecPath}
    !insertmacro RemovePath ""
  ${EndIf}
  ${IfNot} ${SectionIsSelected} ${SecLogin}
  ${AndIf} $Mode == current
    Call StartsAtLogin
    ${If} $0 = 1
      !insertmacro RemoveLogin ""
      !insertmacro ForgetLoginSetting
    ${EndIf}
  ${EndIf}
FunctionEnd
