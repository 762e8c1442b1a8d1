#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A settlement starts a simulation: budget, points and point value of the base
# year from the results of all five schemes, the cost by age from stats, the
# files with their checksums; each wrong file is refused with its remedy.
. "${0%/*}/lib/golden.sh"
configs=$source/configs

good generate --claims 6k --seed 3 -q -o region.h5
good weights region.h5 --years 2021..2022 -q -o weights.h5
for scheme in zhejiang_drg tianjin hangzhou; do
    good settle "$configs/$scheme.yaml" region.h5 --weights weights.h5 -q \
        -o $scheme.h5
done
good settle "$configs/dip.yaml" region.h5 -q -o dip.h5
good settle "$configs/sanya.yaml" region.h5 -q -o sanya.h5

# number TABLE COLUMN FILE [ROW]: a cell of a result, the first row's
number() {
    "$program" export "$3" "$1" 2>/dev/null | awk -F, -v c="$2" -v row="${4:-2}" \
        'NR == 1 { sub(/^\xef\xbb\xbf/, ""); for (i = 1; i <= NF; i++) at[$i] = i }
        NR == row { print $at[c] }'
}
# sum TABLE COLUMN FILE [COLUMN VALUE]: of the rows where COLUMN is VALUE
sum() {
    "$program" export "$3" "$1" 2>/dev/null | awk -F, -v c="$2" -v k="${4:-}" \
        -v v="${5:-}" \
        'NR == 1 { sub(/^\xef\xbb\xbf/, ""); for (i = 1; i <= NF; i++) at[$i] = i; next }
        k == "" || $at[k] == v { s += $at[c] } END { printf "%.4f\n", s }'
}
# fund FILE SHARE SPENDING: a model of employees that starts from it
fund() {
    printf 'base_year: 2023\nyears: 2\npaths: 50\npools: employee\n' >fund.yaml
    printf 'emp: {booked: 1000000, income: %s, spending: %s, budget: y1, ' \
        "$3" "$3" >>fund.yaml
    printf 'care: [0.7, 0.2, 0.1, 0], settlement: %s%s}\n' "$1" "$2" >>fund.yaml
}
# opens POINTS VALUE BUDGET: the opening table has them, within rounding
opens() {
    good simulate fund.yaml -q --csv --print opening
    awk -F, -v p="$1" -v v="$2" -v b="$3" '
        function near(a, b, e) { return a - b < e && b - a < e }
        NR == 2 { seen = near($12, b, 0.011) && near($13, p, 0.00011) &&
            near($14, v, 0.0000011) }
        END { exit !seen }' out || fail "not $*: $(cat fund.yaml out)"
}

# stays alone: the rest of care, 0.3, at what it costs
for scheme in zhejiang_drg dip; do
    budget=$(number point_value budget $scheme.h5)
    points=$(number point_value points $scheme.h5)
    spending=$(awk "BEGIN { printf \"%.2f\", $budget * 0.6 / 0.7 }")
    fund $scheme.h5 ', settlement_share: 0.6' "$spending"
    opens "$(awk "BEGIN { printf \"%.4f\", $points * 0.6 }")" \
        "$(number point_value point_value $scheme.h5)" \
        "$(awk "BEGIN { printf \"%.2f\", $budget * 0.6 + 0.3 * $spending }")"
done

# all care: Tianjin and Sanya tell the pools apart, Hangzhou does not
budget=$(number region pooled_employee tianjin.h5)
share=$(awk "BEGIN { print $budget / $(number region budget tianjin.h5) }")
points=$(sum value points tianjin.h5 month 13)
money=$(sum value available tianjin.h5 month 13)
moved=$(sum value transfer tianjin.h5 month 13)
cancer=$(sum value cancer tianjin.h5 month 13)
fund tianjin.h5 '' "$budget"
good simulate fund.yaml -q --csv --print opening
awk -F, -v p="$points" -v s="$share" -v m="$money" -v t="$moved" \
    -v x="$cancer" -v b="$budget" '
    function near(a, b) { return a / b < 1.00001 && b / a < 1.00001 }
    NR == 2 { seen = near($12, b) && near($13, p * s) && near($14, (m + t - x) / p) }
    END { exit !seen }' out || fail "tianjin: $(cat out) $points $share $money"

budget=$(sum budget budget sanya.h5 kind employee)
points=$(sum point_value points sanya.h5 kind employee)
money=$(sum point_value distributed sanya.h5 kind employee)
fund sanya.h5 '' "$budget"
opens "$points" "$(awk "BEGIN { printf \"%.6f\", $money / $points }")" "$budget"

# of both kinds in one: the rows `all`, not those of the kinds beside them
good settle "$configs/sanya.yaml" region.h5 -q -o both.h5 --set sanya.by_kind=no
budget=$(awk "BEGIN { printf \"%.2f\", 0.6 * $(sum budget budget both.h5 kind all) }")
points=$(sum point_value points both.h5)
money=$(sum point_value distributed both.h5)
fund both.h5 ', settlement_share: 0.6' "$budget"
opens "$(awk "BEGIN { printf \"%.4f\", 0.6 * $points }")" \
    "$(awk "BEGIN { printf \"%.6f\", $money / $points }")" "$budget"
fund both.h5 '' "$budget"
bad 2 both.h5 'employees from residents' emp.settlement_share -- \
    simulate fund.yaml
rm both.h5

budget=$(sum area budget hangzhou.h5)
points=$(sum point_value points hangzhou.h5)
money=$(sum point_value distributed hangzhou.h5)
fund hangzhou.h5 ', settlement_share: 1' "$budget"
opens "$points" "$(awk "BEGIN { printf \"%.6f\", $money / $points }")" "$budget"

# the files of the run are named with their checksums, in the pack and in run
good simulate fund.yaml -q -o fund.h5 --print pack
holds out 'settlement  hangzhou.h5' 'base        fund.yaml' limits
good info fund.h5 run
holds out 'settlement_crc32'
crc=$(number files crc32 fund.h5 3)
holds out "$crc"

# cost by age of the same claims, and points that grow: both in one run
awk 'BEGIN { print "age,sex,active,retired,resident,death_rate"
    for (a = 0; a <= 100; a++) for (s = 0; s < 2; s++)
        print a "," (s ? "female" : "male") "," (a > 19 && a < 60 ? 30 : 0) \
            "," (a >= 60 ? 20 : 0) ",20,0.01" }' >ages.csv
good stats region.h5 --by age,sex --sum pool -q -o cost.h5
budget=$(number region pooled_employee tianjin.h5)
fund tianjin.h5 ', use: 0.02' "$budget"
printf 'population: {mode: cohort, file: ages.csv, costs: cost.h5}\n' >>fund.yaml
mkdir -p away
printf 'base: ../fund.yaml\nprice: 0.03\n' >away/dear.yaml
good simulate fund.yaml away/dear.yaml -q -o both.h5 --print files
lacks out parent # fund.yaml is the base itself
good simulate away/dear.yaml -q --print files
holds out 'base        dear.yaml' 'parent      fund.yaml'
good simulate fund.yaml away/dear.yaml -q --print files
holds out 'population  ages.csv' 'costs       cost.h5' 'scenario    dear.yaml' \
    'settlement  tianjin.h5'
[ "$(grep -c . out)" = 8 ] || fail "a file twice: $(cat out)"
good simulate fund.yaml -q --csv --print centre
awk -F, 'NR == 2 { first = $19 } NR == 3 { seen = $19 > first && $20 > 0 }
    END { exit !seen }' out || fail "points do not grow: $(cat out)"
good sensitivity fund.yaml -q -o moves.h5 --set factor.price.dist=normal \
    --set factor.price.sd=0.01 --set factor.price.process=once \
    --set sensitivity.points=32 --set sensitivity.paths=2
good info moves.h5 run
holds out population_crc32 costs_crc32 settlement_crc32

# the register: a result is its own source, defaults that matter stand in it
good simulate fund.yaml -q --csv --print assumptions
holds out 'emp.settlement,tianjin.h5,,,data,tianjin.h5' \
    'emp.over_share,0.6,1,,default' 'population.costs,cost.h5,,,data'
lacks out event.cut_size

# wrong files; every remedy is followed
spending=$(number point_value budget zhejiang_drg.h5)
fund zhejiang_drg.h5 '' "$spending"
bad 2 emp.settlement zhejiang_drg.h5 'employees from residents' \
    emp.settlement_share -- simulate fund.yaml
good simulate fund.yaml --set emp.settlement_share=0.9 -q
bad 3 emp.settlement 'settles 2023' 2022 -- simulate fund.yaml \
    --set emp.settlement_share=1 --set base_year=2022
bad 2 emp.settlement 'its budget makes' 'yuan' -- simulate fund.yaml \
    --set emp.settlement_share=1 --set emp.spending=5000
bad 3 emp.settlement 'no result of settle' 'dianshu settle' -- \
    simulate fund.yaml --set emp.settlement=weights.h5
bad 3 emp.settlement region.h5 'no result of settle' -- \
    simulate fund.yaml --set emp.settlement=region.h5
bad 1 none.h5 'cannot read' -- simulate fund.yaml --set emp.settlement=none.h5
bad 2 emp.settlement 'never used' -- simulate fund.yaml --set emp.budget=none
bad 2 emp.settlement budget_amount -- simulate fund.yaml \
    --set emp.budget_amount=5
# one file is one settlement, whatever its name
bad 2 'of one settlement add up to more than 1' -- simulate fund.yaml \
    --set emp.settlement_share=0.6 --set pools=both --set res.booked=1 \
    --set res.income="$spending" --set res.spending="$spending" \
    --set res.budget=y1 --set res.settlement=./zhejiang_drg.h5 \
    --set res.settlement_share=0.6
# what is told apart is not shared
bad 2 emp.settlement_share tianjin.h5 'nothing to share' -- simulate fund.yaml \
    --set emp.settlement=tianjin.h5 --set emp.settlement_share=0.9
bad 2 emp.settlement_share sanya.h5 'nothing to share' -- simulate fund.yaml \
    --set emp.settlement=sanya.h5 --set emp.settlement_share=1
run 2 simulate fund.yaml --lang zh --set emp.budget=none
holds err '不会被使用' '办法'
# a file of --set is found from here, one of a configuration from its folder
mkdir -p below
fund ../tianjin.h5 '' "$(number region pooled_employee tianjin.h5)"
mv fund.yaml below
good simulate below/fund.yaml -q -o last.h5
good simulate below/fund.yaml -q --set emp.settlement=tianjin.h5 --since last.h5
finish
