; The AppUserModelID of a shortcut: by it Windows knows whose notifications and windows are whose.

!macro GiveAppId FILE
  Push "${FILE}"
  Call GiveAppId
!macroend

; Load the shortcut, set System.AppUserModel.ID in its property store, save it
; (IShellLink, IPersistFile, IPropertyStore). A shortcut that Windows does not let change
; works all the same, without the name on notifications.
Function GiveAppId
  System::Store S
  Pop $0
  StrCpy $1 0
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r1 ""
  ${If} $1 P<> 0
    StrCpy $2 0
    ${IUnknown::QueryInterface} $1 '("${IID_IPersistFile}",.r2)'
    ${If} $2 P<> 0
      ${IPersistFile::Load} $2 '(r0, ${STGM_READWRITE}).r8'
      StrCpy $3 0
      ${IUnknown::QueryInterface} $1 '("${IID_IPropertyStore}",.r3)'
      ${If} $8 = 0
      ${AndIf} $3 P<> 0
        System::Call '*(&w128 "${APP_ID}") p .r4'
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID}) p .r5'
        System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_LPWSTR},,&i8 r4) p .r6'
        ${IPropertyStore::SetValue} $3 '(r5, r6).r7'
        ${If} $7 = 0
          ${IPropertyStore::Commit} $3 ''
          ${IPersistFile::Save} $2 '(r0, 1)'
        ${Else}
          DetailPrint "IPropertyStore::SetValue: $7"
        ${EndIf}
        System::Free $6
        System::Free $5
        System::Free $4
      ${EndIf}
      !insertmacro ComHlpr_SafeRelease $3
      !insertmacro ComHlpr_SafeRelease $2
    ${EndIf}
    !insertmacro ComHlpr_SafeRelease $1
  ${EndIf}
  System::Store L
FunctionEnd
