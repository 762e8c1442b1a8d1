#!/usr/bin/env bash
# Lines that the fast tests reach: a row a folder, then the files with the
# most lines that no test reaches. usage: tools/coverage.sh
set -euo pipefail
cd "$(dirname "$0")/.."

cmake --preset coverage >/dev/null
cmake --build --preset coverage -- -j "$(nproc)" >/dev/null
find build/coverage -name '*.gcda' -delete
ctest --preset coverage -j "$(nproc)" >build/coverage.tests ||
  { cat build/coverage.tests; exit 1; }

# gcov -n prints pairs of lines: File 'base/money.c', Lines executed:98% of 50
find build/coverage/CMakeFiles -name '*.gcda' -print0 |
  xargs -0 gcov -n -r -s "$PWD" 2>/dev/null | awk -F"'" '
    /^File/ { file = $2 }
    /^Lines executed/ && file ~ /^(base|kernels|io|sim|cli)\/.*\.c$/ {
      split($0, part, /[:% ]+/)   # Lines executed 98.00 of 50
      n = part[5]; hit = int(n * part[3] / 100 + 0.5)
      folder = file; sub(/\/.*/, "", folder)
      lines[folder] += n; lines["all"] += n
      reached[folder] += hit; reached["all"] += hit
      print "2 " n - hit " " file
      file = ""
    }
    END {
      for (f in lines)
        printf "1 %s: %d of %d lines, %.1f %%\n", f, reached[f], lines[f],
          100 * reached[f] / lines[f]
    }' | sort -k1,1n -k2,2nr | awk '
    $1 == 1 { sub(/^1 /, ""); print }
    $1 == 2 && $2 > 0 && ++shown <= 15 {
      if (shown == 1) print "lines that no test reaches:"
      print "  " $2 " " $3
    }'
