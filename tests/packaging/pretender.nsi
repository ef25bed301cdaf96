; A program that pretends to be EventDesk, for the tests of the installer: it notes how it was
; called in %TEMP%\calls.txt. With --stay it runs until it is called with --quit, with --deaf
; until there is a file %TEMP%\end.

Unicode true
!ifdef TARGET
  Target "${TARGET}"
!endif
Name "Pretender"
OutFile "${OUTPUT}"
RequestExecutionLevel user
SilentInstall silent

!include "FileFunc.nsh"
!include "LogicLib.nsh"

Section
SectionEnd

!macro RunUntil FILE
  Delete "${FILE}"
  ${Do}
    Sleep 50
  ${LoopUntil} ${FileExists} "${FILE}"
!macroend

Function .onInit
  ${GetParameters} $0
  FileOpen $1 "$TEMP\calls.txt" a
  FileSeek $1 0 END
  FileWrite $1 "$EXEFILE $0$\r$\n"
  FileClose $1
  ${If} $0 == "--quit"
    FileOpen $1 "$TEMP\quit" w
    FileClose $1
  ${ElseIf} $0 == "--stay"
    !insertmacro RunUntil "$TEMP\quit"
  ${ElseIf} $0 == "--deaf"
    !insertmacro RunUntil "$TEMP\end"
  ${EndIf}
  SetErrorLevel 0
  Quit
FunctionEnd
