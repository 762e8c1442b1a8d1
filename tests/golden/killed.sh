#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Commands that are killed or stopped while they write: the target is absent,
# or the old file, or the new one, and whole; a second run does the work.
. "${0%/*}/lib/golden.sh"

# A file without a name leaves nothing; where the file system has none, its
# temporary name may stay.
can_unnamed() {
    python3 -c 'import os; os.open(".", os.O_TMPFILE | os.O_RDWR)' 2>/dev/null
}
# left WHOLE: nothing is left beside the target but, from the moment between
# two names of a whole file, that file
left() {
    for leftover in .*.tmp-*; do
        [ -e "$leftover" ] || continue
        if can_unnamed; then same "$leftover" "$1"; fi
        rm "$leftover"
    done
}

claims_csv >claims.csv
good generate --claims 60k -o region.h5
settle="settle region.h5 --budget-ratio 0.9 --set bedday.standard=450"
# shellcheck disable=SC2086
good $settle -o result.h5 --cases cases.h5
good export region.h5 --columns claim,drg,total,pool,admit_day -o claims.txt
echo "the old file" >old

# killed WHOLE ARGUMENT...: writes WHOLE when it is let
killed() {
    whole=$1 n=0
    shift
    for moment in 0.01 0.05 0.1 0.2; do
        for target in new again; do
            cp old again
            force=$([ $target = new ] || echo --force)
            # shellcheck disable=SC2086
            "$program" "$@" $target $force >out 2>err &
            sleep $moment
            kill -KILL $! 2>/dev/null
            wait $! 2>/dev/null
            [ $? -eq 137 ] && n=$((n + 1))
            left "$whole"
            [ ! -e new ] || same new "$whole"
            cmp -s again old || same again "$whole"
            rm -f new
        done
    done
    [ $n -gt 0 ] || echo "not tested: $* ended before it was killed" >&2
    good "$@" new
    same new "$whole"
    rm new again
}
killed region.h5 generate --claims 60k -o
# shellcheck disable=SC2086
killed cases.h5 $settle --cases
# shellcheck disable=SC2086
killed result.h5 $settle -o
for kind in xlsx dta; do
    has $kind || continue
    good export region.h5 -q --columns claim,drg,total -o claims.$kind
    killed claims.$kind export region.h5 -q --columns claim,drg,total \
        --format $kind -o
done
killed claims.txt export region.h5 --columns claim,drg,total,pool,admit_day -o

# an import in the middle of its input: more than a block of rows, of which the
# first is spooled by then
rows() { # N
    head -n 1 claims.csv
    awk -v n="$1" 'BEGIN {
        for (i = 1; i <= n; i++)
            print i ",P1,H1,AA11,2022-01-01,2022-01-02,1.00,1.00,0"
    }'
}
mkfifo pipe
begin() { # ROWS ARGUMENT...: an import has taken so many rows and waits
    n=$1
    shift
    "$program" import pipe --map map.yaml "$@" >out 2>err &
    exec 3>pipe
    rows "$n" >&3
}
end() { # CODES SIGNAL: the signal, the end of the input, one of the CODES
    kill "-$2" $!
    exec 3>&-
    wait $! 2>/dev/null
    code=$?
    [ "${1#*$code}" != "$1" ] || fail "exit $code instead of $1: $(cat err)"
    absent imported.h5 rejects.csv
}
begin 300000 -o imported.h5 --rejects rejects.csv
end 137 KILL
cp old imported.h5
begin 30000 -o imported.h5 --force --rejects rejects.csv
same imported.h5 old
kill -KILL $!
exec 3>&-
wait $! 2>/dev/null
same imported.h5 old
rm imported.h5

# stopped: the same, with a message and an exit code of its own
begin 300000 -o imported.h5 --rejects rejects.csv
end 75 TERM
holds err "stopped before the end" "  remedy: run the command again"
begin 30000 -o imported.h5 --rejects rejects.csv
kill -TERM $!
end "75 143" TERM # the second time at once
good import claims.csv --map map.yaml -o imported.h5 --rejects rejects.csv

"$program" generate --claims 10m -o new >out 2>err &
sleep 0.5
kill -TERM $!
wait $!
code=$?
[ $code -eq 75 ] || fail "exit $code instead of 75: $(cat err)"
holds err "stopped before the end" "  remedy: run the command again"
absent new

# a reader that goes away ends a command quietly
"$program" export region.h5 2>err | head -n 1 >out
lacks err remedy
holds out "claim,patient"
finish
