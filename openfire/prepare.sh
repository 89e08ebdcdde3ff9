#!/bin/sh
# Installs the Debian packages that demo, tests and benchmarks run on, where they are missing.
# With the argument `build`: those only that it takes to build what is installed.
set -eu

is_build=
[ "${1:-}" = build ] && is_build=yes
missing=
need() {
    command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || missing="$missing $2"
}
need java openjdk-17-jdk-headless
need javac openjdk-17-jdk-headless
need mvn maven
if [ -z "$is_build" ]; then
    need mariadbd mariadb-server-core
    need chromium chromium
    need php php-cli
    need nginx nginx-light
    need systemd-analyze systemd
    [ -d /usr/share/fonts/opentype/ipafont-gothic ] || missing="$missing fonts-ipafont-gothic"
    ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1 || missing="$missing libfaketime"
fi
python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"
# What is installed as README says runs on the system's own Python.
/usr/bin/python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"

# Of Prometheus only its two programs: the package would start a service.
folder=.cache/prometheus
has_prometheus() {
    [ -n "$is_build" ] || command -v promtool >/dev/null 2>&1 || [ -x "$folder/usr/bin/promtool" ]
}
if [ -z "$missing" ] && has_prometheus; then
    exit 0
fi

run=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
        has_prometheus || missing="$missing prometheus"
        echo "please install as root:$missing" >&2
        exit 1
    }
    run=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$run apt-get update -qq
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086  a list of packages
    $run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
fi
if ! has_prometheus; then
    rm -rf "$folder.new"
    mkdir -p "$folder.new"
    (
        cd "$folder.new"
        apt-get download -qq prometheus
        dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin
        rm prometheus_*.deb
    )
    rm -rf "$folder"
    mv "$folder.new" "$folder"
fi
