#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A full disk: an error that names the file, nothing half-written, the old file
# as it was, and the same command does its work when there is room.
. "${0%/*}/lib/golden.sh"

small="--claims 1000 --hospitals 30 --groups 60"
# shellcheck disable=SC2086
good generate $small -o region.h5
claims_csv >claims.csv
good import claims.csv --map map.yaml -o claims.h5
settle="settle region.h5 --budget-ratio 0.9 --set bedday.standard=450"
# shellcheck disable=SC2086
good $settle -o result.h5 --cases cases.h5
good weights region.h5 -o weights.h5
good stats region.h5 --by drg,hospital -o stats.h5
good export region.h5 -o claims.txt
good import claims.csv --map map.yaml -o imported.h5 --rejects rejects.csv

# every_writer FUNCTION: with each command that writes, the file it writes, and
# the files it may not touch meanwhile
every_writer() {
    # shellcheck disable=SC2086
    "$1" region.h5 generate $small -o
    "$1" claims.h5 import claims.csv --map map.yaml -o
    "$1" weights.h5 weights region.h5 -o
    "$1" stats.h5 stats region.h5 --by drg,hospital -o
    # shellcheck disable=SC2086
    "$1" result.h5 $settle -o
    # shellcheck disable=SC2086
    "$1" cases.h5 $settle --cases
    "$1" claims.txt export region.h5 -o
}

# ---- the limit on file sizes stands for a disk with so much room -----------

limited() { # FILE ARGUMENT...: at several points of what FILE needs
    whole=$1
    shift
    size=$(wc -c <"$whole")
    for room in 2 $((size / 512 - 1)); do
        cp old.h5 again.h5
        for target in new.h5 again.h5; do
            force=$([ $target = new.h5 ] || echo --force)
            (
                failed=0
                ulimit -f $room
                trap '' XFSZ
                # shellcheck disable=SC2086
                bad 1 $target "File too large" "raise the limit" -- \
                    "$@" $target $force
                exit $failed
            ) 2>limit || fail "$* with $room blocks: $(cat limit)"
            absent new.h5
        done
        same old.h5 again.h5
    done
    good "$@" new.h5
    same new.h5 "$whole"
    rm new.h5
}
echo "not HDF5, and to be kept" >old.h5
every_writer limited

# the list of rejected rows too
awk -F, -v OFS=, 'NR == 1; { for (i = 0; i < 20; i++) print $1 "-" i, $2 }' \
    claims.csv >wrong.csv
bad 3 wrong.csv -- import wrong.csv --map map.yaml -o new.h5 --rejects whole.csv
limit_rejects() {
    ulimit -f 2
    trap '' XFSZ
    bad 1 new.csv "File too large" -- \
        import wrong.csv --map map.yaml -o new.h5 --rejects new.csv
    absent new.csv new.h5
    finish
}
(limit_rejects) || failed=1
bad 3 wrong.csv -- import wrong.csv --map map.yaml -o new.h5 --rejects new.csv
same new.csv whole.csv
absent new.h5

# ---- standard output -------------------------------------------------------

full() { # ARGUMENT...: the output goes to a full device
    "$program" "$@" >/dev/full 2>err
    code=$?
    [ $code -eq 1 ] || fail "exit $code instead of 1: $* >/dev/full: $(cat err)"
    holds err "standard output" "No space left" "  remedy: "
}
if [ -w /dev/full ]; then
    full --help
    full --version
    full columns
    full info region.h5
    full check region.h5
    full stats region.h5 --by drg
    full stats region.h5 --json
    full weights region.h5
    # shellcheck disable=SC2086
    full $settle
    full settle --template
    full generate --template
    full export region.h5
    full export region.h5 --json
    full export result.h5 settlement
    full import claims.csv --map map.yaml -o new.h5
else
    echo "not tested: a full standard output (no /dev/full)" >&2
fi
rm -f new.h5

# ---- a disk that is full, where root may make one --------------------------

filled() { # FILE ARGUMENT...
    whole=$1
    shift
    bad 1 small/new.h5 "No space left" "free some space" -- "$@" small/new.h5
    cp old.h5 small/old.h5
    bad 1 small/old.h5 "No space left" "free some space" -- \
        "$@" small/old.h5 --force
    same old.h5 small/old.h5
    rm small/old.h5
    [ -z "$(ls -A small)" ] || fail "left on the disk: $(ls -A small)"
    mount -o remount,size=64m small # as it says
    good "$@" small/new.h5
    same small/new.h5 "$whole"
    rm small/new.h5
    mount -o remount,size=8k small
}
mkdir small
if mount -t tmpfs -o size=8k dianshu-test small 2>/dev/null; then
    trap 'umount "$folder/small"; rm -rf "$folder"' EXIT
    every_writer filled
else
    echo "not tested: a full disk (needs the right to mount one)" >&2
fi
finish
