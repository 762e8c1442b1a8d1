#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# catalogue, settle with the scheme dip: the same bytes for any number of
# threads, a catalogue written as CSV and read back, clear messages.
. "${0%/*}/lib/golden.sh"
dip="$source/configs/dip.yaml"

"$program" generate --claims 60000 --seed 3 -q -o region.h5 || exit 1
good catalogue region.h5 --years 2021..2022 -o dip.h5 --threads 1
holds err "60000 records read = " " core" " composite" " trimmed" \
    "not more than dip.cover: with dip.min_core: "
holds out "core_coverage" "cover_threshold" "level"
for threads in 2 5; do
    good catalogue region.h5 --years 2021..2022 -o dip$threads.h5 \
        --threads $threads
    same dip.h5 dip$threads.h5
done

# every record has its bucket
good export dip.h5 rows
awk -F, 'NR > 1 { n += $3 } END { exit n != 60000 }' out ||
    fail "buckets: $(cat out)"

# settled with the file, and with the catalogue that settle makes itself
good settle "$dip" region.h5 --catalogue dip.h5 -o y1.h5 --cases c1.h5 -q
for threads in 2 5; do
    good settle "$dip" region.h5 --catalogue dip.h5 -o y$threads.h5 \
        --cases c$threads.h5 -q --threads $threads
    same y1.h5 y$threads.h5
    same c1.h5 c$threads.h5
done
good settle "$dip" region.h5 -o own.h5 -q
for table in settlement buckets hospital_buckets assignment ledger; do
    good export y1.h5 $table
    cp out left
    good export own.h5 $table
    diff out left >&2 || fail "$table: a catalogue of a file differs"
done

# cases add up to their hospitals
good export c1.h5 --fen -o cases.csv
good export y1.h5 settlement --fen -o hospitals.csv
awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) at[FILENAME, $i] = i; next }
    FILENAME == "cases.csv" { paid += $at[FILENAME, "payment_fen"]; next }
    { due += $at[FILENAME, "payment"] }
    END { exit !(paid == due && due > 0) }' cases.csv hospitals.csv ||
    fail "cases do not add up to the hospitals"

# the catalogue as CSV: every case has the points of its group
good export dip.h5 catalogue -o dip.csv
good settle "$dip" region.h5 --catalogue dip.csv --set dip.coef=list -q \
    -o list.h5
holds out "published catalogue" "mean of all cases taken from the settled year"
good settle "$dip" region.h5 --catalogue dip.csv --lang zh -q
holds out "核心病种" "点值" "平衡核对"

# the whole catalogue as one list, auxiliary catalogue and all: published, it is
# as good as the result, cases to the byte, whatever order its rows are in
good catalogue region.h5 --years 2021..2022 --set dip.aux_cv=0.2 \
    --set dip.aux_drop=0.01 --set dip.mean=cases -o aux.h5 -q
good export aux.h5 auxiliary
awk -F, 'NR > 1 { n++; d[$3] = 1 } END { exit !(n > 20 && length(d) > 1) }' \
    out || fail "too small an auxiliary catalogue: $(wc -l <out)"
good export aux.h5 published -o published.csv
(head -1 published.csv; tail -n +2 published.csv | sort -r) >turned.csv
good settle "$dip" region.h5 --catalogue aux.h5 -o a.h5 --cases ca.h5 -q
for list in published turned; do
    good settle "$dip" region.h5 --catalogue $list.csv -o b.h5 \
        --cases cb.h5 --force
    holds err "$list.csv was made with dip.mean cases"
    same ca.h5 cb.h5
    for table in settlement buckets hospital_buckets assignment point_value ledger \
        notes; do
        good export a.h5 $table
        sed "s/aux.h5/$list.csv/" out >left
        good export b.h5 $table
        diff out left >&2 || fail "$table: $list.csv is not aux.h5"
    done
done
# groups, sub-types and levels alone: a list that others publish
awk 'NR == 1 || !/,(key|year|cell),/' published.csv >short.csv
good settle "$dip" region.h5 --catalogue short.csv -o s.h5 -q --force
holds out "published catalogue"
good settle "$dip" region.h5 --catalogue short.csv -q --csv
cp out with
grep -v ',auxiliary,' short.csv >bare.csv
good settle "$dip" region.h5 --catalogue bare.csv -q --csv
cmp -s out with && fail "sub-types of a published list pay nothing"
printf 'diagnosis,operations,points,kind,dimension,subtype,coefficient\nI63.9,,100,core,,,\nI63.9,,,auxiliary,age,young,1.2\n' >sub.csv
bad 3 "I63.9|, age, young: unknown dimension or sub-type" -- \
    settle "$dip" region.h5 --catalogue sub.csv
printf 'diagnosis,operations,points,kind,dimension,subtype,coefficient\nI63.9,,100,core,,,\nI64.9,,,auxiliary,age,80+,1.2\n' >sub.csv
bad 3 "no core group of the list" -- \
    settle "$dip" region.h5 --catalogue sub.csv
# a row that stands there twice, wherever it is, and a fault name their line
last=$(($(wc -l <published.csv) + 1))
for list in published short; do
    (cat $list.csv; echo ',,,level,,,,,0.5,3,,,,,') >lists.csv
    n=$(($(wc -l <lists.csv)))
    bad 3 "lists.csv, row $n: the level stands there twice" "each level once" \
        -- settle "$dip" region.h5 --catalogue lists.csv
    (head -1 $list.csv; echo ',,,level,,,,,0.5,3,,,,,'; tail -n +2 $list.csv) \
        >lists.csv
    bad 3 "lists.csv, row " ": the level stands there twice" -- \
        settle "$dip" region.h5 --catalogue lists.csv
    (cat $list.csv; grep -m1 ',auxiliary,' $list.csv) >lists.csv
    bad 3 "lists.csv, row $n: auxiliary" "the sub-type stands there twice" -- \
        settle "$dip" region.h5 --catalogue lists.csv
    (cat $list.csv; grep -m1 ',core,' $list.csv) >lists.csv
    bad 3 "lists.csv, row $n: the group stands there twice" -- \
        settle "$dip" region.h5 --catalogue lists.csv
    edit() { # COLUMN VALUE KIND WHAT: of the second row of a kind
        awk -F, -v OFS=, -v c="$1" -v v="$2" -v k="$3" \
            '$4 == k && ++n == 2 { $c = v } 1' $list.csv >lists.csv
        n=$(awk -F, -v k="$3" '$4 == k && ++n == 2 { print NR }' $list.csv)
        bad 3 "lists.csv, row $n: $4" -- \
            settle "$dip" region.h5 --catalogue lists.csv
    }
    edit 9 0 level "the coefficient is missing or not positive"
    edit 10 4 level "no level"
    edit 5 0 core "the mean is not positive"
    edit 6 7 core "primary is neither 0 nor 1"
    edit 3 -1 core "points are missing or not positive"
    edit 8 young auxiliary "auxiliary catalogue"
done
list=published
edit 1 dip.min_koer key "the key 'dip.min_koer' is none of a catalogue"
edit 10 9 cell "no level"
edit 14 0 cell "cases or cost are missing or below 0"
edit 11 1999 cell "a year without a row year"
edit 12 '' year "no year, or no weight"
(cat published.csv; grep -m1 ',cell,' published.csv) >lists.csv
bad 3 "lists.csv, row $last: the cell stands there twice" -- \
    settle "$dip" region.h5 --catalogue lists.csv
(cat published.csv; grep -m1 ',,year,' published.csv) >lists.csv
bad 3 "lists.csv, row $last: the year stands there twice" -- \
    settle "$dip" region.h5 --catalogue lists.csv
(cat published.csv; grep -m1 ',key,' published.csv) >lists.csv
bad 3 "lists.csv, row $last: the key " "stands there twice" -- \
    settle "$dip" region.h5 --catalogue lists.csv
run 3 settle "$dip" region.h5 --catalogue lists.csv --lang zh
holds err "第 $last 行" "重复出现" "请保留"

# same year: said to be in-sample
good settle "$dip" region.h5 --set weights.source=same_year -q
holds out "in-sample: the catalogue comes from the settled year itself"

# bad catalogues
bad 1 "cannot read none.csv" -- settle "$dip" region.h5 --catalogue none.csv
printf 'diagnosis,operations\nI63.9,\n' >none.csv
bad 3 "no column 'points'" -- settle "$dip" region.h5 --catalogue none.csv
printf 'diagnosis,operations,points\nI63.9,,100\ni63900,,90\n' >twice.csv
bad 3 "twice.csv, row 3: the group stands there twice" -- \
    settle "$dip" region.h5 --catalogue twice.csv
printf 'diagnosis,operations,points\nI63.9,,0\n' >zero.csv
bad 3 "zero.csv, row 2: points are missing or not positive" -- \
    settle "$dip" region.h5 --catalogue zero.csv
printf 'diagnosis,operations,points\nI63.9,,-3\n' >less.csv
bad 3 "less.csv, row 2" -- settle "$dip" region.h5 --catalogue less.csv
printf 'diagnosis,operations,points\n' >empty.csv
bad 3 "empty.csv: no group" -- settle "$dip" region.h5 --catalogue empty.csv
printf 'kind,diagnosis,operations,points\ncomposite,I63,cut,9\n' >class.csv
bad 3 "class.csv, row 2" -- settle "$dip" region.h5 --catalogue class.csv
bad 3 "no table 'catalogue'" "give a result of 'dianshu catalogue'" -- settle "$dip" region.h5 --catalogue own.h5
# bad lists
printf 'operation,class\n39,cut\n' >classes.csv
bad 3 "classes.csv, row 2: '39' cannot be used" -- \
    catalogue region.h5 --classes classes.csv
printf 'prefix,cci,severity\nI50,1,bad\n' >comp.csv
bad 3 "comp.csv, row 2: 'I50'" -- \
    catalogue region.h5 --complications comp.csv
printf 'hospital,level\nH0001,7\n' >levels.csv
bad 3 "level 7" -- catalogue region.h5 --hospitals levels.csv
# bad keys
bad 4 "no key of diagnosis and operations has dip.min_core = 99999" -- \
    catalogue region.h5 --set dip.min_core=99999
run 4 catalogue region.h5 --set dip.min_core=99999 --lang zh
holds err "没有诊断与手术操作的组合达到 dip.min_core = 99999 例" "请取更多年度"
bad 3 "no inpatient case with a diagnosis and a cost in the years 2010" -- \
    catalogue region.h5 --years 2010
bad 3 "'Z99.9' is no core group" -- catalogue region.h5 \
    --set dip.method=benchmark --set dip.benchmark=Z99.9
bad 2 "dip.quota is not given" -- catalogue region.h5 --set dip.method=quota
bad 2 "dip.hi is above dip.extreme" -- settle "$dip" region.h5 --set dip.hi=6
bad 2 "--catalogue contradicts" -- settle "$dip" region.h5 \
    --catalogue dip.h5 --set weights.source=same_year
bad 2 "no catalogue is given" -- settle "$dip" region.h5 \
    --set weights.source=list
bad 2 "--weights is for DRG" -- settle "$dip" region.h5 --weights dip.h5
bad 3 "no cases before 2021" -- settle "$dip" region.h5 --set year=2021
# no diagnosis, no operations
claims_csv >claims.csv
good import claims.csv --map map.yaml -q -o claims.h5
bad 3 "no column 'diagnosis', which catalogue needs" -- catalogue claims.h5
# a catalogue whose points are all equal tells nothing: it says so
printf 'diagnosis,operations,points\nI63.9,,100\nI10,,100\n' >equal.csv
good settle region.h5 --set policy.scheme=dip --budget-ratio 0.9 \
    --catalogue equal.csv
holds out "all groups of the catalogue have the same points"
finish
