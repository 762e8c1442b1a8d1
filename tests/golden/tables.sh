#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# import --table: tables of institutions, persons, physician days and rosters
# into an existing claims file, whole or not at all.
. "${0%/*}/lib/golden.sh"

claims_csv >claims.csv
good import claims.csv --map map.yaml -q -o claims.h5
good export claims.h5
mv out before.txt
# import TABLE CSV ARGUMENT...
import() {
    table=$1
    csv=$2
    shift 2
    good import --table "$table" "$csv" -o claims.h5 "$@"
}

# names of the header as `dianshu columns` has them, English or Chinese; codes
# of the claims that the table lacks are counted and listed
cat >hospitals.csv <<'EOF'
医疗机构,名称,level,coefficient,联系人
H1,第一医院,3,1.0500,x
H7,No claims,1,1.0000,y
EOF
shows import --table hospital hospitals.csv -o claims.h5 <<'EOF'
coverage
figure           value     unit
---------------  --------  -------
table            hospital
rows             2         rows
codes_used       2         codes
codes_lacking    1         codes
records_lacking  10        records
rows_unused      1         rows

lacking
code  records
----  -------
H0         10

EOF
holds err "not imported: 联系人" "claims.h5: table hospital of 2 rows"
shows export claims.h5 hospital <<'EOF'
hospital,name,level,coefficient
H1,第一医院,3,1.0500
H7,No claims,1,1.0000
EOF
good export claims.h5
same out before.txt
good check claims.h5
good settle claims.h5 --budget-ratio 0.9 --csv
holds out "H1,1.0500" "H0,1.0000"

# the same table again: not without --force; then the same bytes
cp claims.h5 once.h5
bad 1 "claims.h5 has a table hospital already" -- \
    import --table hospital hospitals.csv -o claims.h5
same claims.h5 once.h5
import hospital hospitals.csv --force
same claims.h5 once.h5

# by a mapping, in GB18030, with an own column
cat >hospital.yaml <<'EOF'
format: {encoding: gb18030, delimiter: ";"}
columns:
  hospital: 编码
  level: {column: 等级, values: {三级: 3, 未定级: ""}}
  beds: {column: 床位, type: int}
EOF
printf '编码;等级;床位\nH0;三级;500\nH1;未定级;20\n' |
    iconv -f utf-8 -t gb18030 >hospitals_gb.csv
import hospital hospitals_gb.csv --map hospital.yaml --force --csv
shows export claims.h5 hospital <<'EOF'
hospital,level,beds
H0,3,500
H1,,20
EOF
printf '医院编码;级别\nH0;3\nH1;2\n' | iconv -f utf-8 -t gb18030 >plain_gb.csv
import hospital plain_gb.csv --force --csv # without a mapping
shows export claims.h5 hospital <<'EOF2'
hospital,level
H0,3
H1,2
EOF2
echo 'format: {encoding: utf-8}' >utf8.yaml
echo 'columns: {hospital: 医院编码}' >>utf8.yaml
bad 3 "not UTF-8" -- import --table hospital plain_gb.csv -o claims.h5 \
    --force --map utf8.yaml
holds err "format: {encoding: gb18030}"

# the other tables
printf 'person,sex,birth_day,insurance\nP0,male,1970-05-01,employee\n' \
    >persons.csv
import person persons.csv
holds out "codes_lacking    19" "P1 " "... 9 more rows"
printf 'hospital,month,days\nH0,2023-01,300\nH0,2023-02,280\n' >days.csv
import physician_days days.csv
holds out "codes_lacking    1"
printf 'person,unit,scope,from,to\nP0,H1,diabetes,2023-01,\n' >roster.csv
import roster roster.csv
good info claims.h5 -q
holds out "physician_days     2        3" "roster             1        5"
printf 'unit,scope,quota,f\nH1,diabetes,1200.50,0.8\n' >contract.csv
import contract contract.csv
printf 'kind,segment,hospital,month,amount\nbudget,IP,,2023-06,10\n' \
    >decision.csv
printf 'release,,H1,2023-09,5.25\n' >>decision.csv
import decision decision.csv
shows export claims.h5 decision <<'EOF'
kind,month,segment,hospital,amount
budget,2023-06,IP,,10.00
release,2023-09,,H1,5.25
EOF
printf 'kind,segment,hospital,month,amount\nbudget,IP,,,10\n' >decision.csv
bad 3 "decision.csv:2: column month: is empty" -- \
    import --table decision decision.csv -o claims.h5 --force
good columns roster
holds out "first month (D7)" "起始月"
good columns physician_days --csv
holds out 'days,number,days,0,10000000'

# what is wrong is said with file, line and remedy, and nothing changes; what
# the message says helps
cp claims.h5 before.h5
wrong() { # WORD ARGUMENT...
    word=$1
    shift
    bad 3 "$word" -- import --table "$@" -o claims.h5 --force
    same claims.h5 before.h5
    absent no.h5
}
printf 'hospital,level\nH0,2\nH0,3\n' >wrong.csv
wrong "wrong.csv:3: column hospital: an earlier row has the same key" \
    hospital wrong.csv
printf 'code,level\nH0,2\n' >wrong.csv
wrong "wrong.csv: no column 'hospital'" hospital wrong.csv
holds err "columns: {hospital: NAME}"
echo "columns: {hospital: code, level: level}" >fix.yaml # as it says
import hospital wrong.csv --force --map fix.yaml
cp claims.h5 before.h5
printf 'hospital,level\nH0,7\n' >wrong.csv
wrong "column level: outside the column's range" hospital wrong.csv
printf 'person,sex\nP0,X\n' >wrong.csv
wrong "column sex: no value of this column" person wrong.csv
holds err "male|female"
echo "columns: {person: person, sex: {column: sex, values: {X: male}}}" \
    >fix.yaml
import person wrong.csv --force --map fix.yaml
cp claims.h5 before.h5
bad 2 "no table 'clinic'" -- import --table clinic hospitals.csv -o claims.h5
bad 2 "no table 'clinic'" -- columns clinic
bad 1 "no.h5" -- import --table hospital hospitals.csv -o no.h5
absent no.h5
good settle claims.h5 --budget-ratio 0.9 -q -o year.h5
bad 3 "year.h5 is a result, not a claims file" -- \
    import --table hospital hospitals.csv -o year.h5
run 2 import --table hospital hospitals.csv
holds err "-o FILE is missing"
run 2 import --table hospital hospitals.csv -o claims.h5 --rejects r.csv
holds err "--rejects"
same claims.h5 before.h5
finish
