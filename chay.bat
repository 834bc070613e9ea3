@echo off
rem Starts Quyhoach on Windows: double-click, or "chay.bat COMMAND ..." as run.py takes them.
setlocal
chcp 65001 >nul
set "PY=py -3"
where py >nul 2>nul || set "PY=python"
rem One of several Pythons: set "QUYHOACH_PYTHON=py -3.12"
if defined QUYHOACH_PYTHON set "PY=%QUYHOACH_PYTHON%"
%PY% --version >nul 2>nul || goto missing
%PY% "%~dp0run.py" %*
set "STATUS=%ERRORLEVEL%"
if not "%STATUS%"=="0" if "%~1"=="" pause
exit /b %STATUS%

:missing
echo Cần Python 3.11 trở lên / Python 3.11 or newer is needed: https://www.python.org
if "%~1"=="" pause
exit /b 1
