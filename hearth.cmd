@echo off
rem Starts Hearth on Windows. In a checkout it builds once; after a change of the sources delete cli\target\hearth.jar.
setlocal
set "ROOT=%~dp0"
set "JAR=%ROOT%lib\hearth.jar"
if exist "%ROOT%cli\pom.xml" set "JAR=%ROOT%cli\target\hearth.jar"

set "JDK="
if defined JAVA_HOME call :try "%JAVA_HOME%"
if not defined JDK for /f "delims=" %%J in ('where java 2^>nul') do if not defined JDK call :try "%%~dpJ.."
for %%B in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%USERPROFILE%\.jdks") do (
    if not defined JDK if exist "%%~B" for /d %%H in ("%%~B\*") do if not defined JDK call :try "%%~H"
)
if not defined JDK (
    >&2 echo Error: Hearth needs a JDK, version 25 or newer, and found none.
    >&2 echo Install Eclipse Temurin 25, for example: winget install EclipseAdoptium.Temurin.25.JDK
    >&2 echo or point JAVA_HOME to one.
    exit /b 1
)

if not exist "%JAR%" call :build || exit /b 1
rem How kernels are compiled; the shell script hearth says why.
set "KERNELS=hearth.compute.cpu.*::*"
set "OPTIONS=-XX:+UseSerialGC -XX:-UsePerfData -Xms32m -XX:-UseFPUForSpilling -XX:CompileCommand=quiet -XX:Tier3DelayOn=1000000 -XX:Tier4BackEdgeThreshold=800000"
set "OPTIONS=%OPTIONS% -XX:CompileCommand=BackgroundCompilation,%KERNELS%,false -XX:CompileCommand=CompileThresholdScaling,%KERNELS%,0.05"
set "OPTIONS=%OPTIONS% -XX:CompileCommand=inline,hearth.compute.cpu.ExpKernel::*"
set "OPTIONS=%OPTIONS% -XX:CompileCommand=dontinline,hearth.compute.cpu.ActivationKernels::*"
set "OPTIONS=%OPTIONS% -XX:CompileCommand=dontinline,hearth.compute.cpu.matrix.*::multiplyOne*"
"%JDK%\bin\java" %OPTIONS% -Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0 %HEARTH_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%

rem A JDK home's release file tells its version without starting it.
:try
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "tokens=2 delims==" %%V in ('findstr /b "JAVA_VERSION=" "%~1\release"') do (
    for /f "tokens=1 delims=." %%M in ("%%~V") do if %%M GEQ 25 set "JDK=%~1"
)
exit /b 0

:build
where mvn >nul 2>nul
if errorlevel 1 (
    >&2 echo Error: building Hearth needs Maven 3.8 or newer ^(mvn^) on PATH.
    exit /b 1
)
>&2 echo hearth: building ^(about half a minute, only once^) ...
set "JAVA_HOME=%JDK%"
pushd "%ROOT%"
call mvn -q -B -pl cli -am -Dmaven.test.skip=true package >"%TEMP%\hearth-build.log" 2>&1
set "FAILED=%ERRORLEVEL%"
popd
if not "%FAILED%"=="0" (
    type "%TEMP%\hearth-build.log" >&2
    >&2 echo Error: the build failed; the log is %TEMP%\hearth-build.log
    exit /b 1
)
exit /b 0
