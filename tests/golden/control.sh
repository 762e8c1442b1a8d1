#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check --control: claims against totals that somebody else counted. The i-th of
# 20 claims costs 1000 + 100 i yuan; H0 and H1 take turns by twos; 10 are of
# 2022.
. "${0%/*}/lib/golden.sh"

claims_csv >claims.csv
good import claims.csv --map map.yaml -q -o claims.h5

# by institution and year: records, heads, cost
cat >totals.csv <<'EOF'
hospital,year,records,heads,total
H0,2022,6,6,8700.00
H0,2023,4,4,9800
H1,2022,4,4,5800.00
H1,2023,6,6,14700.00
EOF
good check claims.h5 --control totals.csv
holds err "4 rows = 4 agree + 0 within the tolerance + 0 differ"

# what differs, what one side lacks, what is not asked
cat >wrong.csv <<'EOF'
hospital,year,records,total
H0,2022,6,8700.00
H0,2023,,9900.00
H1,2022,5,5800.00
H9,2022,1,100.00
EOF
bad 3 "claims.h5: rows that are off by more than 0: 4 of 5" -- \
    check claims.h5 --control wrong.csv --csv -o statement.h5
diff out - <<'EOF' >&2 || fail "another statement"
hospital,year,records_given,records_found,records_difference,records_relative,total_given,total_found,total_difference,total_relative,state
H0,2022,6,6,0,0.000000,8700.00,8700.00,0.00,0.000000,agrees
H0,2023,,4,,,9900.00,9800.00,-100.00,-0.010101,differs
H1,2022,5,4,-1,-0.200000,5800.00,5800.00,0.00,0.000000,differs
H1,2023,,6,6,,,14700.00,14700.00,,only_found
H9,2022,1,,-1,-1.000000,100.00,,-100.00,-1.000000,only_given
EOF
holds err "5 rows = 1 agree + 0 within the tolerance + 4 differ"
mv out statement.csv
good export statement.h5 control
same out statement.csv
good export statement.h5 run
holds out "command,dianshu check claims.h5 --control wrong.csv" "rows_differ,4"
bad 3 "rows that are off by more than 1.5%: 3 of 5" -- \
    check claims.h5 --control wrong.csv --tolerance 1.5%
good check claims.h5 --control wrong.csv --tolerance 15000 # as it says
holds err "1 agree + 4 within the tolerance"

# no key; whole fen; Chinese names; --where; months; columns of a table
printf 'total_fen,heads,records\n3900000,20,20\n' >one.csv
good check claims.h5 --control one.csv
printf '医疗机构,记录数,人数,总费用,统筹基金支付\nH0,10,10,18500,15500\n' >zh.csv
good check claims.h5 --control zh.csv --where hospital=H0
printf 'month,records\n2022-01,2\n2022-02,2\n' >months.csv
good check claims.h5 --control months.csv --where month=2022-01..2022-02
printf 'hospital,level\nH0,3\nH1,2\n' >hospitals.csv
printf 'hospital.level,insurance,records\n3,employee,10\n2,employee,10\n' \
    >level.csv
bad 2 "no table hospital beside the claims" -- \
    check claims.h5 --control level.csv
good import --table hospital hospitals.csv -o claims.h5 # as it says
good check claims.h5 --control level.csv

# as a bureau sends it: GB18030, semicolons, its own names, a row of sums
printf '医院编码;险种;例数;医疗费总额\nH0;职工医保;10;18500\nH1;职工医保;10;20500\n合计;;20;39000\n' \
    | sed 's/例数/记录数/' | iconv -f UTF-8 -t GB18030 >bureau.csv
good check claims.h5 --control bureau.csv
holds err "bureau.csv: 1 rows of sums left out" "2 rows = 2 agree"
printf '医院编码,级别,中医机构\nH0,3,是\nH1,2,否\n' \
    | iconv -f UTF-8 -t GB18030 >hospitals.csv
good import --table hospital hospitals.csv -o claims.h5 --force
good export claims.h5 hospital
holds out "H0,3,1" "H1,2,0"

# several files, any number of threads
good import claims.csv --map map.yaml -q -o whole.h5
head -n 8 claims.csv >first.csv
(head -n 1 claims.csv && tail -n 13 claims.csv) >second.csv
good import first.csv --map map.yaml -q -o first.h5
good import second.csv --map map.yaml -q -o second.h5
good check first.h5 second.h5 --control totals.csv --csv
mv out several.csv
for threads in 1 5; do
    good check whole.h5 --control totals.csv --csv --threads $threads
    same out several.csv
done

# --save keeps the statement in the claims file; results carry it
good export claims.h5
mv out before.csv
good check claims.h5 --control totals.csv --save
holds err "claims.h5: the statement is in it as table control"
good export claims.h5
same out before.csv
good check claims.h5
good export claims.h5 control
mv out control.csv
good settle claims.h5 --budget-ratio 0.9 -o year.h5
good export year.h5 control
same out control.csv
good export year.h5 control_run
holds out "control totals.csv --save" "rows_agree,4" "tolerance,0"
good weights claims.h5 -o weights.h5
good info weights.h5
holds out control_run
good stats claims.h5 second.h5 -o stats.h5
good export stats.h5 control
same out control.csv
bad 3 "off by more than 0" -- check second.h5 --control wrong.csv --save
good stats claims.h5 second.h5 -o both.h5 # one that differs goes along too
good export both.h5 control_2
holds out "H9,2022,1,," only_given
good export both.h5 control_run_2
holds out "claims,second.h5"
good check both.h5

# misuse, and what is wrong with totals
wrong() { # PLACE REMEDY: totals of standard input
    cat >bad.csv
    bad 3 "$1" -- check claims.h5 --control bad.csv -o no.h5
    holds err "$2"
    absent no.h5
}
wrong "bad.csv: column 'ward': no such column in the claims" \
    "leave out the others" <<'EOF'
ward,records
A,1
EOF
wrong "bad.csv: no totals in it" "records, heads, total" <<'EOF'
hospital,year
H0,2022
EOF
wrong "column 'records': given twice" "remove one" <<'EOF'
records,records
1,1
EOF
wrong "a fourth column to group by" "three at most" <<'EOF'
hospital,year,drg,insurance,records
H0,2022,AA11,employee,1
EOF
wrong "bad.csv:3: an earlier row has the same keys" "add the two rows up" <<'EOF'
hospital,records
H0,1
H0,2
EOF
wrong 'bad.csv:2: column total: is not a number' \
    "without thousands separators" <<'EOF'
hospital,total
H0,"1,000"
EOF
grep -v patient map.yaml >nobody.yaml
good import claims.csv --map nobody.yaml -q -o nobody.h5
bad 3 "nobody.h5: no column 'patient', which counting heads needs" -- \
    check nobody.h5 --control totals.csv
run 2 check claims.h5 --control totals.csv --tolerance x
holds err "'x' is neither"
run 2 check claims.h5 -o x.h5
holds err "go with --control"
run 2 check claims.h5 second.h5 --control totals.csv --save
holds err "--save takes one claims file"
bad 2 "totals.csv is read and cannot be written" -- \
    check claims.h5 --control totals.csv -o totals.csv --force
finish
