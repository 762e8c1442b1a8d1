#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench: a line a limit and kernel, none without a rate; nothing is left behind.
. "${0%/*}/lib/golden.sh"

mkdir room
good bench --rows 30k --seconds 1 --folder room --csv
holds err "30000 made-up claims" "every answer is that of a plain loop"
awk -F, 'NR == 1 { next }
    !($3 > 0 && $7 > 0 && $8 > 0 && $9 >= $8 && $10 >= 3) { exit 1 }
    NR <= 7 && ($1 != $5 || $6 != "100.0") { exit 1 }
    NR > 7 && !($6 >= 0) { exit 1 }
    END { if (NR != 23) exit 1 }' out || fail "$(cat out)"
for kernel in "memory read" "moments by group" "exact quantiles by group" \
    "cube of three columns" "the same from kept lanes" "sums per patient" "decode deflated chunks" \
    "decode plain chunks" "CSV into fields" decimals exp \
    "a year of four growth factors"; do
    grep -q "^\"*$kernel\"*," out || fail "no line of $kernel"
done
[ -z "$(ls -A room)" ] || fail "left behind: $(ls -A room)"

# in Chinese, and as a file, where compiler and threads stand
good bench --rows 10k --seconds 1 --threads 2 -o b.h5 --lang zh -q
holds out "分组精确分位数" "占上限"
good export b.h5 bench
grep -q ",2,[^,]*[0-9]\.[0-9]" out || fail "no threads, no compiler: $(head -2 out)"
bad 1 "b.h5" -- bench --rows 10k --seconds 1 -o b.h5

# what it refuses
run 2 bench --rows 5
holds err "is not 10k to 100m"
run 2 bench --seconds 0
holds err "is not 1 to 3600"
bad 1 "no_room" -- bench --rows 10k --seconds 1 --folder no_room
finish
