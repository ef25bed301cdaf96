; Stores a credential in Windows' Credential Manager as keyring does, or looks for one:
;   vault.exe store NAME   vault.exe find NAME
; Exit code 0 when that went well or it was found, else 1.

Unicode true
!ifdef TARGET
  Target "${TARGET}"
!endif
Name "Vault"
OutFile "${OUTPUT}"
RequestExecutionLevel user
SilentInstall silent

!include "FileFunc.nsh"
!include "LogicLib.nsh"

Section
SectionEnd

Function .onInit
  ${GetParameters} $0
  ${GetOptions} " $0" " store " $1
  ${IfNot} ${Errors}
    ; CREDENTIALW: Flags, Type, TargetName, Comment, LastWritten, CredentialBlobSize,
    ; CredentialBlob, Persist, AttributeCount, Attributes, TargetAlias, UserName
    System::Call '*(&w64 "secret") p .r2'
    System::Call '*(i 0, i 1, w r1, p 0, l 0, i 12, p r2, i 2, i 0, p 0, p 0, w "mail") p .r3'
    System::Call 'advapi32::CredWriteW(p r3, i 0) i .r4'
  ${Else}
    ${GetOptions} " $0" " find " $1
    System::Call 'advapi32::CredReadW(w r1, i 1, i 0, *p .r3) i .r4'
  ${EndIf}
  IntOp $4 $4 !
  SetErrorLevel $4
  Quit
FunctionEnd
