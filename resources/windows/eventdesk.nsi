; The installer of EventDesk for Windows (NSIS 3, Modern UI 2).
;
; .ci/installers/windows.py compiles it and defines:
;   VERSION, VERSION_NUMBER        as people read it, and as four numbers
;   PUBLISHER, APP_ID, COPYRIGHT   texts
;   BUNDLE                         folder with eventdesk.exe, eventdesk-gui.exe and _internal
;   OUTPUT                         the installer to be written
;   ICON, PICTURE, SIDE, HEADER    eventdesk.ico, .png, and the bitmaps of the pages
;   LICENCE                        a text file
;   TARGET                         only to build for another processor than makensis' usual one
;
; What it writes, its switches and its exit codes are listed in CONTENTS.md beside this file.

Unicode true
!ifdef TARGET
  Target "${TARGET}"
!endif
SetCompressor /SOLID lzma
SetCompressorDictSize 64
CRCCheck force
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10
AllowRootDirInstall false
AllowSkipFiles off

Name "EventDesk"
OutFile "${OUTPUT}"
BrandingText "EventDesk ${VERSION}"

!define UNINSTALL_KEYS "Software\Microsoft\Windows\CurrentVersion\Uninstall"
!define UNINSTALL_KEY "${UNINSTALL_KEYS}\EventDesk"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED_KEY "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define UNINSTALLER "Uninstall EventDesk.exe"

!define OLDEST_BUILD 17763 ; Windows 10, version 1809: the oldest that Qt 6 supports

!define CODE_NOT_ADMINISTRATOR 3
!define CODE_STILL_RUNNING 4
!define CODE_NEWER_INSTALLED 5
!define CODE_OLD_WINDOWS 6
!define CODE_FOREIGN_FOLDER 7
!define CODE_OPEN_TWICE 8

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "Sections.nsh"
!include "WinVer.nsh"
!include "WordFunc.nsh"
!include "x64.nsh"
!include "Win\COM.nsh"
!include "Win\Propkey.nsh"

Var Mode        ; 'all' for everyone on this computer, else 'current'
Var Elevated    ; 1 in the copy that was started as administrator by the first one
Var GivenFolder ; what /D= says
Var OldVersion  ; the version that is there already, '' for none
Var DeleteData  ; 1 when the uninstaller is to delete events and settings, too
Var Parameters

!macro Refuse CODE TEXT
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

!addincludedir "${__FILEDIR__}"
!include "running.nsh"
!include "search_path.nsh"
!include "shortcut.nsh"
!include "mode.nsh"
!include "components.nsh"
!include "your_data.nsh"

; ------------------------------------------------------------------------------------ pages

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_WELCOMEFINISHPAGE_BITMAP_STRETCH AspectFitHeight
!define MUI_HEADERIMAGE
!define MUI_HEADERIMAGE_RIGHT
!define MUI_HEADERIMAGE_BITMAP "${HEADER}"
!define MUI_HEADERIMAGE_BITMAP_STRETCH AspectFitHeight
!define MUI_HEADERIMAGE_UNBITMAP "${HEADER}"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_SMALLDESC
!define MUI_FINISHPAGE_NOAUTOCLOSE
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION StartProgram

!define MUI_WELCOMEPAGE_TEXT "$(WelcomeText)"
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipWhenElevated
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipWhenElevated
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
Page custom ModePage ModePageLeave
!insertmacro MUI_PAGE_COMPONENTS
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipFolderOnUpdate
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE FolderLeave
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH

!insertmacro MUI_UNPAGE_CONFIRM
UninstPage custom un.DataPage un.DataPageLeave
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "Spanish"
!include "strings_english.nsh"
!include "strings_german.nsh"
!include "strings_french.nsh"
!include "strings_spanish.nsh"

VIProductVersion "${VERSION_NUMBER}"
VIFileVersion "${VERSION_NUMBER}"
!macro VersionTexts LANGUAGE
  VIAddVersionKey /LANG=${LANGUAGE} "ProductName" "EventDesk"
  VIAddVersionKey /LANG=${LANGUAGE} "ProductVersion" "${VERSION}"
  VIAddVersionKey /LANG=${LANGUAGE} "CompanyName" "${PUBLISHER}"
  VIAddVersionKey /LANG=${LANGUAGE} "LegalCopyright" "${COPYRIGHT}"
  VIAddVersionKey /LANG=${LANGUAGE} "FileDescription" "EventDesk ${VERSION} Setup"
  VIAddVersionKey /LANG=${LANGUAGE} "FileVersion" "${VERSION}"
!macroend
!insertmacro VersionTexts ${LANG_ENGLISH}
!insertmacro VersionTexts ${LANG_GERMAN}
!insertmacro VersionTexts ${LANG_FRENCH}
!insertmacro VersionTexts ${LANG_SPANISH}

; --------------------------------------------------------------------------------- sections

Section "EventDesk" SecProgram
  SectionIn RO
  Call CheckFolder
  Call EndRunning
  Call MoveAside
  SetOutPath "$INSTDIR"
  File "${BUNDLE}\eventdesk.exe"
  File "${BUNDLE}\eventdesk-gui.exe"
  File "/oname=eventdesk.png" "${PICTURE}"
  File /r "${BUNDLE}\_internal"
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  !insertmacro WriteProgram
  Call RemoveWhatIsNotWanted
  Call ForgetAside
SectionEnd

Section "$(StartMenuName)" SecStartMenu
  !insertmacro WriteStartMenu
SectionEnd

Section /o "$(DesktopName)" SecDesktop
  !insertmacro WriteDesktop
SectionEnd

Section /o "$(LoginName)" SecLogin
  !insertmacro WriteLogin
SectionEnd

Section "$(CalendarsName)" SecCalendars
  !insertmacro WriteCalendars
SectionEnd

Section /o "$(PathName)" SecPath
  !insertmacro WritePath
SectionEnd

Section "-Tell Windows"
  !insertmacro TellWindows
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SecProgram} "$(ProgramText)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SecStartMenu} "$(StartMenuText)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SecDesktop} "$(DesktopText)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SecLogin} "$(LoginText)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SecCalendars} "$(CalendarsText)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SecPath} "$(PathText)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Section "Uninstall"
  Call un.EndRunning
  !insertmacro RemovePath un.
  !insertmacro RemoveCalendars
  !insertmacro RemoveLogin un.
  !insertmacro RemoveDesktop
  !insertmacro RemoveStartMenu
  !insertmacro RemoveProgram
  Delete "$INSTDIR\eventdesk.exe"
  Delete "$INSTDIR\eventdesk-gui.exe"
  Delete "$INSTDIR\eventdesk.png"
  RMDir /r "$INSTDIR\_internal"
  Call un.ForgetAside
  Delete "$INSTDIR\${UNINSTALLER}"
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"
  !insertmacro TellWindows
  ${If} $DeleteData = 1
    Call un.DeleteYourData
  ${EndIf}
SectionEnd

!include "choices.nsh"

; ------------------------------------------------------------------------ beginning and end

Function .onInit
  SetRegView 64
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} ${OLDEST_BUILD}
  ${OrIfNot} ${RunningX64}
    !insertmacro Refuse ${CODE_OLD_WINDOWS} "$(OldWindows)"
  ${EndIf}
  ${GetParameters} $Parameters
  Call TakeMode
  Call RefuseSecondInstaller
  ${If} ${Silent}
  ${OrIf} $Elevated = 1
    Call RefuseOlderThanInstalled
  ${EndIf}
FunctionEnd

Function RefuseSecondInstaller
  ; The first copy waits for the one that it started as administrator.
  ${If} $Elevated = 1
    Return
  ${EndIf}
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "Local\EventDesk-Setup") p .r0 ?e'
  Pop $1
  ${If} $1 = 183 ; ERROR_ALREADY_EXISTS
    !insertmacro Refuse ${CODE_OPEN_TWICE} "$(OpenTwice)"
  ${EndIf}
FunctionEnd

Function RefuseOlderThanInstalled
  ${If} $OldVersion == ""
    Return
  ${EndIf}
  ReadRegStr $0 SHCTX "Software\EventDesk" "VersionNumber"
  ${VersionCompare} "$0" "${VERSION_NUMBER}" $1
  ${If} $1 <> 1
    Return
  ${EndIf}
  ClearErrors
  ${GetOptions} "$Parameters" "/DOWNGRADE" $0
  ${IfNot} ${Errors}
    Return
  ${EndIf}
  MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(NewerInstalled)" /SD IDNO IDYES on
  SetErrorLevel ${CODE_NEWER_INSTALLED}
  Quit
  on:
FunctionEnd

Function SkipWhenElevated
  ${If} $Elevated = 1
    Abort
  ${EndIf}
FunctionEnd

Function StartProgram
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    ; Through the desktop, so that it does not run as administrator.
    Exec '"$WINDIR\explorer.exe" "$INSTDIR\eventdesk-gui.exe"'
  ${Else}
    Exec '"$INSTDIR\eventdesk-gui.exe"'
  ${EndIf}
FunctionEnd

Function .onInstFailed
  Call PutBack
FunctionEnd

Function un.onInit
  SetRegView 64
  ${GetParameters} $Parameters
  Call un.TakeMode
  Call un.RefuseOtherFolder
  StrCpy $DeleteData 0
  ClearErrors
  ${GetOptions} "$Parameters" "/DELETEDATA" $0
  ${IfNot} ${Errors}
    StrCpy $DeleteData 1
  ${EndIf}
FunctionEnd
