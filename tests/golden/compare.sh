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
# every figure lies in its interval
for table in schemes money marginal stability; do
    good export c1.h5 $table
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; next }
        { for (i = 1; i + 2 <= NF; i++)
            if (name[i + 1] == name[i] "_low" && $(i + 1) != "") {
                seen++
                if (!($(i + 1) <= $i && $i <= $(i + 2))) {
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
    END { exit !(n > 50 && own == cost && pay - cost <= n && cost - pay <= n &&
                 off == pay - own) }' \
    normal.csv out || fail "capitation is not the budget"

good compare region.h5 --lang zh -q
holds out "方案比较" "预算中性" "资金转移"
good compare region.h5 --where insurance=employee -q
good compare region.h5 --plan
holds out "kept cases"

# bad input
bad 3 "no cases before 2021" "--cross" -- \
    compare region.h5 --set compare.year=2021
bad 2 "compare.trim" -- compare region.h5 --set compare.trim=some
run 2 compare region.h5 --cross 1
holds err "no number of folds"
run 2 compare
holds err "which claims file"
claims_csv >claims.csv
good import claims.csv --map map.yaml -q -o claims.h5
bad 3 "no column 'diagnosis'" -- compare claims.h5
finish
