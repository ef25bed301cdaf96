; What a person has entered: kept by the uninstaller unless they say otherwise.
; The folder is the one of eventdesk/paths.py; EVENTDESK_HOME may name another, which stays.

!define PASSWORDS "EventDesk" ; the service under which keyring stores them

Var DataBox

Function un.DataPage
  StrCpy $1 $LOCALAPPDATA
  ${If} $Mode == all
    SetShellVarContext current
    StrCpy $1 $LOCALAPPDATA
    SetShellVarContext all
  ${EndIf}
  ${IfNot} ${FileExists} "$1\EventDesk\*.*"
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "$(DataTitle)" "$(DataSubtitle)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 34u "$(DataText)$\r$\n$1\EventDesk"
  Pop $0
  ${NSD_CreateCheckBox} 0 42u 100% 22u "$(DataDelete)"
  Pop $DataBox
  ${If} $DeleteData = 1
    ${NSD_Check} $DataBox
  ${EndIf}
  ${If} $Mode == all
    ${NSD_CreateLabel} 0 76u 100% 24u "$(DataOfOthers)"
    Pop $0
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function un.DataPageLeave
  ${NSD_GetState} $DataBox $DeleteData
FunctionEnd

Function un.DeleteYourData
  SetShellVarContext current
  ${If} $LOCALAPPDATA != ""
    RMDir /r "$LOCALAPPDATA\EventDesk"
    ${If} ${FileExists} "$LOCALAPPDATA\EventDesk\*.*"
      StrCpy $0 "$(DataLeft)$\r$\n$LOCALAPPDATA\EventDesk"
      MessageBox MB_OK|MB_ICONEXCLAMATION "$0" /SD IDOK
    ${EndIf}
  ${EndIf}
  Call un.DeletePasswords
  ${If} $Mode == all
    SetShellVarContext all
  ${EndIf}
FunctionEnd

; Credentials of keyring are named 'EventDesk' or 'account@EventDesk'. $1 is Windows' list of
; pointers to them, $0 its length.
Function un.DeletePasswords
  System::Store S
  System::Call 'advapi32::CredEnumerateW(p 0, i 0, *i .r0, *p .r1) i .r2'
  ${If} $2 <> 0
    ${For} $3 1 $0
      IntOp $4 $3 - 1
      IntOp $4 $4 * ${NSIS_PTR_SIZE}
      IntPtrOp $4 $1 + $4
      System::Call '*$4(p .r5)'
      System::Call '*$5(i, i .r6, w .r7)' ; CREDENTIALW: Flags, Type, TargetName
      StrLen $8 "@${PASSWORDS}"
      StrCpy $8 $7 "" -$8
      ${If} $6 = 1 ; CRED_TYPE_GENERIC
        ${If} $7 == "${PASSWORDS}"
        ${OrIf} $8 == "@${PASSWORDS}"
          System::Call 'advapi32::CredDeleteW(w r7, i 1, i 0)'
        ${EndIf}
      ${EndIf}
    ${Next}
    System::Call 'advapi32::CredFree(p r1)'
  ${EndIf}
  System::Store L
FunctionEnd
