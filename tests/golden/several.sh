#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Several claims files give what one file made of all of them gives, at any
# number of threads; and what is said where they do not go together.
. "${0%/*}/lib/golden.sh"

# tables FILE: every table of a result but `run`, as text
tables() {
    "$program" info "$1" -q | awk '!/^(table|-| |$)/ { print $1 }' |
        while read -r table; do
            [ "$table" = tables ] || [ "$table" = run ] || {
                echo "== $table"
                "$program" export "$1" "$table" --fen -q
            }
        done
}
# agree NAME COMMAND ARGUMENT... -- WHOLE PART...: of the whole, and of the parts
# at 1, 2 and 5 threads
agree() {
    name=$1
    shift
    command=
    while [ "$1" != -- ]; do
        command="$command $1"
        shift
    done
    whole=$2
    shift 2
    # shellcheck disable=SC2086
    good $command "$whole" -q --force -o "$name.h5"
    tables "$name.h5" >"$name.txt"
    [ -s "$name.txt" ] || fail "no tables in $name.h5"
    for threads in 1 2 5; do
        # shellcheck disable=SC2086
        good $command "$@" -q --force -o "$name$threads.h5" \
            --threads $threads
        tables "$name$threads.h5" >"$name$threads.txt"
        same "$name.txt" "$name$threads.txt"
        same "${name}1.h5" "$name$threads.h5"
    done
}

# ---- 20 claims in three files ----------------------------------------------

claims_csv >claims.csv
part() { # FILE FIRST LAST: rows of claims.csv, without codes of the others
    awk -v a="$2" -v b="$3" 'NR == 1 || NR > a && NR <= b + 1' claims.csv >part.csv
    good import part.csv --map map.yaml -q -o "$1"
}
good import claims.csv --map map.yaml -q -o claims.h5
part a.h5 1 7
part b.h5 8 9
part c.h5 10 20
set -- -- claims.h5 a.h5 b.h5 c.h5
agree stats stats --by drg,hospital "$@"
agree patient stats --by patient,year "$@"
agree sums stats --by hospital --sum total,pool "$@"
agree where stats --by drg --where "hospital=H1,patient=P2|P3|P18" "$@"
agree weights weights --years 2022 "$@"
agree settle settle --budget-ratio 0.9 "$@"
good settle --budget-ratio 0.9 a.h5 b.h5 c.h5 --cases several.h5
good settle --budget-ratio 0.9 claims.h5 --cases one.h5
good export one.h5
mv out one.txt
good export several.h5
same out one.txt
good export claims.h5
mv out one.txt
good export a.h5 b.h5 c.h5
same out one.txt
good check a.h5 b.h5 c.h5
holds err "a.h5 and 2 more: 20 claims, no errors"
good stats a.h5 b.h5 c.h5 --plan
holds out values

# the run table names each file
good stats a.h5 b.h5 c.h5 --by drg -o named.h5
shows export named.h5 run <<EOF
key,value
program,$("$program" --version)
command,dianshu stats a.h5 b.h5 c.h5 --by drg
claims,a.h5
claims_checksum,$("$program" info a.h5 2>&1 | sed -n 's/.*checksum //p')
claims_rows,7
claims,b.h5
claims_checksum,$("$program" info b.h5 2>&1 | sed -n 's/.*checksum //p')
claims_rows,2
claims,c.h5
claims_checksum,$("$program" info c.h5 2>&1 | sed -n 's/.*checksum //p')
claims_rows,11
EOF

# a claim in two files is found; rows count on from file to file
part again.h5 3 5
bad 3 "a.h5 and 1 more" "the first: repeated, rows 3 4 5 8 9" -- \
    check a.h5 again.h5
bad 2 "a.h5 and ./a.h5 are the same file" -- stats a.h5 ./a.h5
holds err "give every claims file once"
bad 2 "b.h5 is read and cannot be written" -- \
    stats a.h5 b.h5 -o b.h5 --force

# a column that one file lacks: it is no column of all, and the message says
# whose; a kind that differs is refused
grep -v drg map.yaml >no_drg.yaml
sed 's/  drg:.*/&\n  ward: {column: drg, kind: code}/' map.yaml >ward.yaml
awk 'NR == 1 || NR > 8 && NR <= 10' claims.csv >part.csv
good import part.csv --map no_drg.yaml -q -o no_drg.h5
good stats a.h5 no_drg.h5 --by hospital
holds err "columns that are not in every file: drg (not in no_drg.h5)"
bad 2 "no_drg.h5: no column 'drg'" -- stats a.h5 no_drg.h5 --by drg
bad 2 "in the file no_drg.h5" -- stats a.h5 no_drg.h5 --where drg=AA11
bad 3 "no_drg.h5: no column 'drg', which weights needs" -- \
    weights a.h5 no_drg.h5
holds err "import it"
good import part.csv --map ward.yaml -q -o ward.h5
sed 's/ward: {column: drg, kind: code}/ward: {column: id, kind: count}/' \
    ward.yaml >number.yaml
good import part.csv --map number.yaml -q -o number.h5
bad 3 "column ward is not the same in ward.h5 and number.h5" -- \
    stats ward.h5 number.h5
holds err "import both with the same mapping"
good import part.csv --map ward.yaml -q --force -o number.h5
good stats ward.h5 number.h5 --by ward

# a damaged part is named
cp b.h5 x.h5
"$damage" x.h5 set total_fen 1 -1
bad 3 "x.h5: row 2, column total_fen is out of range" -- stats a.h5 x.h5

# ---- blocks: 265,000 claims in files that end anywhere ---------------------

"$program" generate --claims 265k -q -o region.h5 || exit 1
good export region.h5
mv out region.csv
mapping() {
    echo "columns:"
    head -n 1 region.csv | tr , '\n' | while read -r column; do
        name=$column rest=
        case $column in
        total | in_scope | drug | herb | service | bid_drug | standard_herb | \
            pool | large | aid | account | cash) name=${column}_fen ;;
        refused_month) rest=", empty: missing" ;;
        esac
        echo "  $name: {column: $column$rest}"
    done
}
mapping >region.yaml
good import region.csv --map region.yaml -q -o whole.h5
large() { # FILE FIRST LAST
    awk -v a="$2" -v b="$3" 'NR == 1 || NR > a && NR <= b + 1' region.csv |
        "$program" import - --map region.yaml -q -o "$1" >/dev/null ||
        fail "import $1"
}
large p.h5 1 200001
large q.h5 200002 210000
large r.h5 210001 265000
set -- -- whole.h5 p.h5 q.h5 r.h5
agree large_settle settle --budget-ratio 0.9 --set bedday.standard=450 "$@"
for threads in 1 5; do
    good settle --budget-ratio 0.9 --set bedday.standard=450 p.h5 q.h5 r.h5 \
        --cases "cases$threads.h5" --threads $threads -q
done
same cases1.h5 cases5.h5

# more patients than are joined at once: their texts come out all the same
good export whole.h5 --columns patient -q
mv out patients.csv
good export p.h5 q.h5 r.h5 --columns patient -q
same out patients.csv

# ---- tables beside the claims ----------------------------------------------

region first.h5 --seed 1
region two.h5 --seed 1
region other.h5 --seed 2
good settle first.h5 two.h5 --budget-ratio 0.9 --set bedday.standard=450
bad 3 "table hospital says one thing of 'H0001' in first.h5 and another" -- \
    settle first.h5 other.h5 --budget-ratio 0.9 --set bedday.standard=450
holds err "--hospitals"
good export first.h5 hospital -o hospitals.csv
good settle first.h5 other.h5 --budget-ratio 0.9 --set bedday.standard=450 \
    --hospitals hospitals.csv
run 2 export first.h5 two.h5 hospital
holds err "a table of one file only"
finish
