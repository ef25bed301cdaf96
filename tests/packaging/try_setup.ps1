# Installs EventDesk on this Windows with the installer in dist, uses it, and removes it again.
# Ends with an error at the first thing that is not as it should be.

$ErrorActionPreference = "Stop"
$setup = (Get-ChildItem "dist/*-setup.exe").FullName
$folder = "$env:LOCALAPPDATA\Programs\EventDesk"
$programs = [Environment]::GetFolderPath("Programs")
$run = "HKCU:\Software\Microsoft\Windows\CurrentVersion\Run"

function Invoke-Program([string] $program, [string] $arguments) {
    $process = Start-Process $program -ArgumentList $arguments -Wait -PassThru
    if ($process.ExitCode -ne 0) { throw "$program ended with $($process.ExitCode)" }
}

function Assert-That([bool] $holds, [string] $what) {
    if (-not $holds) { throw "It is not so: $what" }
    Write-Output "ok: $what"
}

function Get-PersonPath { (Get-Item "HKCU:\Environment").GetValue("Path", "", "DoNotExpandEnvironmentNames") }

$before = Get-PersonPath
Invoke-Program $setup "/S /DESKTOP=1 /LOGIN=1 /PATH=1"

$shell = New-Object -ComObject Shell.Application
$entry = $shell.Namespace($programs).ParseName("EventDesk.lnk")
$name = $entry.ExtendedProperty("System.AppUserModel.ID")
Assert-That ($name -eq "org.eventdesk.EventDesk") "the Start menu entry names the program: $name"
Assert-That ((Get-ItemProperty $run).EventDesk -eq "`"$folder\eventdesk-gui.exe`" --hidden") "it starts at login"
Assert-That ((Get-PersonPath).EndsWith($folder)) "it is in the search path"

& "$folder\eventdesk.exe" self-test
Assert-That ($LASTEXITCODE -eq 0) "the installed program has tested itself"

Start-Process "$folder\eventdesk-gui.exe" -ArgumentList "--hidden"
$end = (Get-Date).AddSeconds(60)
while (-not (Test-Path "$env:LOCALAPPDATA\EventDesk\instance.json")) {
    if ((Get-Date) -gt $end) { throw "the window does not start" }
    Start-Sleep -Milliseconds 200
}
Invoke-Program $setup "/S"
Assert-That (-not (Get-Process "eventdesk-gui" -ErrorAction SilentlyContinue)) "an update has ended it"
Assert-That (Test-Path "$env:LOCALAPPDATA\EventDesk\eventdesk.db") "an update has kept the events"

Invoke-Program "$folder\Uninstall EventDesk.exe" "/S _?=$folder"
$left = (Get-ChildItem $folder).Name
Assert-That ($left -eq "Uninstall EventDesk.exe") "only the running uninstaller is left: $left"
Assert-That (-not (Test-Path "$programs\EventDesk.lnk")) "the Start menu entry is gone"
Assert-That (-not (Test-Path "HKCU:\Software\EventDesk")) "its key is gone"
Assert-That (-not (Test-Path "HKCU:\Software\Classes\eventdesk")) "its links are gone"
Assert-That (-not (Get-ItemProperty $run).EventDesk) "it starts no longer at login"
Assert-That ((Get-PersonPath) -eq $before) "the search path is as it was"
Assert-That (Test-Path "$env:LOCALAPPDATA\EventDesk\eventdesk.db") "the events are still there"
