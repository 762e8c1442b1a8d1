#!/usr/bin/env bash
# Sees to the Debian packages of tools/packages.txt.
# usage: tools/packages.sh build|test [--install|--no-install]
# --install is the default for root. Otherwise prints the one line that
# installs what is missing, and ends with 1 when something is.
set -euo pipefail
cd "$(dirname "$0")/.."

scope=${1:?build or test}
mode=${2:-$([ "$(id -u)" = 0 ] && echo --install || echo --no-install)}
case $scope$mode in
build--install | build--no-install | test--install | test--no-install) ;;
*) echo "usage: tools/packages.sh build|test [--install|--no-install]" >&2
   exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null; then
  echo "not a Debian system: install what tools/packages.txt lists" >&2
  exit 0
fi

missing=()
while read -r needed_by package; do
  [ "$needed_by" = build ] || [ "$needed_by" = "$scope" ] || continue
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || true
  [ "$state" = installed ] || missing+=("$package")
done < <(grep -v '^#' tools/packages.txt)
[ ${#missing[@]} -gt 0 ] || exit 0

install="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$mode" = --no-install ]; then
  echo "missing packages: run"
  echo "  sudo $install"
  exit 1
fi
echo "\$ apt-get update && $install"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
