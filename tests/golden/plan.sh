#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --plan foretells time and peak memory and touches nothing; --memory holds.
. "${0%/*}/lib/golden.sh"

mkdir room
TMPDIR=$folder/room
export TMPDIR
good generate --claims 700k --hospitals 60 --persons 200k -o region.h5 -q

# told COLUMN: what the last row of a plan says; peak: what --stats found, MB
told() { awk -F, -v c="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == c) k = i }
    END { print $k }' out; }
near() { # TOLD FOUND: within 30 %
    awk -v a="$1" -v b="$2" 'BEGIN { exit !(a > 0.7 * b && a < 1.3 * b) }' ||
        fail "foretold $1, found $2"
}
for words in "stats --by drg --column total" "stats --by hospital --sum total" \
    "weights" "settle --budget-ratio 0.9 --cases cases.h5"; do
    set -- $words
    command=$1
    shift
    good "$command" region.h5 "$@" -o out.h5 --threads 2 --plan --csv
    [ ! -e out.h5 ] && [ ! -e cases.h5 ] || fail "--plan of $command wrote"
    [ -z "$(ls -A room)" ] || fail "--plan left $(ls -A room)"
    peak=$(told peak)
    [ -n "$(told seconds)" ] && [ -n "$(told cpu)" ] ||
        fail "$command: no forecast: $(cat out)"
    good "$command" region.h5 "$@" -o out.h5 --threads 2 --stats -q
    near "$peak" "$(sed -n 's/.*peak memory \([0-9.]*\) MB.*/\1/p' err)"
    rm -f out.h5 cases.h5
done

# A forecast that cannot be made is said, and the plan is there nevertheless.
good settle region.h5 --budget-ratio 0.9 --plan --csv
cp out plan
TMPDIR=$folder/no_room
bad 1 "no_room" -- stats region.h5 --plan
TMPDIR=$folder/room

# Less memory: more passes, the same bytes; or a refusal with the number that
# then is enough.
good stats region.h5 --column total --by drg --threads 1 --csv
cp out whole
for memory in 9m 8m 7m; do
    "$program" stats region.h5 --column total --by drg --threads 1 --csv \
        --memory $memory >out 2>err
    case $? in
    0) same whole out ;;
    2) holds err "--memory allows" "remedy" ;;
    *) fail "--memory $memory: $(cat err)" ;;
    esac
done
run 2 settle region.h5 --budget-ratio 0.9 --threads 1 --memory 1m
enough=$(sed -n 's/.*give --memory \([0-9]*m\).*/\1/p' err)
[ -n "$enough" ] || fail "no number: $(cat err)"
finish
