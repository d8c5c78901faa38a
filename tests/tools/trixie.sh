#!/usr/bin/env bash
# Proves that a plugin ZIP starts and shows its dock in QGIS 3.40, and that what reads cubes in a
# Debian 13 chroot (xarray, GDAL 3.10, QGIS 3.40 with and without the plugin) reads what is in them.
#   tests/tools/trixie.sh FILE.zip         leaves build/trixie/show_dock.{json,png}, read_*.json
# Needs root and, the first time, a few minutes and 3 GB. CHROOT= and MIRROR= may be set.
set -euo pipefail
zip=$(realpath "$1")
cd "$(dirname "$0")/../.."
chroot=${CHROOT:-/var/cache/itslive-trixie}
mirror=${MIRROR:-http://deb.debian.org/debian}
inside=/tmp/itslive
results=build/trixie

packages=(
  qgis python3-qgis python3-requests python3-matplotlib python3-pyproj
  python3-xarray python3-netcdf4 python3-rioxarray python3-zarr python3-h5py python3-distributed
  xvfb xauth fonts-dejavu-core fonts-open-sans
)

if [ "$(id -u)" != 0 ]; then
  echo "A chroot needs root: sudo make test-trixie" >&2
  exit 1
fi

make_chroot() {
  [ ! -e "$chroot/etc/debian_version" ] || return 0
  if ! command -v debootstrap >/dev/null; then
    apt-get update -qq </dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q debootstrap </dev/null
  fi
  echo "Making a Debian 13 chroot in $chroot"
  debootstrap --variant=minbase trixie "$chroot" "$mirror"
}

share_network() { # names, apt's proxy and certificates are the host's
  cp -L /etc/resolv.conf "$chroot/etc/resolv.conf"
  local file
  for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*proxy*; do
    [ ! -f "$file" ] || cp "$file" "$chroot/etc/apt/apt.conf.d/"
  done
  if [ -d /usr/local/share/ca-certificates ]; then
    mkdir -p "$chroot/usr/local/share/ca-certificates"
    cp -R /usr/local/share/ca-certificates/. "$chroot/usr/local/share/ca-certificates/"
  fi
  # No service may be started in there.
  printf '#!/bin/sh\nexit 101\n' >"$chroot/usr/sbin/policy-rc.d"
  chmod 755 "$chroot/usr/sbin/policy-rc.d"
}

# Runs a command in the chroot. Its mounts and processes live in namespaces of their own and go
# when it ends, however it ends.
within() {
  unshare --mount --propagation private --pid --fork --kill-child --mount-proc="$chroot/proc" -- \
    sh -c 'mount -t tmpfs tmpfs "$0/dev/shm" && exec chroot "$0" "$@"' "$chroot" \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=$inside LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive "$@" </dev/null
}

install_packages() {
  local known package missing=()
  known=$(within dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n')
  for package in "${packages[@]}"; do
    grep -qx "ii  $package" <<<"$known" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "Installing in the chroot: ${missing[*]}"
  within apt-get update -qq
  within apt-get install -y -q --no-install-recommends "${missing[@]}"
}

make_chroot
share_network
install_packages

rm -rf "$chroot$inside" "$results"
mkdir -p "$chroot$inside" "$results"
.venv/bin/python -m tests.tools.profile "$chroot$inside/profile" "$zip"
cp tests/demo/show_dock.py "$chroot$inside/"
status=0
within env ITSLIVE_SHOW_DOCK=$inside PYQGIS_STARTUP=$inside/show_dock.py timeout 120 \
  xvfb-run -a -s "-screen 0 1400x900x24" \
  qgis --profiles-path $inside/profile --nologo --noversioncheck \
  >"$results/qgis.log" 2>&1 || status=$?
for name in show_dock.json show_dock.png; do
  [ ! -f "$chroot$inside/$name" ] || cp "$chroot$inside/$name" "$results/"
done
if [ ! -f $results/show_dock.json ]; then
  tail -n 40 $results/qgis.log >&2
  echo "QGIS ended with $status and without a word from the plugin; see $results/qgis.log" >&2
  exit 1
fi
cat $results/show_dock.json
.venv/bin/python - $results/show_dock.json <<'CHECK'
import json
import sys

seen = json.load(open(sys.argv[1]))
sys.exit(0 if seen["dock_visible"] and seen["qgis"].startswith("3.40") else 1)
CHECK

# The cubes are made by the staged plugin, here, and read in there.
cubes=$results/cubes
mkdir -p "$cubes"
export PYTHONPATH=build/stage:.
.venv/bin/python -m tests.tools.cubes_to_read "$cubes" build/archive-small
.venv/bin/python tests/tools/read_cube.py netcdf4 "$cubes/cube.nc" >$results/reference.json
cp -R tests/tools/read_cube.py "$cubes" "$chroot$inside/"
for program in xarray gdal qgis plugin; do
  for ending in nc zarr; do
    within env QT_QPA_PLATFORM=offscreen PYTHONPATH=$inside/profile/profiles/default/python/plugins \
      timeout 120 python3 $inside/read_cube.py $program $inside/cubes/cube.$ending \
      2>$results/read_$program.log | tail -n 1 >$results/read_${program}_$ending.json ||
      { tail -n 20 $results/read_$program.log >&2; exit 1; }
  done
done
.venv/bin/python tests/tools/read_cube.py same $results/reference.json $results/read_*.json
