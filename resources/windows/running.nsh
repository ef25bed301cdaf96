; Replacing and removing a program that may be running.

!macro RunningFunctions un
; Ask a running EventDesk to quit as its menu does, and wait until none runs from $INSTDIR.
; Nothing is killed: when one stays, the person is told, and the script ends with a code.
Function ${un}EndRunning
  ${IfNot} ${FileExists} "$INSTDIR\eventdesk-gui.exe"
    Return
  ${EndIf}
  again:
  DetailPrint "$(AskingToQuit)"
  nsExec::Exec /TIMEOUT=20000 '"$INSTDIR\eventdesk-gui.exe" --quit'
  Pop $0
  ${For} $1 1 10
    Call ${un}IsInUse
    ${If} $0 = 0
      Return
    ${EndIf}
    Sleep 500
  ${Next}
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(StillRunning)" /SD IDCANCEL IDRETRY again
  SetErrorLevel ${CODE_STILL_RUNNING}
  Abort "$(StillRunning)"
FunctionEnd

; $0 becomes 1 when one of the programs in $INSTDIR runs: Windows lets nobody write to it.
Function ${un}IsInUse
  StrCpy $0 1
  ${If} ${FileExists} "$INSTDIR\eventdesk-gui.exe"
    ClearErrors
    FileOpen $2 "$INSTDIR\eventdesk-gui.exe" a
    ${If} ${Errors}
      Return
    ${EndIf}
    FileClose $2
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\eventdesk.exe"
    ClearErrors
    FileOpen $2 "$INSTDIR\eventdesk.exe" a
    ${If} ${Errors}
      Return
    ${EndIf}
    FileClose $2
  ${EndIf}
  StrCpy $0 0
FunctionEnd

Function ${un}ForgetAside
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\eventdesk.exe.old"
  Delete "$INSTDIR\eventdesk-gui.exe.old"
FunctionEnd
!macroend
!insertmacro RunningFunctions ""
!insertmacro RunningFunctions "un."

; $0 becomes 1 when another program made by PyInstaller has its _internal in $INSTDIR, else 0.
Function IsForeignFolder
  StrCpy $0 0
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\eventdesk-gui.exe"
  ${AndIfNot} ${FileExists} "$INSTDIR\eventdesk-gui.exe.old"
  ${AndIfNot} ${FileExists} "$INSTDIR\${UNINSTALLER}"
    StrCpy $0 1
  ${EndIf}
FunctionEnd

Function FolderLeave
  Call IsForeignFolder
  ${If} $0 = 1
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(ForeignFolder)" /SD IDOK
    Abort
  ${EndIf}
FunctionEnd

Function CheckFolder
  Call IsForeignFolder
  ${If} $0 = 1
    SetErrorLevel ${CODE_FOREIGN_FOLDER}
    Abort "$(ForeignFolder)"
  ${EndIf}
FunctionEnd

; The old version stands aside until the new one is complete, so that a full disk or a power
; cut leaves one of the two.
!macro MoveAside NAME
  ${If} ${FileExists} "$INSTDIR\${NAME}"
    Rename "$INSTDIR\${NAME}" "$INSTDIR\${NAME}.old"
  ${EndIf}
!macroend

Function MoveAside
  Call ForgetAside
  ClearErrors
  !insertmacro MoveAside "_internal"
  !insertmacro MoveAside "eventdesk.exe"
  !insertmacro MoveAside "eventdesk-gui.exe"
  ${If} ${Errors}
    Call PutBack
    MessageBox MB_OK|MB_ICONSTOP "$(StillRunning)" /SD IDOK
    SetErrorLevel ${CODE_STILL_RUNNING}
    Abort "$(StillRunning)"
  ${EndIf}
FunctionEnd

!macro PutBack NAME REMOVE
  ${If} ${FileExists} "$INSTDIR\${NAME}.old"
    ${REMOVE} "$INSTDIR\${NAME}"
    Rename "$INSTDIR\${NAME}.old" "$INSTDIR\${NAME}"
  ${EndIf}
!macroend

Function PutBack
  !insertmacro PutBack "_internal" "RMDir /r"
  !insertmacro PutBack "eventdesk.exe" "Delete"
  !insertmacro PutBack "eventdesk-gui.exe" "Delete"
FunctionEnd
