#!/usr/bin/env bash
# Makes this machine ready to test and run the plugin: system packages, then the test venv.
#   tests/tools/setup.sh         what all but `make test-stac` needs
#   tests/tools/setup.sh bench   what `make bench-download` and `make bench-cube` need: nginx and aria2
#   tests/tools/setup.sh proxies the proxies that tests of the network put in the way
#   tests/tools/setup.sh stac    what the real STAC server needs: PostgreSQL with PostGIS, .venv-stac
#   tests/tools/setup.sh series  what a bench of point series needs: nginx, and the client it is measured by
#   tests/tools/setup.sh faults  what the table of download faults needs: nginx, faketime, strace
# Everything it says goes to standard error: `make archive` promises its first line to programs.
set -euo pipefail
exec 1>&2
here=$(cd "$(dirname "$0")" && pwd)
# QGIS's Python, as in the Makefile.
if [ -r /etc/debian_version ]; then python=${PYTHON:-/usr/bin/python3}; else python=${PYTHON:-python3}; fi
part=${1:-}

if [ "$part" = stac ]; then packages=(
  postgresql-postgis                               # PostgreSQL and PostGIS; we make our own cluster
  python3-gdal                                     # GEOS for the independent look at every footprint
  util-linux                                       # setpriv: no server outlives the tests
  python3-venv ca-certificates
); elif [ "$part" = faults ]; then packages=(
  nginx libnginx-mod-http-lua                      # a server none of us wrote; the tests start it
  faketime                                         # clocks that jump
  strace                                           # the order in which files reach the disk
  util-linux                                       # setpriv: no server outlives the tests
); elif [ "$part" = series ]; then packages=(
  nginx libnginx-mod-http-lua                      # a server with a latency; we start our own
  python3-venv ca-certificates                     # the venv of the client it is measured by
); elif [ "$part" = bench ]; then packages=(
  nginx libnginx-mod-http-lua                      # a server with a latency; we start our own
  aria2                                            # whom a download is measured by
); elif [ "$part" = proxies ]; then packages=(
  tinyproxy-bin microsocks                         # the programs alone: Debian starts no service of them
  python3-socks                                    # PySocks, which a SOCKS proxy needs
  strace                                           # sees what goes beside a proxy
); else packages=(
  qgis python3-qgis                                # the program the plugin lives in
  python3-requests python3-matplotlib python3-pyproj   # what the plugin uses inside QGIS
  python3-xarray python3-netcdf4 python3-rioxarray python3-zarr python3-h5py python3-distributed
  python3-venv ca-certificates                     # the venv of test tools
  proj-bin                                         # how pyproj in a venv finds the data of PROJ
  xvfb xauth fonts-dejavu-core                     # a screen and letters for `make demo`
  pyqt5-dev-tools                                  # pylupdate5 for `make i18n`
); fi

missing_packages() {
  local known
  known=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n')
  for package in "${packages[@]}"; do
    grep -qx "ii  $package" <<<"$known" || echo "$package"
  done
}

install_on_debian() {
  local missing root=()
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Missing packages, and this user may not install them. As root, run:"
      echo "    apt-get update && apt-get install --no-install-recommends ${missing[*]}"
      exit 1
    fi
    root=(sudo)
  fi
  echo "Installing with apt-get: ${missing[*]}"
  "${root[@]}" apt-get update -qq </dev/null
  # A new PostgreSQL makes and starts a cluster of its own unless it is told not to,
  local clusters=/etc/postgresql-common/createcluster.d
  if [ "$part" = stac ]; then
    "${root[@]}" mkdir -p "$clusters"
    echo "create_main_cluster = false" | "${root[@]}" tee "$clusters/itslive-tests.conf" >/dev/null
  fi
  # A server is started by the tests that need it, never by its package: not now, not at boot.
  local policy=/usr/sbin/policy-rc.d made_policy=''
  if [[ "$part" =~ ^(faults|bench|series)$ ]] && [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
    "${root[@]}" chmod 755 "$policy"
    made_policy=1
  fi
  local status=0
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}" </dev/null || status=$?
  "${root[@]}" rm -f "$clusters/itslive-tests.conf"
  if [ -n "$made_policy" ]; then "${root[@]}" rm -f "$policy"; fi
  if [[ " ${missing[*]} " == *" nginx "* ]]; then "${root[@]}" update-rc.d nginx disable || true; fi
  return $status
}

name_what_is_missing() {
  # Without proxies their tests skip, and say so.
  [ "$part" != proxies ] || exit 0
  local lacking=0
  need() { # what, how to get it
    echo "Missing: $1. $2"
    lacking=1
  }
  if [ "$part" = stac ]; then
    need "PostgreSQL with PostGIS" "'make test-stac' finds it on Debian only."
    exit 1
  fi
  if [ "$part" = faults ]; then
    for program in nginx faketime strace setpriv; do
      command -v "$program" >/dev/null || need "the program $program" "Tests that use it are skipped."
    done
    return
  fi
  if [ "$part" = bench ]; then
    need "nginx with Lua, and aria2" "'make bench-download' finds them on Debian only."
    exit 1
  fi
  if [ "$part" = series ]; then
    need "nginx with Lua" "'make bench-series' finds it on Debian only."
    exit 1
  fi
  if ! command -v "$python" >/dev/null; then
    need "Python ($python)" "Install Python 3.9 or newer, or set PYTHON=/path/to/QGIS's/python3."
  else
    "$python" -c 'import qgis.core' 2>/dev/null ||
      need "the Python module qgis in $python" \
        "Install QGIS 3.22 or newer from https://qgis.org/download and set PYTHON= to its Python."
    local module
    for module in requests matplotlib pyproj xarray netCDF4 rioxarray zarr h5py distributed venv; do
      "$python" -c "import $module" 2>/dev/null ||
        need "the Python module $module in $python" \
          "Install it with the same package manager that QGIS came from."
    done
  fi
  command -v qgis >/dev/null || need "the program qgis" "Install QGIS and put it on PATH."
  if [ "$(uname -s)" = Linux ]; then
    command -v Xvfb >/dev/null || need "the program Xvfb" "Install your system's xvfb package."
  fi
  [ $lacking = 0 ] || exit 1
}

ID='' VERSION_ID=''
# shellcheck disable=SC1091
[ ! -r /etc/os-release ] || . /etc/os-release
case "$ID $VERSION_ID" in
  "debian 12") install_on_debian ;;
  "debian 13")
    echo "Debian 13: the tests are written against Debian 12 (QGIS 3.22); going on with QGIS 3.40."
    install_on_debian
    ;;
  *)
    echo "This is not Debian 12 or 13: nothing is installed here, only looked for."
    name_what_is_missing
    ;;
esac
# The others run in the venv of the tests.
if [[ -n "$part" && ! "$part" =~ ^(stac|series)$ ]]; then exit 0; fi
exec "$python" "$here/make_venv.py" ${part:+"$part"}
