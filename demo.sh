#!/usr/bin/env bash
# Builds dianshu and settles a synthetic region of 1 million claims with it.
# usage: ./demo.sh [--install|--no-install]
# Missing Debian packages are installed for root; --no-install (the default
# for everyone else) names them and ends. Results: out/demo, new on each run.
set -euo pipefail
cd "$(dirname "$0")"

tools/packages.sh build "$@"

say() { printf '\n# %s\n' "$@"; }
run() { # prints the command as typed, then runs it
  printf '$ %s\n' "$*"
  "$@"
}

say 'Build: optimised, without the tests (1 minute)'
mkdir -p build
if ! { cmake --preset release -DBUILD_TESTING=OFF &&
  cmake --build --preset release --target dianshu; } >build/demo-build.log 2>&1
then
  tail -n 30 build/demo-build.log
  exit 1
fi
PATH=$PWD/build/release:$PATH
configs=$PWD/configs
rm -rf out/demo
mkdir -p out/demo
cd out/demo

say 'A region of 1 million claims in several years, all from one seed.'
run dianshu generate --claims 1m --seed 1 -o region.h5
