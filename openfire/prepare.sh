#!/bin/sh
# Installs the Debian packages that demo, tests and benchmarks run on, where they are missing.
set -eu

missing=
need() {
    command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || missing="$missing $2"
}
need mariadbd mariadb-server-core
need java openjdk-17-jdk-headless
need javac openjdk-17-jdk-headless
need mvn maven
need chromium chromium
need php php-cli
need nginx nginx-light
[ -d /usr/share/fonts/opentype/ipafont-gothic ] || missing="$missing fonts-ipafont-gothic"
python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"
# What is installed as README says runs on the system's own Python.
/usr/bin/python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"
[ -n "$missing" ] || exit 0

run=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
        echo "please install as root:$missing" >&2
        exit 1
    }
    run=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$run apt-get update -qq
# shellcheck disable=SC2086  a list of packages
$run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
