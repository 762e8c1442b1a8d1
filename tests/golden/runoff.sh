#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# runoff: the reserve of a synthetic region against what was booked later, the
# same bytes for any number of threads, clear messages.
. "${0%/*}/lib/golden.sh"

"$program" generate --claims 50000 --seed 1 -q -o region.h5 || exit 1

# at the end of 2023 the chain ladder sees what 2024 brings, within two errors
good runoff region.h5 --set runoff.until=2023-12 --csv -q
cp out reserve.csv
good stats region.h5 --where booked_month=2024-01.. --sum pool --csv -q
awk -F, 'NR == FNR { if (FNR == 2) truth = $2; next }
    $2 == "all" { seen = 1; off = ($6 - truth) / $9 }
    END { exit !(seen && truth > 0 && off < 2 && off > -2) }' out reserve.csv ||
    fail "the reserve is not near $(cat out): $(tail -n 1 reserve.csv)"

# every record has its bucket
good runoff region.h5 --set runoff.until=2023-12 --where insurance=employee \
    -o r1.h5 --threads 1
holds err "50000 records read = " " counted" " filtered" " after_until"

good export r1.h5 rows
awk -F, 'NR > 1 { n += $2 } END { exit n != 50000 }' out ||
    fail "buckets: $(cat out)"
for threads in 2 5; do
    good runoff region.h5 --set runoff.until=2023-12 \
        --where insurance=employee -o r$threads.h5 --threads $threads
    same r1.h5 r$threads.h5
done
good runoff region.h5 --by insurance --set runoff.period=quarter --csv -q
holds out "employee,2021-01" "resident,2021-01" "resident,,all"
good runoff region.h5 --lang zh
holds out "未入账准备" "发展因子"
holds err "50000 条记录" "计入"

# a group without an estimate is named with its reason, the others go on
run 3 runoff region.h5 --by hospital --csv -o groups.h5
holds err 'no service period has an amount' 'more groups' 'total is partial' \
    '  remedy: the result is written'
holds out ',,partial,' no_factor complete
good export groups.h5 reserve
awk -F, '$3 == "all" { n++; s += $7; b += $4 } $3 == "partial" { seen = 1
    ds = $7 - s; db = $4 - b } END { exit !(seen && n > 1 && ds * ds + db * db < 0.01) }' out ||
    fail "the total is not that of the groups: $(tail -n 1 out)"
run 3 runoff region.h5 --by hospital --lang zh -q
holds err '合计不完整' '结果已写出'

# bad input
bad 3 "region.h5: a triangle needs two booking periods" -- \
    runoff region.h5 --where booked_month=2022-05
bad 3 "no record is left for a triangle" -- \
    runoff region.h5 --where pool=99999999..
bad 2 "runoff.until: '2023' is not a month" -- \
    runoff region.h5 --set runoff.until=2023
bad 2 "no column 'nothing'" -- runoff region.h5 --set runoff.amount=nothing
bad 2 "runoff.tail" -- runoff region.h5 --set runoff.tail=0.1
run 2 runoff region.h5 --by insurance,hospital
holds err "runoff takes one column"
run 2 runoff
holds err "which claims file"
bad 3 "a single column has no development factor" -- runoff region.h5 \
    --where month=2021-05,booked_month=2021-06 --set runoff.first=2021-05
bad 3 "no amount is booked within the triangle" -- runoff region.h5 \
    --where month=2021-05,booked_month=2021-06..2021-07
claims_csv >claims.csv
good import claims.csv --map map.yaml -q -o claims.h5
bad 3 "runoff needs the column booked_month" -- runoff claims.h5
finish
