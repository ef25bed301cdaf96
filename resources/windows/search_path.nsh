; The command line's search path: the value Path of the person's, or the computer's,
; environment. It can be longer than any string of NSIS, which would cut it off, so it is
; only ever handled in memory that Windows measures out.

!define KEY_ACCESS 0x103 ; KEY_QUERY_VALUE | KEY_SET_VALUE | KEY_WOW64_64KEY
; Windows wants the roots sign-extended.
!define HKEY_CURRENT_USER -2147483647
!define HKEY_LOCAL_MACHINE -2147483646
!define REG_EXPAND_SZ 2

!macro SearchPathFunctions un
; Push 'find', 'add' or 'remove'; Pop 1 when $INSTDIR was in the search path before, else 0.
Function ${un}SearchPath
  System::Store S
  Pop $0
  StrCpy $9 0
  Call ${un}OpenPath
  ${If} $1 P<> 0
    Call ${un}ReadPath
    Call ${un}FindInPath
    ${If} $0 == add
    ${AndIf} $9 = 0
      Call ${un}AddToPath
      Call ${un}StorePath
    ${ElseIf} $0 == remove
    ${AndIf} $9 = 1
      Call ${un}CutFromPath
      Call ${un}StorePath
    ${EndIf}
    System::Free $2
    System::Call 'advapi32::RegCloseKey(p r1)'
  ${EndIf}
  Push $9
  System::Store L
FunctionEnd

; $1 becomes the opened key, 0 when it cannot be opened.
Function ${un}OpenPath
  StrCpy $6 ${HKEY_CURRENT_USER}
  StrCpy $8 "Environment"
  ${If} $Mode == all
    StrCpy $6 ${HKEY_LOCAL_MACHINE}
    StrCpy $8 "SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
  ${EndIf}
  System::Call 'advapi32::RegOpenKeyExW(p r6, w r8, i 0, i ${KEY_ACCESS}, *p .r1) i .r7'
  ${If} $7 <> 0
    StrCpy $1 0
  ${EndIf}
FunctionEnd

; $2 becomes memory that holds ';' and the value, with room for ';folder;' behind it; $3 the
; value's type.
Function ${un}ReadPath
  StrCpy $3 ${REG_EXPAND_SZ}
  StrCpy $4 0
  System::Call 'advapi32::RegQueryValueExW(p r1, w "Path", p 0, *i .r3, p 0, *i .r4) i .r7'
  ${If} $7 <> 0
    StrCpy $3 ${REG_EXPAND_SZ}
    StrCpy $4 0
  ${EndIf}
  StrLen $5 $INSTDIR
  IntOp $5 $5 * 2
  IntOp $5 $5 + $4
  IntOp $5 $5 + 16
  System::Alloc $5
  Pop $2
  System::Call '*$2(&i2 59)'
  ${If} $4 > 0
    IntPtrOp $6 $2 + 2
    System::Call 'advapi32::RegQueryValueExW(p r1, w "Path", p 0, p 0, p r6, *i r4) i .r7'
  ${EndIf}
FunctionEnd

; Put a ';' behind the value; $9 becomes 1 when ';folder;' is in it, at $6.
Function ${un}FindInPath
  Push ";"
  Call ${un}AppendToPath
  System::Call 'shlwapi::StrStrIW(p r2, w ";$INSTDIR;") p .r6'
  StrCpy $9 0
  ${If} $6 P<> 0
    StrCpy $9 1
  ${EndIf}
FunctionEnd

Function ${un}AppendToPath
  Exch $8
  System::Call 'kernel32::lstrlenW(p r2) i .r7'
  IntOp $7 $7 * 2
  IntPtrOp $7 $2 + $7
  System::Call 'kernel32::lstrcpyW(p r7, w r8)'
  Pop $8
FunctionEnd

Function ${un}AddToPath
  System::Call 'kernel32::lstrlenW(p r2) i .r7'
  ${If} $7 = 2 ; nothing stands between the first ';' and the last
    System::Call '*$2(&i2 59, &i2 0)'
  ${EndIf}
  Push "$INSTDIR;"
  Call ${un}AppendToPath
FunctionEnd

; Move what follows the folder, with its ';', to where ';folder' begins.
Function ${un}CutFromPath
  StrLen $7 ";$INSTDIR"
  IntOp $7 $7 * 2
  IntPtrOp $7 $6 + $7
  System::Call 'kernel32::lstrlenW(p r7) i .r8'
  IntOp $8 $8 + 1
  IntOp $8 $8 * 2
  System::Call 'kernel32::RtlMoveMemory(p r6, p r7, p r8)'
FunctionEnd

; Write what stands between the first and the last ';'; nothing when that is empty.
Function ${un}StorePath
  System::Call 'kernel32::lstrlenW(p r2) i .r7'
  IntOp $8 $7 - 1
  IntOp $8 $8 * 2
  IntPtrOp $8 $2 + $8
  System::Call '*$8(&i2 0)'
  IntPtrOp $6 $2 + 2
  System::Call 'kernel32::lstrlenW(p r6) i .r8'
  ${If} $7 < 3
  ${OrIf} $8 = 0
    System::Call 'advapi32::RegDeleteValueW(p r1, w "Path") i .r7'
  ${Else}
    IntOp $8 $8 + 1
    IntOp $8 $8 * 2
    System::Call 'advapi32::RegSetValueExW(p r1, w "Path", i 0, i r3, p r6, i r8) i .r7'
  ${EndIf}
  SendMessage ${HWND_BROADCAST} ${WM_SETTINGCHANGE} 0 "STR:Environment" /TIMEOUT=5000
FunctionEnd
!macroend
!insertmacro SearchPathFunctions ""
!insertmacro SearchPathFunctions "un."
