#!/usr/bin/env bash
# The rules of the house that a machine can see (CONTRIBUTING.md).
# usage: tests/structure.sh check [RULE]   prints what breaks a rule, ends with 1
#        tests/structure.sh self_test      breaks each rule in a copy of the
#                                          sources, expects that it is seen
set -euo pipefail
cd "$(dirname "$0")/.."

# Every line of C without comments and texts, as "file:line: code"; the texts
# of #include lines stay.
code_lines() {
  find base kernels io sim cli -name '*.[ch]' | sort | xargs awk '
    FNR == 1 { inside = 0 }
    {
      line = $0; code = ""
      if (!inside && line ~ /^[ \t]*#[ \t]*include/) {
        print FILENAME ":" FNR ": " line; next
      }
      while (line != "") {
        if (inside) {
          at = index(line, "*/")
          if (!at) break
          line = substr(line, at + 2); inside = 0; continue
        }
        if (!match(line, /\/\*|\/\/|"|'\''/)) { code = code line; break }
        code = code substr(line, 1, RSTART - 1)
        found = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        if (found == "//") break
        if (found == "/*") { inside = 1; code = code " "; continue }
        quote = found
        while (line != "" && substr(line, 1, 1) != quote)
          line = substr(line, substr(line, 1, 1) == "\\" ? 3 : 2)
        line = substr(line, 2); code = code quote quote
      }
      if (code !~ /^[ \t]*$/) print FILENAME ":" FNR ": " code
    }'
}

# in_code 'FOLDERS' REGEX: the lines of code in those folders that match.
in_code() { grep -E "^($1)/[^:]*:[0-9]+: .*($2)" "$code" || true; }
c_files() { find base kernels io sim "$@" -name '*.c' | sort; }
LIBRARY='base|kernels|io|sim'
WORD='(^|[^A-Za-z0-9_])'

may_include() { # FOLDER 'FOLDERS IT MAY INCLUDE'
  in_code "$1" '#[ \t]*include[ \t]*"' | grep -vE "\"($2)/" || true
}
arrows() {
  may_include base 'base'
  may_include kernels 'base|kernels'
  may_include io 'base|io'
  may_include sim 'base|kernels|sim'
  may_include cli 'base|kernels|io|sim|cli'
}
parallel() {
  in_code "$LIBRARY|cli" \
    '#[ \t]*pragma omp .*(parallel|task|teams|target)|pthread_create|<omp\.h>' |
    grep -v '^base/parallel\.c:' || true
}
hdf5() { in_code 'base|kernels|sim|cli' '#[ \t]*include[ \t]*<(hdf5|H5)'; }
silence() {
  in_code "$LIBRARY" "$WORD(v?printf|puts|putchar|perror|exit|_Exit|\
quick_exit|abort)[ \t]*\(|${WORD}(stdout|stderr)\$|${WORD}(stdout|stderr)[^A-Za-z0-9_]"
}
lax_numbers() {
  in_code "$LIBRARY|cli" \
    "$WORD(ato[filq]+|strto(d|f|ld|l|ll|ul|ull|imax|umax)|v?[fs]?scanf)[ \t]*\("
}
double_sums() { # reduction(+ : x) where the file declares x as double
  in_code "$LIBRARY|cli" 'reduction\([ \t]*[-+]' |
    while IFS=: read -r file line rest; do
      names=$(sed -E 's/.*reduction\([^:]*:([^)]*)\).*/\1/; s/[ ,]+/|/g
        s/^\||\|$//g' <<<"$rest")
      grep -E "^$file:.*$WORD(double|float)[ \t](.*[^A-Za-z0-9_])?($names)([^A-Za-z0-9_]|\$)" \
        "$code" | sed "s/\$/   <- summed in line $line/" || true
    done
}
# tests/unit/test_<file>.c, or a test that writes <file>.c or includes
# <file>.h; a file without a header of its own is a part of the one whose name
# its name begins with (settle_money.c: test_settle.c).
tested() {
  {
    grep -rhoE '[a-z0-9_]+\.[ch]' --include='*.c' tests | sed 's/\..*//'
    find tests/unit -name 'test_*.c' | sed 's|.*/test_||; s/\.c$//'
  } | sort -u | sed 's/^/test /' >"$code.tests"
  c_files | sed 's/\.c$//' | while read -r file; do
    [ -e "$file.h" ] && echo "own $file" || echo "part $file"
  done | cat "$code.tests" - | awk '
    $1 == "test" { named[$2] = 1; next }
    {
      noun = $2; sub(/.*\//, "", noun)
      is_named = noun in named
      while ($1 == "part" && !is_named && sub(/_[^_]*$/, "", noun))
        is_named = noun in named
      if (!is_named) print $2 ".c: no test of this name, and none names it"
    }'
  rm -f "$code.tests"
}
long_functions() { # clang-format puts a function's braces into column 1
  c_files cli | xargs awk '
    FNR == 1 { head = 0 }
    /^[A-Za-z_].*[(]/ && !head { head = FNR }
    /^([};]|$)/ || /;$/ { if (!open) head = 0 }
    /^{$/ && head { open = 1 }
    /^}$/ && open {
      if (FNR - head + 1 > 60)
        print FILENAME ":" head ": a function of " FNR - head + 1 " lines"
      open = head = 0
    }'
}
long_files() {
  find base kernels io sim cli -name '*.[ch]' | sort | xargs wc -l |
    awk '$2 != "total" && $1 > 500 { print $2 ": " $1 " lines" }'
}
same_names() {
  c_files cli | sed 's|.*/||' | sort | uniq -d |
    sed 's|.*|/&: two files of this name|'
}
licence() {
  local folders=(base kernels io sim cli tests)
  [ ! -d bench ] || folders+=(bench)
  find "${folders[@]}" -name node_modules -prune -o -name '*.[ch]' -print |
    sort | xargs awk '
    FNR == 1 && $0 != "/* SPDX-License-Identifier: GPL-3.0-or-later */" {
      print FILENAME ":1: the first line is not the licence"
    }'
}
leftovers() {
  grep -rnE '(^|[^A-Za-z0-9_])(TO[D]O|FIX[M]E|XX[X]|HAC[K])([^A-Za-z0-9_]|$)' \
    --include='*.[ch]' --include='*.sh' --include='*.py' --include='*.md' \
    base kernels io sim cli tests | grep -v '#[0-9]' || true
}
layout() {
  local known=" base kernels io sim cli configs share bench tests docs tools .ci .git
    CMakeLists.txt CMakePresets.json README.md README.zh-CN.md LICENSE
    CHANGELOG.md CONTRIBUTING.md .clang-format .clang-tidy .gitignore
    demo.sh test.sh "
  local ignored=" build out node_modules " name
  for name in $(ls -A); do
    case "$ignored${known//$'\n'/ }" in *" $name "*) continue ;; esac
    echo "$name: not in the layout of the project"
  done
}

RULES='arrows parallel hdf5 silence lax_numbers double_sums
  long_functions long_files same_names licence leftovers layout'

check() { # RULE...
  local rule rows status=0
  code=$(mktemp)
  trap 'rm -f "$code"' EXIT
  code_lines >"$code"
  [ -s "$code" ] || { echo "no sources found"; return 1; }
  for rule; do
    rows=$($rule) || { echo "$rule: cannot be checked"; status=1; }
    [ -n "$rows" ] || continue
    printf '%s:\n%s\n' "$rule" "$rows"
    status=1
  done
  return $status
}

# breaks RULE FILE TEXT: adds TEXT to FILE of the copy; RULE must then find
# fault with that file. Puts FILE back.
breaks() {
  local rule=$1 file=$2 text=$3 found
  [ ! -e "$copy/$file" ] || cp "$copy/$file" "$copy/.kept"
  printf '%b' "$text" >>"$copy/$file"
  found=$("$copy/tests/structure.sh" check "$rule") || true
  if ! grep -q "${file#*/}" <<<"$found"; then
    echo "$rule does not see '${text:0:60}' in $file"
    failed=1
  fi
  rm "$copy/$file"
  [ ! -e "$copy/.kept" ] || mv "$copy/.kept" "$copy/$file"
}
self_test() {
  local spdx='/* SPDX-License-Identifier: GPL-3.0-or-later */\n' rows before
  failed=0
  copy=$(mktemp -d)
  trap 'rm -rf "$copy"' EXIT
  cp -r base kernels io sim cli tests "$copy"
  breaks arrows base/money.h '#include "kernels/scan.h"\n'
  breaks arrows kernels/scan.h '#include "sim/drg/settle.h"\n'
  breaks arrows io/store/store.h '#include "kernels/scan.h"\n'
  breaks arrows sim/drg/settle.h '#include "io/store/store.h"\n'
  breaks arrows sim/drg/settle.c '#include "weights.h"\n'
  breaks parallel kernels/scan.c '#pragma omp parallel for\n'
  breaks parallel cli/main.c '#include <omp.h>\n'
  breaks hdf5 cli/main.c '#include <hdf5.h>\n'
  breaks silence sim/drg/settle.c 'void f(void) { printf("x"); }\n'
  breaks silence io/store/store.h '#define F fputs("", stderr)\n'
  breaks silence base/money.c 'void f(void) { exit(1); }\n'
  breaks lax_numbers cli/main.c 'int f(char *s) { return atoi(s); }\n'
  breaks lax_numbers io/config.c 'int f(char *s) { return sscanf(s, ""); }\n'
  breaks double_sums kernels/scan.c \
    'double y, sum;\n#pragma omp simd reduction(+ : n, sum)\n'
  breaks tested sim/untried.c "$spdx"
  breaks tested sim/untried_part.c "$spdx"
  rows=$(printf 'a;\\n%.0s' {1..58})
  breaks long_functions cli/main.c "int f(int a,\n      int b)\n{\n$rows}\n"
  rows=$(printf 'int;\\n%.0s' {1..500})
  breaks long_files cli/long.c "$spdx$rows"
  breaks same_names cli/money.c "$spdx"
  breaks licence tests/new.h 'int x;\n'
  breaks leftovers sim/drg/settle.h '/* TO''DO: later */\n'
  breaks layout notes.txt 'x\n'

  # What looks like a breach and is none.
  before=$("$copy/tests/structure.sh" check) || true
  printf '%s\n' '/* printf("x"); exit(1); */' 'int x; // atoi(s)' \
    'const char *s = "abort() /* \" atoi(";' 'int my_exit(int);' \
    'int64_t n;' '#pragma omp simd reduction(+ : n)' >>"$copy/sim/drg/settle.h"
  rows=$("$copy/tests/structure.sh" check) || true
  [ "$rows" = "$before" ] ||
    { echo "comments and texts were taken for code: $rows"; failed=1; }
  return $failed
}

case ${1:-check} in
check) check ${2:-$RULES} ;;
self_test) self_test ;;
*) echo "usage: tests/structure.sh [check [RULE]|self_test]" >&2; exit 2 ;;
esac
