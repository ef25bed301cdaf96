; For whom EventDesk is installed: for one person (no administrator needed) or for everyone.

Var ForMe
Var ForAll

; As given by /ALLUSERS or /CURRENTUSER, else as it is installed already, else for one person.
Function TakeMode
  StrCpy $GivenFolder $INSTDIR
  StrCpy $Elevated 0
  ClearErrors
  ${GetOptions} "$Parameters" "/ELEVATED" $0
  ${IfNot} ${Errors}
    StrCpy $Elevated 1
  ${EndIf}
  ClearErrors
  ${GetOptions} "$Parameters" "/CURRENTUSER" $0
  ${IfNot} ${Errors}
    StrCpy $Mode current
    Goto taken
  ${EndIf}
  ClearErrors
  ${GetOptions} "$Parameters" "/ALLUSERS" $0
  ${IfNot} ${Errors}
    StrCpy $Mode all
    Goto taken
  ${EndIf}
  StrCpy $Mode current
  ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ReadRegStr $1 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 == ""
  ${AndIf} $1 != ""
    StrCpy $Mode all
  ${EndIf}
  taken:
  ${If} ${Silent}
  ${AndIf} $Mode == all
    Call IsAdministrator
    ${If} $0 = 0
      !insertmacro Refuse ${CODE_NOT_ADMINISTRATOR} "$(NeedsAdministrator)"
    ${EndIf}
  ${EndIf}
  Call UseMode
FunctionEnd

; Folders, registry root, and which components are chosen, for $Mode.
Function UseMode
  SetShellVarContext current
  StrCpy $0 "$LOCALAPPDATA\Programs\EventDesk"
  ${If} $Mode == all
    SetShellVarContext all
    StrCpy $0 "$PROGRAMFILES64\EventDesk"
  ${EndIf}
  ${If} $GivenFolder != ""
    StrCpy $0 $GivenFolder
  ${EndIf}
  StrCpy $INSTDIR $0
  StrCpy $OldVersion ""
  ReadRegStr $1 SHCTX "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $1 != ""
  ${AndIf} ${FileExists} "$1\${UNINSTALLER}"
    ; An update stays where the older version is.
    StrCpy $INSTDIR $1
    ReadRegStr $OldVersion SHCTX "${UNINSTALL_KEY}" "DisplayVersion"
  ${EndIf}
  Call ChooseComponents
FunctionEnd

; $0 becomes 1 when this process may write for everyone, else 0.
Function IsAdministrator
  UserInfo::GetAccountType
  Pop $1
  StrCpy $0 0
  ${If} $1 == "Admin"
    StrCpy $0 1
  ${EndIf}
FunctionEnd

Function ModePage
  ${If} $Elevated = 1
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "$(ModeTitle)" "$(ModeSubtitle)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateFirstRadioButton} 0 8u 100% 12u "$(ModeForMe)"
  Pop $ForMe
  ${NSD_CreateLabel} 12u 21u 95% 20u "$(ModeForMeText)"
  Pop $0
  ${NSD_CreateAdditionalRadioButton} 0 50u 100% 12u "$(ModeForAll)"
  Pop $ForAll
  ${NSD_CreateLabel} 12u 63u 95% 30u "$(ModeForAllText)"
  Pop $0
  ${NSD_OnClick} $ForMe ShowShield
  ${NSD_OnClick} $ForAll ShowShield
  ${If} $Mode == all
    ${NSD_Check} $ForAll
    ${NSD_SetFocus} $ForAll
  ${Else}
    ${NSD_Check} $ForMe
    ${NSD_SetFocus} $ForMe
  ${EndIf}
  Push ""
  Call ShowShield
  nsDialogs::Show
FunctionEnd

; The Next button carries the shield while it would ask for an administrator.
Function ShowShield
  Pop $0
  Call IsAdministrator
  IntOp $0 $0 ! ; 1 when not
  ${NSD_GetState} $ForAll $1
  IntOp $0 $0 && $1
  GetDlgItem $1 $HWNDPARENT 1
  SendMessage $1 ${BCM_SETSHIELD} 0 $0
FunctionEnd

Function ModePageLeave
  GetDlgItem $1 $HWNDPARENT 1
  SendMessage $1 ${BCM_SETSHIELD} 0 0
  StrCpy $Mode current
  ${NSD_GetState} $ForAll $0
  ${If} $0 = ${BST_CHECKED}
    StrCpy $Mode all
  ${EndIf}
  Call WarnOfSecondInstallation
  Call IsAdministrator
  ${If} $Mode == all
  ${AndIf} $0 = 0
    Call StartElevated
  ${EndIf}
  Call UseMode
  Call RefuseOlderThanInstalled
FunctionEnd

Function WarnOfSecondInstallation
  ${If} $Mode == all
    ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "InstallLocation"
    ReadRegStr $1 HKLM "${UNINSTALL_KEY}" "InstallLocation"
    StrCpy $2 "$(AlreadyForMe)"
  ${Else}
    ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "InstallLocation"
    ReadRegStr $1 HKCU "${UNINSTALL_KEY}" "InstallLocation"
    StrCpy $2 "$(AlreadyForAll)"
  ${EndIf}
  ${If} $0 != ""
  ${AndIf} $1 == ""
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$2" /SD IDYES IDYES on
    Abort
    on:
  ${EndIf}
FunctionEnd

; Go on in a copy that Windows has asked an administrator for; stay here when it was refused.
Function StartElevated
  HideWindow
  StrCpy $0 "/ALLUSERS /ELEVATED $Parameters"
  ${If} $GivenFolder != ""
    StrCpy $0 "$0 /D=$GivenFolder" ; NSIS has taken it from the command line
  ${EndIf}
  ClearErrors
  ExecShellWait "runas" "$EXEPATH" "$0"
  ${If} ${Errors}
    ShowWindow $HWNDPARENT ${SW_SHOW}
    BringToFront
    Abort
  ${EndIf}
  Quit
FunctionEnd

Function SkipFolderOnUpdate
  ${If} $OldVersion != ""
    Abort
  ${EndIf}
FunctionEnd

; The uninstaller serves the installation whose folder it lies in.
Function un.TakeMode
  SetShellVarContext current
  StrCpy $Mode current
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 != "$INSTDIR"
    Return
  ${EndIf}
  StrCpy $Mode all
  SetShellVarContext all
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    Return
  ${EndIf}
  ${If} ${Silent}
    !insertmacro Refuse ${CODE_NOT_ADMINISTRATOR} "$(NeedsAdministrator)"
  ${EndIf}
  ExecShellWait "runas" "$INSTDIR\${UNINSTALLER}" "$Parameters"
  Quit
FunctionEnd

Function un.RefuseOtherFolder
  ReadRegStr $0 SHCTX "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 != "$INSTDIR"
  ${AndIfNot} ${FileExists} "$INSTDIR\eventdesk-gui.exe"
    !insertmacro Refuse ${CODE_FOREIGN_FOLDER} "$(NotInstalledHere)"
  ${EndIf}
FunctionEnd
