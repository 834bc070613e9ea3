@echo off
rem Quyhoach for an office, on a server of Windows: see ..\installing.md. Copy it beside chay.bat and set these lines.
setlocal
set "QUYHOACH_WAREHOUSE=C:\Quyhoach-kho"
rem This machine only, for a proxy on it; 0.0.0.0 lets the whole network in, without any log-in.
set "QUYHOACH_ADDRESS=127.0.0.1"
set "QUYHOACH_PORT=8501"
set "QUYHOACH_BASE_PATH=quyhoach"
set "QUYHOACH_HOSTS=quyhoach.example.vn"
:again
call "%~dp0chay.bat" run >>"%~dp0may-chu.log" 2>&1
rem It ended, which it should not: wait ten seconds and start anew. (timeout needs a console; ping does not.)
ping -n 11 127.0.0.1 >nul
goto again
