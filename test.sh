#!/usr/bin/env bash
# Builds and tests dianshu.
# usage: ./test.sh [--install|--no-install] [STAGE...]
#   dev       gcc, debug, warnings are errors; all tests but the slow ones
#   clang     clang, optimised, warnings are errors; build only
#   asan      address and undefined-behaviour sanitizers
#   tsan      thread sanitizer (clang), the tests that use threads
#   slow      the slow tests, optimised build
#   coverage  lines that the tests of dev reach, a row a folder
#   all       dev clang asan tsan slow
# Without a stage: dev clang asan tsan. Missing Debian packages are installed
# for root; --no-install (the default for everyone else) names them and ends.
# The last line counts the tests; a build that fails counts as one.
set -uo pipefail
cd "$(dirname "$0")"

install=()
stages=()
for word; do
  case $word in
  --install | --no-install) install=("$word") ;;
  dev | clang | asan | tsan | slow | coverage) stages+=("$word") ;;
  all) stages=(dev clang asan tsan slow) ;;
  *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2 ;;
  esac
done
[ ${#stages[@]} -gt 0 ] || stages=(dev clang asan tsan)
tools/packages.sh test "${install[@]}" || exit 1

passed=0 failed=0 skipped=0
jobs=$(nproc)

say() { printf '\n== %s\n' "$*"; }
build() { # PRESET
  say "build $1"
  local log=build/$1.log
  mkdir -p build
  { cmake --preset "$1" && cmake --build --preset "$1" -- -j "$jobs"; } \
    >"$log" 2>&1 && return
  grep -E -A 8 'error|Error' "$log" | head -n 60
  echo "the build of $1 failed; all of it: $log"
  failed=$((failed + 1))
  return 1
}
count() { # ATTRIBUTE FILE: of a JUnit file's <testsuite>
  sed -n "/<testsuite/,/>/s/.*[ \t]$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1
}
run_tests() { # BUILD CTEST-OPTION...
  local build=$1 report=$PWD/build/$1.xml bad none
  shift
  say "tests of $build"
  rm -f "$report"
  ctest --test-dir "build/$build" -j "$jobs" --timeout 900 --no-tests=error \
    --output-on-failure --output-junit "$report" "$@" >"build/$build.tests" 2>&1
  local status=$?
  if [ ! -s "$report" ]; then
    tail -n 20 "build/$build.tests"
    failed=$((failed + 1))
    return
  fi
  [ $status = 0 ] && tail -n 3 "build/$build.tests" || cat "build/$build.tests"
  bad=$(count failures "$report")
  none=$(($(count skipped "$report") + $(count disabled "$report")))
  passed=$((passed + $(count tests "$report") - bad - none))
  failed=$((failed + bad))
  skipped=$((skipped + none))
}

for stage in "${stages[@]}"; do
  case $stage in
  dev) build dev && run_tests dev -LE slow ;;
  asan) # not what runs no code of ours, nor what the threads' sanitizer runs
    build asan && run_tests asan -LE slow -E \
      '^(docs|messages|structure|reference\..*(examples|properties)|golden\.(several|threads|compare|plan))' ;;
  tsan) build tsan && run_tests tsan -L threads -LE slow -E '^golden\.(several|plan)' ;;
  clang) build clang ;;
  slow) build release && run_tests release -L slow ;;
  coverage) tools/coverage.sh || failed=$((failed + 1)) ;;
  esac
done

echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
