#!/usr/bin/env bash
# The rules of the house that a machine can see (CONTRIBUTING.md).
# usage: tests/structure.sh check       prints what breaks a rule, ends with 1
#        tests/structure.sh self_test   breaks each rule in a copy of the
#                                       sources and expects that rule to fail
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

# in 'FOLDERS' REGEX: the lines of code in those folders that match.
in_code() { grep -E "^($1)/[^:]*:[0-9]+: .*($2)" "$code" || true; }
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
  in_code "$LIBRARY" "$WORD(v?printf|puts|putchar|perror|_?exit|_Exit|\
quick_exit|abort)[ \t]*\(|${WORD}(stdout|stderr)\$|${WORD}(stdout|stderr)[^A-Za-z0-9_]"
}
lax_numbers() {
  in_code "$LIBRARY|cli" \
    "$WORD(ato[filq]+|strto(d|f|ld|l|ll|ul|ull|imax|umax)|v?[fs]?scanf)[ \t]*\("
}
double_sums() { # reduction(+ : x) where the file declares x as double
  in_code "$LIBRARY|cli" 'reduction\([ \t]*[-+]' | while IFS=: read -r file line rest; do
    for x in $(sed -E 's/.*reduction\([^:]*:([^)]*)\).*/\1/; s/,/ /g' <<<"$rest"); do
      in_code "$file" "$WORD(double|float)[ \t].*$WORD$x([^A-Za-z0-9_]|\$)" |
        head -n 1 | sed "s|\$|   <- summed at line $line|"
    done
  done
}
tested() { # tests/unit/test_<file>.c, or a test that writes the file's name
  local file name
  for file in $(find base kernels io sim -name '*.c' | sort); do
    name=${file##*/}
    [ -e "tests/unit/test_$name" ] ||
      grep -rqE "(^|[^A-Za-z0-9_])${name/./\\.}" --include='*.c' tests ||
      echo "$file: no tests/unit/test_$name, and no test names $name"
  done
}
long_functions() { # clang-format puts a function's braces into column 1
  find base kernels io sim cli -name '*.c' | sort | xargs awk '
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
  find base kernels io sim cli -name '*.c' | sed 's|.*/||' | sort | uniq -d |
    sed 's|$|: two files of this name|'
}
licence() {
  find base kernels io sim cli tests bench -name '*.[ch]' 2>/dev/null |
    while read -r file; do
      [ "$(head -n 1 "$file")" = '/* SPDX-License-Identifier: GPL-3.0-or-later */' ] ||
        echo "$file: the first line is not the licence"
    done
}
leftovers() {
  grep -rnE '(^|[^A-Za-z0-9_])(TO[D]O|FIX[M]E|XX[X]|HAC[K])([^A-Za-z0-9_]|$)' \
    --include='*.[ch]' --include='*.sh' --include='*.py' --include='*.md' \
    base kernels io sim cli tests | grep -v '#[0-9]' || true
}
layout() {
  local known=" base kernels io sim cli configs bench tests docs tools .ci .git
    CMakeLists.txt CMakePresets.json README.md README.zh-CN.md LICENSE
    CHANGELOG.md CONTRIBUTING.md .clang-format .clang-tidy .gitignore
    demo.sh test.sh "
  local ignored=" build out node_modules " name
  for name in $(ls -A); do
    case "$ignored${known//$'\n'/ }" in *" $name "*) continue ;; esac
    echo "$name: not in the layout of the project"
  done
}

RULES='arrows parallel hdf5 silence lax_numbers double_sums tested
  long_functions long_files same_names licence leftovers layout'

check() {
  local rule rows status=0
  code=$(mktemp)
  trap 'rm -f "$code"' EXIT
  code_lines >"$code"
  [ -s "$code" ] || { echo "no sources found"; return 1; }
  for rule in $RULES; do
    rows=$($rule)
    [ -n "$rows" ] || continue
    printf '%s:\n%s\n' "$rule" "$rows"
    status=1
  done
  return $status
}

# break_rule RULE FILE 'TEXT': adds TEXT to FILE in a fresh copy; the check
# must then fail by that rule and no other.
break_rule() {
  local rule=$1 file=$2 text=$3 broken
  rm -rf "$copy/tree"
  mkdir "$copy/tree"
  cp -r base kernels io sim cli tests "$copy/tree"
  (cd "$copy/tree" && mkdir -p "$(dirname "$file")" && printf "$text" >>"$file")
  broken=$("$copy/tree/tests/structure.sh" check | grep -E '^[a-z0-9_]+:$' || true)
  [ "$broken" = "$rule:" ] && return
  echo "$file + '${text:0:60}': expected '$rule:', found '$broken'"
  failed=1
}
self_test() {
  local spdx='/* SPDX-License-Identifier: GPL-3.0-or-later */\n' folder rows
  failed=0
  copy=$(mktemp -d)
  trap 'rm -rf "$copy"' EXIT
  break_rule arrows base/money.h '#include "kernels/scan.h"\n'
  break_rule arrows kernels/scan.h '#include "sim/settle.h"\n'
  break_rule arrows io/store.h '#include "kernels/scan.h"\n'
  break_rule arrows sim/settle.h '#include "io/store.h"\n'
  break_rule arrows sim/settle.c '#include "weights.h"\n'
  break_rule parallel kernels/scan.c '#pragma omp parallel for\n'
  break_rule parallel cli/main.c '#include <omp.h>\n'
  break_rule hdf5 cli/main.c '#include <hdf5.h>\n'
  break_rule silence sim/settle.c 'void f(void) { printf("x"); }\n'
  break_rule silence io/store.h '#define F fputs("", stderr)\n'
  break_rule silence base/money.c 'void f(void) { exit(1); }\n'
  break_rule lax_numbers cli/main.c 'int f(char *s) { return atoi(s); }\n'
  break_rule lax_numbers io/config.c 'int f(char *s) { return sscanf(s, ""); }\n'
  break_rule double_sums kernels/scan.c \
    'double x;\n#pragma omp simd reduction(+ : x)\n'
  break_rule tested sim/untried.c "$spdx"
  break_rule long_functions cli/main.c \
    "int f(int a,\n      int b)\n{\n$(printf 'a;\\n%.0s' {1..60})}\n"
  rows=$(printf 'int;\\n%.0s' {1..500})
  break_rule long_files cli/long.c "$spdx$rows"
  break_rule same_names cli/money.c "$spdx"
  break_rule licence tests/new.h 'int x;\n'
  break_rule leftovers sim/settle.h '/* TO''DO: later */\n'
  break_rule layout notes.txt 'x\n'
  # what looks like a breach and is none
  printf '%s\n' '/* printf("x"); exit(1); */' 'int x; // atoi(s)' \
    'const char *s = "abort() /* \" atoi(";' 'int my_exit(int);' >"$copy/fine.h"
  rm -rf "$copy/tree"
  mkdir "$copy/tree"
  cp -r base kernels io sim cli tests "$copy/tree"
  cat "$copy/fine.h" >>"$copy/tree/sim/settle.h"
  rows=$("$copy/tree/tests/structure.sh" check) ||
    { echo "comments and texts were taken for code: $rows"; failed=1; }
  return $failed
}

case ${1:-check} in
check) check ;;
self_test) self_test ;;
*) echo "usage: tests/structure.sh [check|self_test]" >&2; exit 2 ;;
esac
