#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Results are the same bytes for any number of threads: stats, weights, settle
# and its cases, over two blocks of records. usage: threads.sh PROGRAM
set -u
program=$1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failed=0

fail() {
    echo "FAILED: $*" >&2
    failed=1
}

# same NAME COMMAND ARGUMENT...: NAME.h5 of 1 thread and of 2 and 5
same() {
    name=$1
    shift
    for threads in 1 2 5; do
        "$program" "$@" --threads "$threads" --quiet -o "$name$threads.h5" \
            >/dev/null || fail "$* on $threads threads"
        cmp "${name}1.h5" "$name$threads.h5" ||
            fail "$threads threads differ: $*"
    done
}

"$program" generate --claims 300k --quiet -o region.h5 || exit 1
same stats stats region.h5 --column total --by drg,hospital
same quantiles stats region.h5 --column total --by drg --levels .05,.5,.95
same weights weights region.h5 --years 2000..2199
same percentile weights region.h5 --set drg.trim=percentile \
    --set drg.trim_scope=year

# settle writes its cases beside the result: compare them too
settled() {
    name=$1
    shift
    for threads in 1 2 5; do
        "$program" settle region.h5 "$@" --threads "$threads" --quiet \
            -o "$name$threads.h5" --cases "$name-cases$threads.h5" \
            >/dev/null || fail "settle $* on $threads threads"
        for part in "$name" "$name-cases"; do
            cmp "${part}1.h5" "$part$threads.h5" ||
                fail "$threads threads differ: $part of settle $*"
        done
    done
}
settled fund --budget-ratio 0.9 --set bedday.standard=450
settled total --budget-ratio 1.1 --set bedday.standard=450 \
    --set pv.mode=total --set drg.rule=2025

# another policy makes another file: cmp does see a difference
cmp -s fund1.h5 total1.h5 && fail "two policies, the same result"
cmp -s fund-cases1.h5 total-cases1.h5 && fail "two policies, the same cases"
exit $failed
