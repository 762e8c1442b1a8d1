#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --plan foretells time and peak memory and touches nothing; --memory holds.
. "${0%/*}/lib/golden.sh"

mkdir room
TMPDIR=$folder/room
export TMPDIR
good generate --claims 300k --hospitals 60 -o region.h5 -q

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
    echo "$program" | grep -q san || near "$peak" "$(sed -n 's/.*peak memory \([0-9.]*\) MB.*/\1/p' err)"
    rm -f out.h5 cases.h5
done

# A file of more than four blocks is foretold from samples.
good generate --claims 1100k --hospitals 40 --set persons=900000 -o blocks.h5 -q
good stats blocks.h5 --by drg --column total --threads 2 --plan --csv
peak=$(told peak)
good stats blocks.h5 --by drg --column total --threads 2 --stats -q
echo "$program" | grep -q san || near "$peak" "$(sed -n 's/.*peak memory \([0-9.]*\) MB.*/\1/p' err)"

# A sample tells the peak of each phase, not the highest so far, which hides what
# grows: `compare` takes most while it reads persons, before its first pass.
mkdir told
DIANSHU_SAMPLE="1 $folder/told" "$program" compare blocks.h5 -q --csv --threads 1 \
    --set compare.replicates=0 >out 2>err || fail "sample: $(cat err)"
[ ! -w /proc/self/clear_refs ] || echo "$program" | grep -q san ||
    od -An -v -w56 -t f8 told/phases | awk '$7 < most { lower = 1 }
        $7 > most { most = $7 } END { exit !lower }' ||
    fail "a sample's phases have no peaks of their own"

# One block is sample enough, as large as the whole may be.
while read -r words; do
    # shellcheck disable=SC2086
    DIANSHU_SAMPLE=1 "$program" $words -q --csv --threads 1 >out 2>err ||
        fail "a block of: $words: $(cat err)"
done <<'END'
weights blocks.h5
settle blocks.h5 --budget-ratio 0.9
catalogue blocks.h5
compare blocks.h5 --set compare.trim=own --set compare.replicates=0
END

# A forecast that cannot be made is said, and the plan is there nevertheless.
good settle region.h5 --budget-ratio 0.9 --plan --csv
cp out plan
TMPDIR=$folder/no_room
bad 1 "no_room" -- stats region.h5 --plan
TMPDIR=$folder/room

# --memory is honoured by every command that takes it: too little is refused
# with a number, that is enough, and the same bytes come out.
# enough COMMAND ARGUMENT...
enough() {
    good "$@" region.h5 --threads 1 -q --csv
    cp out whole
    memory=1 tries=0
    while [ $tries -lt 9 ]; do
        "$program" "$@" region.h5 --threads 1 -q --csv --memory ${memory}m \
            --stats >out 2>err
        code=$?
        [ $code -eq 2 ] || break
        holds err "--memory allows ${memory}m" "remedy"
        memory=$(sed -n 's/.*give --memory \([0-9]*\)m.*/\1/p' err)
        [ -n "$memory" ] || fail "$*: no number: $(cat err)"
        tries=$((tries + 1))
    done
    [ $code -eq 0 ] && [ $tries -gt 0 ] ||
        fail "$*: exit $code at ${memory}m: $(cat err)"
    cmp -s whole out || fail "$*: --memory ${memory}m: other bytes"
    # what the program takes alone, under sanitizers far more
    peak=$(sed -n 's/.*peak memory \([0-9]*\) MB.*/\1/p' err)
    echo "$program" | grep -q san || [ "$peak" -le $((memory + 40)) ] ||
        fail "$*: $peak MB under --memory ${memory}m"
}
enough stats --by drg --column total
enough stats --column total
enough stats --by hospital,drg --column total
enough stats --by hospital,month,drg --sum total
enough weights
enough settle --budget-ratio 0.9
enough settle --set policy.scheme=dip --budget-ratio 0.9
enough catalogue
enough compare
enough runoff
finish
