#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# compare: the same bytes for any number of threads, in and out of sample, clear
# messages.
. "${0%/*}/lib/golden.sh"

"$program" generate --claims 60000 --seed 3 -q -o region.h5 || exit 1
good compare region.h5 -o c1.h5 --threads 1
holds err "60000 records read = " " compared" " other_year" \
    'the rows `out` count'
holds out "normalisation" "money" "marginal" "stability" "gain"
good compare region.h5 --cross 5 -o f1.h5 --threads 1
for threads in 2 5; do
    good compare region.h5 -o c$threads.h5 --threads $threads
    same c1.h5 c$threads.h5
    good compare region.h5 --cross 5 -o f$threads.h5 --threads $threads
    same f1.h5 f$threads.h5
done

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
      own += $at[FILENAME, "cost"] }
    END { exit !(own == cost && drg == cost + off["drg"] &&
                 dip == cost + off["dip"] && cost > 0) }' \
    normal.csv hospitals.csv || fail "payments are not the cost"

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
