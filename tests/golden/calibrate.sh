#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# calibrate: histories in several forms, what cleaning does, the file that
# simulate takes, clear messages; the real series where they are there.
. "${0%/*}/lib/golden.sh"

example=$source/docs/examples/history.csv
good calibrate "$example" --backtest -o calib.h5 --fragment keys.yaml
holds out "employee  2017" "123450000.00" "grant for the merger" "within_80"
holds err "22 years of 2 pools read"
holds keys.yaml "emp.wage: 0.0662268" "dist: lognormal" "process: yearly" \
    "res.subsidy_share: 0" 'source:' '"history.csv"' "n 8 of 10"
for table in factors growth correlation shrinkage cleaned balance backtest \
    backtest_points run config; do
    good export calib.h5 $table
done
good calibrate "$example" --backtest -o again.h5 --fragment again.yaml -q
same calib.h5 again.h5
same keys.yaml again.yaml
good calibrate "$example" --lang zh
holds out "结余核对" "增长因子" "清洗后收入"
holds err "读取"

# the same history in three forms
cat >rows.csv <<'EOF'
year,pool,heads,income_yuan,spending,balance,note
2018,resident,100,1000,900,500,x
2019,resident,101,1100,950,650,y
2020,resident,102,1230,1000,880,z
2021,resident,103,1290,1100,1070,
2022,resident,104,1400,1190,1280,
EOF
cat >wide.csv <<'EOF'
year,resident_insured,resident_income_10k_yuan,resident_expenditure_yi
2018,100,0.1,0.000009
2019,101,0.11,0.0000095
2020,102,0.123,0.00001
2021,103,0.129,0.000011
2022,104,0.14,0.0000119
EOF
awk -F, 'BEGIN { print "when,what,how much" } NR > 1 {
    print $1 ",people," $3; print $1 ",in," $4; print $1 ",out," $5
    print $1 ",other,abc" }' rows.csv >long.csv
cat >long.yaml <<'EOF'
year: when
indicator: what
value: how much
pools: {resident: {heads: people, income: in, spending: out}}
EOF
cat >rows.yaml <<'EOF'
where: {note: "x,y,z,"}
columns: {heads: heads, income: income_yuan, spending: spending}
EOF
good calibrate rows.csv --csv -q
cp out rows.txt
good calibrate wide.csv --csv -q
same out rows.txt
good calibrate long.csv --map long.yaml --csv -q
same out rows.txt

# cleaned by a mapping
cat >clean.yaml <<'EOF'
adjust:
  resident:
    2020: {one_off_income: 30, reason: a grant}
    2021: {break: yes, reason: new definitions}
EOF
good calibrate rows.csv --map clean.yaml --set calibrate.min_rates=3
holds out "1230.00         1200.00" "a grant" "new definitions"

# bad input
bad 3 "rows.csv: resident_heads: 4 growth rates are left, 5 are needed" -- \
    calibrate rows.csv --set calibrate.min_rates=5
bad 3 "calibrate.draws=once" "years say nothing of how 7 means" -- \
    calibrate "$example" --set calibrate.draws=once --set calibrate.min_rates=2 \
    --map "$source/tests/golden/lib/many_excluded.yaml"
bad 3 "no year has 4 growth rates behind it" -- calibrate rows.csv --backtest
grep -v 2020 rows.csv >gap.csv
bad 3 "gap.csv:4: resident 2021: year: the year before it is missing" -- \
    calibrate gap.csv
sed 's/1230/0/' rows.csv >zero.csv
bad 3 "zero.csv:4: resident 2020: income: is not above zero" -- \
    calibrate zero.csv
sed 's/1230/-7/' rows.csv >negative.csv
bad 3 "income: is not above zero" -- calibrate negative.csv
sed 's/1230/1,230/' rows.csv >shifted.csv
run 3 calibrate shifted.csv
sed 's/1230/about 1000/' rows.csv >words.csv
bad 3 "words.csv:4: column income_yuan: is not a number" -- calibrate words.csv
sed 's/2020/twenty/' rows.csv >years.csv
bad 3 "years.csv:4: column year: is no year" -- calibrate years.csv
printf '2022,resident,104,1400,1190,1280,\n' | cat rows.csv - >twice.csv
bad 3 "its year already has a figure" -- calibrate twice.csv
printf 'a,b\n1,2\n' >other.csv
bad 3 "no field 'year'" -- calibrate other.csv
printf 'year,b\n2001,2\n' >none.csv
bad 3 "no field is named as a figure" -- calibrate none.csv
for line in "years: x" "columns: {heads: nothing}" "pools: {r: {heeds: heads}}" \
    "units: {money: dollar}" "adjust: {resident: {1999: {exclude: yes}}}" \
    "adjust: {resident: {2020: {exclude: perhaps}}}" "indicator: note" \
    "where: {nothing: x}" "adjust: {resident: {2020: {income: 5}}}"; do
    printf '%s\n' "$line" >bad.yaml
    bad 2 "bad.yaml" -- calibrate rows.csv --map bad.yaml
done
printf 'adjust: {resident: {2020: {exclude: yes}}}\n' >bad.yaml
bad 3 "resident 2020: reason: is missing" -- calibrate rows.csv --map bad.yaml
sed 's/resident/town/' rows.csv >town.csv
bad 3 "pool town: simulate knows employee and resident" -- \
    calibrate town.csv --fragment town.yaml
absent town.yaml
bad 1 "keys.yaml exists already" -- calibrate "$example" --fragment keys.yaml
bad 2 "to be written twice" -- calibrate "$example" --fragment x -o x

# Tianjin (9.1, F2) and the national series
data=${DS_DATA:-$source/../shared/data}
tianjin=$data/tianjin_fund/tianjin_2014_2022.csv
if [ -r "$tianjin" ]; then
    good calibrate "$tianjin" -o t.h5 -q
    good export t.h5 balance
    awk -F, 'NR > 1 && $6 == 1 { print $1, $2, $5 }' out >adjusted
    printf 'employee 2019 475730000.00\nemployee 2020 516060000.00\n%s\n' \
        'resident 2019 262070000.00' >wanted
    same adjusted wanted
    holds out "12.69" "26.64" "13.05" "13.40"
    good calibrate "$tianjin" --map "$source/configs/history/tianjin.yaml" \
        --backtest
    holds out "care made up for"
    good calibrate "$data/china_fund_stats/long_series_1998_2025.csv" \
        --map "$source/configs/history/national.yaml" --backtest
    holds out "national_income"
else
    echo "not tested: $tianjin is not there" >&2
fi
finish
