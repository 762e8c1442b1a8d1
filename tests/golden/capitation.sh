#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# capitation: EX-D1 from CSV files to quotas, its running year, what is refused
# and what is noted, the same bytes with any number of threads.
. "${0%/*}/lib/golden.sh"

# Twenty patients of 1,000 ... 20,000 yuan in 2019, at H; five are A's; A's
# running year is 2022, with care elsewhere.
{
    echo "id,person,hospital,kind,total,month,referred"
    i=1
    while [ $i -le 20 ]; do
        echo "$i,P$i,H,diabetes,${i}000,2019-03,yes"
        i=$((i + 1))
    done
    echo "21,P2,A,diabetes,3000,2022-01,yes"
    echo "22,P5,H,diabetes,500,2022-03,yes"
    echo "23,P9,H,diabetes,700,2022-03,no"
    echo "24,P1,H,diabetes,900,2022-04,yes"
    echo "25,P1,H,inpatient,900,2022-12,yes"
} >claims.csv
cat >map.yaml <<'EOM'
columns:
  claim: {column: id}
  patient: {column: person}
  hospital: {column: hospital}
  category: {column: kind}
  total_fen: {column: total, money: yuan}
  month: {column: month, date: "%Y-%m"}
  referral: {column: referred}
EOM
roster() { # LINE...: of other rows
    echo "person,unit,scope,from,to"
    for p in 2 5 9 16; do echo "P$p,A,diabetes,2021-07,"; done
    echo "P20,A,diabetes,2021-07,2022-12"
    for line; do echo "$line"; done
}
good import claims.csv --map map.yaml -q -o claims.h5

# nobody manages anybody
bad 3 "claims.h5: no table roster" -- capitation claims.h5

roster >roster.csv
good import roster.csv --table roster -o claims.h5 -q
policy="$source/configs/diabetes.yaml"
cat >quota.csv <<'EOM'
unit,heads,with_cost,without_cost,new_heads,base,grossed_up,raised,lowered,winsorised,band_low,band_high,banded,new_quota,bid_cut,quota,ratio,contract
A,5,5,0,0,52000.00,0.00,2600.00,5200.00,49400.00,41600.00,62400.00,49400.00,0.00,0.00,49400.00,0.9500,0
EOM
good capitation "$policy" claims.h5 --csv -o out.h5 --keep sums.h5
diff quota.csv out >&2 || fail "EX-D1: other quotas"
holds err "25 records read = 1 other_category + 20 base + 1 unmanaged + 1 own + 1 referred + 1 unreferred" \
    "sums.h5 holds the cost of 20 patients one by one: individual data"
good export out.h5 city
holds out "2019,1,2022,20,1,4600.00,15400.00,0,,1"
good export out.h5 year
holds out "A,5,,0,49400.00,3500.00,0.00,0,0.00,0.00,49400.00,500.00,48900.00,3000.00,45900.00"
good export out.h5 ledger
lacks out "0.01"

# kept sums
good capitation --kept sums.h5 --csv
holds out "0.20,4800.00,4600.00" "0.80,16200.00,15400.00"
run 2 capitation claims.h5 --kept sums.h5
holds err "--kept goes without claims"
for option in --contracts=no.csv --former=no.csv --partners=no.csv \
    --keep=more.h5 --where=year=2019 --plan; do
    run 2 capitation --kept sums.h5 $option
    holds err "--kept goes without --contracts, --former, --partners, --keep"
done

# the same bytes
for threads in 1 2 5; do
    good capitation "$policy" claims.h5 -q -o t$threads.h5 --threads $threads
    cmp t1.h5 t$threads.h5 >&2 || fail "$threads threads: other bytes"
done

# the same claims in two files, each with the roster
head -n 21 claims.csv >a.csv
{ head -n 1 claims.csv && tail -n +22 claims.csv; } >b.csv
for name in b a; do
    good import $name.csv --map map.yaml -q -o $name.h5
    good import roster.csv --table roster -o $name.h5 -q
done
good capitation "$policy" b.h5 a.h5 --csv -q -o two.h5
diff quota.csv out >&2 || fail "two files: other quotas"
good export out.h5 year
mv out year.csv
good export two.h5 year
diff year.csv out >&2 || fail "two files: another year"

# quotas only: of the same year, or of the one behind the base period where
# the file ends with that
good capitation "$policy" claims.h5 --set months=0 --csv -q -o only.h5
diff quota.csv out >&2 || fail "quotas only: other quotas"
good export only.h5 city
holds out "2019,1,2022,20,1,4600.00,15400.00,0,,1"
good capitation "$policy" a.h5 --set months=0 -q -o only.h5 --force
good export only.h5 city
holds out "2019,1,2020,20,1,4600.00,15400.00,0,,1"

# formerly capitated months (EX-D2 in small), contracts, partners
printf 'unit,month,surplus\nA,2019-03,0.5\n' >former.csv
roster "P1,A,diabetes,2019-01,2019-12" >roster2.csv
good import roster2.csv --table roster -o claims.h5 -q --force
good capitation "$policy" claims.h5 --former former.csv --csv -q
holds out "A,5,5,0,0,52000.00"
good capitation "$policy" claims.h5 --former former.csv -q -o former.h5
good export former.h5 distribution
holds out "0.00,2000.00,2000.00"
printf 'unit,assessment,guideline,quota\nA,0.8,4,10000\nB,,,\nH,,,\n' >contracts.csv
printf 'unit,partner,share\nA,H,0.25\n' >partners.csv
good capitation "$policy" claims.h5 --contracts contracts.csv \
    --partners partners.csv -q -o full.h5
good export full.h5 year
# Cap 10,000, elsewhere 500, own 3,000: 6,500 surplus, .5 x .2 of it forfeit
holds out "A,5,4,1,10000.00,3500.00,0.00,0,0.00,0.00,10000.00,500.00,9500.00,3000.00,6500.00,0.800000000,650.00" \
    "5850.00,1462.50,0.00" "0.00,0.00,1462.50"
good export full.h5 ledger
holds out "passed on = received,结余分配 = 合作机构所得,1462.50,1462.50,0.00"
good export full.h5 notes
# claims of January, March and April
holds out "units without patients" "units with more heads than their guideline" \
    "months of the running year without cost: their part of the quota is surplus (T13),运行年度没有费用的月份：当月额度计为结余,9"

# bad input, each followed by its remedy
printf 'unit,month,surplus\nA,2021-03,0.5\n' >bad.csv
bad 3 "bad.csv: former: row 2: its month is outside the base period" -- \
    capitation claims.h5 --former bad.csv
printf 'unit,month,surplus\nA,2019-13,0.5\n' >bad.csv
bad 3 "bad.csv" month -- capitation claims.h5 --former bad.csv
printf 'unit,month,surplus\nA,2019-03,1\n' >skipped.csv
good capitation claims.h5 --former skipped.csv -q
holds out "months with a balance share of 1 and more, skipped (D2)"
printf 'unit,assessment\nA,1.2\n' >bad.csv
bad 3 "bad.csv: contracts: row 2: assessment is not between 0 and 1" -- \
    capitation claims.h5 --contracts bad.csv
refuses() { # MESSAGE ROW...: of partners
    message=$1
    shift
    { echo "unit,partner,share" && printf '%s\n' "$@"; } >bad.csv
    bad 3 "bad.csv: partners: $message" -- \
        capitation claims.h5 --contracts contracts.csv --partners bad.csv
}
refuses "the shares of unit A are above 1" A,H,0.7 A,B,0.4
refuses "row 3: partner TYPO is no unit" A,H,0.1 A,TYPO,0.1
refuses "row 2: unit A is its own partner" A,A,0.1
refuses "unit A and partner H are there twice" A,H,0.1 A,B,0.1 A,H,0.2
printf 'unit,quota\nA,1\nA,2\n' >bad.csv
bad 3 "unit A is there twice" -- capitation claims.h5 --contracts bad.csv
bad 2 "diab.drop" "1" -- capitation claims.h5 --set diab.drop=1
bad 2 "diab.q: not two rising levels" -- capitation claims.h5 --set diab.q=0.8,0.2
bad 2 "year 2019 is not behind" -- capitation claims.h5 --set year=2019
bad 3 "claims.h5: no claim of category diabetes in the running year 2030" -- \
    capitation claims.h5 --set year=2030
good capitation claims.h5 --set year=2030 --set months=0 -q
bad 3 "no patient with cost" -- capitation claims.h5 --set diab.base_year=2018
bad 3 "claims.h5: no row of the roster has the scope 'sugar'" -- \
    capitation claims.h5 --set diab.scope=sugar
bad 2 "is no category" -- capitation claims.h5 --set diab.category=sugar
roster "P2,B,diabetes,2022-03," >bad.csv
good import bad.csv --table roster -o claims.h5 -q --force
bad 3 "one person is with two units in one month" -- capitation claims.h5
roster "P3,B,diabetes,2022-03,2022-01" >bad.csv
good import bad.csv --table roster -o claims.h5 -q --force
bad 3 "ends before it begins" -- capitation claims.h5

# a quota of 0: no base cost (the band), and no roster at all
roster "X1,C,diabetes,2021-01," >zero.csv
good import zero.csv --table roster -o claims.h5 -q --force
good capitation claims.h5 -q -o zero.h5
holds out "units whose patients have no base cost: the band makes their quota 0 (D3)" \
    "units with patients and a quota of 0"
good capitation claims.h5 --set diab.manager=claims --set months=0 --csv -q
holds out "H,20,20"

# without new patients one word holds a patient's sum and last institution;
# where a sum does not fit its bits (58 here), two words do
by_claims() {
    good capitation "$@" --set diab.manager=claims --set months=0 \
        --set diab.category=any --csv -q
}
by_claims claims.h5 --set diab.new=claims
mv out two.words
by_claims claims.h5 --set diab.new=none
same out two.words
{
    echo "id,person,hospital,kind,total,month,referred"
    awk 'BEGIN { for (i = 0; i < 660; i++)
        printf "%d,P%d,%s,diabetes,%s,2019-%02d,yes\n", i, i % 2 ? 1 : i % 3,
            i == 658 ? "B" : "A", i % 2 ? "9999999999999.99" : "1.00",
            i < 640 ? 1 + i % 11 : 12 }'
} >big.csv
good import big.csv --map map.yaml -q -o big.h5
for threads in 1 3; do
    by_claims big.h5 --set diab.new=none --threads $threads
    holds out "A,2,2,0,0,220.00," "B,1,1,0,0,3300000000000106.70,"
done
bad 2 "claims gives quotas only" -- capitation claims.h5 --set diab.manager=claims
good capitation claims.h5 --plan
holds out capitation
finish
