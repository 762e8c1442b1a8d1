#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# compare: the same bytes for any number of threads, in and out of sample, clear
# messages.
. "${0%/*}/lib/golden.sh"

"$program" generate --claims 60000 --seed 3 -q -o region.h5 || exit 1
good compare region.h5 -o c1.h5 --threads 1
holds err "60000 records read = " " compared" " other_year" \
    'the rows `out` count'
holds err "capitation: persons with a manager" " not_signed"
holds out "normalisation" "money" "marginal" "stability" "capitation"
good compare region.h5 --cross 5 -o f1.h5 --threads 1 \
    --set compare.replicates=50
for threads in 2 5; do
    good compare region.h5 -o c$threads.h5 --threads $threads
    same c1.h5 c$threads.h5
    good compare region.h5 --cross 5 -o f$threads.h5 --threads $threads \
        --set compare.replicates=50
    same f1.h5 f$threads.h5
done

# in sample and out of it are the same cases
good export c1.h5 rows
awk -F, '$1 == "out" { n[$2] = $4 } $1 == "in" { bad += n[$2] != $4; seen++ }
    END { exit !(seen > 10 && !bad) }' out || fail "buckets differ: $(cat out)"
# every figure lies in its interval, and no limit is one that it cannot have,
# as few hospitals would have it
"$program" generate --claims 3000 --seed 5 -q -o few.h5 || exit 1
good compare few.h5 -q -o few_c.h5 --set dip.min_core=1 \
    --where 'hospital=H0001|H0005|H0009|H0020|H0030' \
    --set compare.replicates=200
for table in c1/schemes c1/money c1/marginal c1/stability few_c/schemes \
    few_c/stability; do
    good export ${table%/*}.h5 ${table#*/}
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; next }
        { for (i = 1; i + 2 <= NF; i++)
            if (name[i + 1] == name[i] "_low" && $(i + 1) != "") {
                seen++
                is_share = name[i] == "riv"
                if (!($(i + 1) <= $i && $i <= $(i + 2)) ||
                    ((is_share || name[i] ~ /^cv$|weight_change/) &&
                     $(i + 1) < 0) || (is_share && $(i + 2) > 1)) {
                    print name[i], $0; bad++ } } }
        END { exit bad || !seen }' out >wrong || fail "$table: $(cat wrong)"
done
# who is signed up: managers, the roster of a scope, nobody
good compare region.h5 -q --csv --set compare.capitation=none
grep -q '^out,capitation,' out && fail "capitation without heads"
good compare region.h5 --csv --set compare.capitation=roster \
    --set compare.scope=diabetes --set dip.min_core=5 \
    --set compare.replicates=20
holds err "capitation: persons of the roster, scope 'diabetes'"
holds out "out,capitation,1,"
bad 3 "no row of the roster has the scope 'all'" "compare.scope" -- \
    compare region.h5 --set compare.capitation=roster

bad 3 "no row of the roster has the scope 'nonsense'" "compare.scope" -- \
    compare region.h5 --set compare.scope=nonsense
bad 2 "compare.scope 'diabetes' is of the roster's rows" -- compare region.h5 \
    --set compare.scope=diabetes --set compare.capitation=manager
# managers without a day of signing are signed up all the time
good export region.h5 person -o person.csv
awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
    NR == 1 || $at["manager"] != "" {
        p = $1; sub(/^\357\273\277/, "", p)
        print p, $at["manager"] }' person.csv >undated.csv
cp region.h5 undated.h5
good import undated.csv --table person -o undated.h5 --force
good compare undated.h5 --csv --set compare.replicates=0
holds err "capitation: persons with a manager"
holds out "out,capitation,1,"

# r2 SAMPLE SCHEME: of the last comparison printed as CSV
r2() { awk -F, -v s="$1" -v k="$2" '$1 == s && $2 == k { print $6 }' out; }
more() { awk "BEGIN { exit !($1 > $2) }" || fail "$3: $1 is not above $2"; }

# what the catalogue explains of its own cases is more than of others; fewer,
# larger groups never explain more of their own (property 7)
good compare region.h5 --cross 5 --csv -q --set dip.min_core=1 \
    --set compare.unpriced=mean
fine=$(r2 in dip)
more "$fine" "$(r2 out dip)" "in sample, out of it"
more 1 "$fine" "explained in sample"
good compare region.h5 --cross 5 --csv -q --set dip.min_core=100 \
    --set dip.min_composite=1000000 --set compare.unpriced=mean
more "$fine" "$(r2 in dip)" "all keys, large keys"
more "$(r2 in dip)" 0 "explained by large keys"

# money is moved, none is made
good export c1.h5 hospital_ratios --fen -o hospitals.csv
good export c1.h5 normalisation --fen -o normal.csv
awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) at[FILENAME, $i] = i; next }
    $1 != "out" { next }
    FILENAME == "normal.csv" {
        cost = $at[FILENAME, "cost"]; off[$2] = $at[FILENAME, "rounding"]; next }
    { drg += $at[FILENAME, "drg_pay"]; dip += $at[FILENAME, "dip_pay"]
      cap += $at[FILENAME, "capitation_pay"]; own += $at[FILENAME, "cost"] }
    END { exit !(own == cost && drg == cost + off["drg"] && cost > 0 &&
                 dip == cost + off["dip"] && cap == cost + off["capitation"]) }' \
    normal.csv hospitals.csv || fail "payments are not the cost"
# a capitation is shared out whole, and bears the cost of the same cases
good export c1.h5 units --fen
awk -F, 'NR == FNR { if ($1 == "out" && $2 == "capitation") cost = $3; next }
    $1 == "out" { pay += $6; own += $5; n++; off += $8 }
    END { exit !(n > 50 && own == cost && pay == cost && off == 0) }' \
    normal.csv out || fail "capitation is not the budget"

# one hospital has the budget whatever the scheme: rounding makes no winner
good compare region.h5 --where hospital=H0001 -q -o one.h5 \
    --set dip.min_core=1 --set compare.replicates=0
good export one.h5 money
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { seen++
      n += $at["winners"] + $at["losers"] + $at["surplus"] + $at["deficit"] }
    END { exit !(seen > 3 && n == 0) }' out ||
    fail "winners alone: $(cat out)"

good compare region.h5 --lang zh -q
holds out "方案比较" "预算中性" "资金转移"
good compare region.h5 --where insurance=employee -q
good compare region.h5 --plan
holds out "kept cases"

# bad input
bad 3 "no cases before 2021" "--cross" -- \
    compare region.h5 --set compare.year=2021
bad 2 "compare.trim" -- compare region.h5 --set compare.trim=some
bad 2 "compare.replicates: one replicate is no interval" -- compare region.h5 \
    --set compare.replicates=1
run 2 compare region.h5 --cross 1
holds err "no number of folds"
run 2 compare
holds err "which claims file"
claims_csv >claims.csv
good import claims.csv --map map.yaml -q -o claims.h5
bad 3 "no column 'diagnosis'" -- compare claims.h5
finish
