#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# dianshu import of messy CSV and wrong mappings: every row is stored or
# rejected under one reason, places are named, values never; too many rejects
# leave no claims file.
. "${0%/*}/lib/golden.sh"

claims_csv >claims.csv
import() { run "$1" import "$2" --map "$3" --force -o x.h5; }

# ---- rows ------------------------------------------------------------------

# row REASON COLUMN 'FIELDS OF A ROW' 'WHAT MAY HELP'
# The value in question holds SECRET, or 4711, and must never be printed.
head -n 1 claims.csv >messy.csv
: >reasons
row() {
    printf '%b\n' "$3" >>messy.csv
    echo "$1,$2,$4" >>reasons
}
day=2022-01-01,2022-01-02
row too_few_fields '' "31,SECRET,H0" "line end inside a field"
row too_many_fields '' "32,P,H0,AA11,$day,1,1,0,SECRET" "a delimiter inside"
row bad_quotes '' "33,P,H0,\"SECRET\"x,$day,1,1,0" "double the quotes"
row bad_encoding '' "34,P,H0,SECRET\0377,$day,1,1,0" "gb18030"
row empty total_fen "35,SECRET,H0,AA11,$day,,1,0" "empty:"
row not_a_number claim "SECRET,P,H0,AA11,$day,1,1,0" "as: text"
row leading_zero claim "04711,P,H0,AA11,$day,1,1,0" "as: text"
row too_many_decimals total_fen "37,P,H0,AA11,$day,1.4711,1,0" "round: half_up"
row out_of_range total_fen "38,P,H0,AA11,$day,47110000000000000,1,0" "yuan, fen"
row not_that_date admit_day "39,P,H0,AA11,SECRET,2022-01-02,1,1,0" 'date: "%Y'
row no_such_date admit_day "40,P,H0,AA11,4711-02-30,2022-01-02,1,1,0" "missing:"
row too_long drg "41,P,H0,SECRET$(printf '%01100d' 0),$day,1,1,0" "another field"
row payers_do_not_add_up total_fen "42,P,H0,AA11,$day,4711,1,0" "payers: no"
row discharge_before_admission discharge_day \
    "43,P,H0,AA11,2022-01-02,2022-01-01,4711,4711,0" "swapped"
row duplicate_claim claim "1,SECRET,H0,AA11,$day,1,1,0" "unique: no"
n_bad=$(wc -l <reasons)
sed 1d claims.csv >good_rows
# the first good row stands before its duplicate; blank lines are no rows
{
    sed -n 1p messy.csv
    cat good_rows
    printf '\r\n\n'
    sed 1d messy.csv
} >all.csv
sed 's/{column: id}/{column: id, unique: yes}/' map.yaml >unique.yaml

bad 3 all.csv "$n_bad of 35 rows" -- import all.csv --map unique.yaml -o x.h5
absent x.h5
bad 3 all.csv "$n_bad of 35 rows" -- import all.csv --map unique.yaml -o x.h5 \
    --max-rejects $((n_bad - 1))
absent x.h5
good import all.csv --map unique.yaml -o x.h5 --max-rejects $n_bad \
    --rejects rejects.csv
holds err "2 empty lines" "rejects.csv"
tr -s ' ' <out >account
holds account "rows_read 35" "rows_stored 20" "rows_rejected $n_bad"
line=24 # of the first bad row
while IFS=, read -r reason column remedy; do
    holds rejects.csv "$((line - 3)),$line,$column"
    sed -n "s/^$((line - 3)),$line,.*,//p" rejects.csv | grep -qx "$reason" ||
        fail "line $line: not $reason: $(grep ",$line," rejects.csv)"
    grep "^$reason " account | grep -qF "$remedy" ||
        fail "$reason: no remedy '$remedy' in: $(cat account)"
    line=$((line + 1))
done <reasons
cat out err rejects.csv >said
lacks said SECRET
lacks said 4711
good export x.h5 --no-bom
mv out stored
good import claims.csv --map map.yaml -o same.h5
good export same.h5
same out stored

# what the remedies say, done: every row but those that are beyond help
cat >mended.yaml <<'EOF'
format: {missing: [SECRET]}
columns:
  claim: {column: id, as: text}
  hospital: {column: hospital}
  admit_day: {column: admitted}
  total_fen: {column: total, money: yuan, round: half_up, empty: 0}
  pool_fen: {column: pool}
  cash_fen: {column: cash}
checks: {payers: no}
EOF
good import all.csv --map mended.yaml --force -o x.h5 --max-rejects 50%
tr -s ' ' <out >account
holds account "rows_stored 29" "rows_rejected 6"
lacks account not_a_number
lacks account too_many_decimals
lacks account leading_zero

# ---- the whole input -------------------------------------------------------

printf '%s\n' "$(head -n 4 claims.csv)" '5,"P,H0' >wrong.csv
bad 3 wrong.csv:5 "quote" -- import wrong.csv --map map.yaml -o no.h5
gzip -c claims.csv >whole.csv.gz
head -c 200 whole.csv.gz >cut.csv.gz
bad 3 cut.csv.gz -- import cut.csv.gz --map map.yaml -o no.h5
good import whole.csv.gz --map map.yaml --force -o x.h5
: >empty.csv
bad 3 empty.csv empty "a header line and rows" -- \
    import empty.csv --map map.yaml -o no.h5
bad 3 x.h5 "is an HDF5 file, not a CSV" -- import x.h5 --map map.yaml -o no.h5
bad 1 none.csv "No such file" -- import none.csv --map map.yaml -o no.h5
bad 2 claims.csv "read and cannot be written" -- \
    import claims.csv --map map.yaml --force -o claims.csv
bad 2 no.h5 "written twice" -- \
    import claims.csv --map map.yaml -o no.h5 --rejects no.h5
bad 1 claims.csv exists -- import whole.csv.gz --map map.yaml -o no.h5 \
    --rejects claims.csv
absent no.h5
sed 1q claims.csv | sed s/total/totals/ | cat - good_rows >wrong.csv
bad 3 map.yaml:10 total_fen "no field 'total'" wrong.csv -- \
    import wrong.csv --map map.yaml -o no.h5
sed 's/column: total/column: totals/' map.yaml >totals.yaml
good import wrong.csv --map totals.yaml -o x.h5 --force
sed 1q claims.csv | sed s/pool/total/ | cat - good_rows >wrong.csv
bad 3 map.yaml:10 "more than one field 'total'" -- import wrong.csv --map map.yaml -o no.h5

# a mark at the beginning, CRLF, GB18030, another delimiter
sed 's/$/\r/; 1s/^/\xef\xbb\xbf/; s/,/;/g' claims.csv >windows.csv
echo 'format: {delimiter: ";"}' | cat - map.yaml >windows.yaml
good import windows.csv --map windows.yaml --force -o x.h5
good export x.h5
same out stored
iconv -f utf-8 -t gb18030 >chinese.csv <<'EOF'
流水号,医院,总费用
1,第一医院,12.5
EOF
cat >chinese.yaml <<'EOF'
columns:
  claim: {column: 流水号}
  hospital: {column: 医院}
  total_fen: {column: 总费用}
  month: {value: 2023-05}
EOF
bad 3 chinese.csv "declared encoding" "gb18030" -- \
    import chinese.csv --map chinese.yaml -o no.h5
echo 'format: {encoding: gb18030}' | cat - chinese.yaml >gb.yaml
good import chinese.csv --map gb.yaml --force -o x.h5
good export x.h5
holds out "1,第一医院,2023-05,12.50"

# ---- mappings --------------------------------------------------------------

mapping() { # 'COLUMNS' PLACE...: refused, in line 2 or 3
    printf "columns:\n  month: {value: 2023-01}\n  %b\n" "$1" >wrong.yaml
    shift
    bad 2 "$@" -- import claims.csv --map wrong.yaml -o no.h5
    absent no.h5
}
mapping 'totl_fen: {column: total}' "wrong.yaml:3" "did you mean 'total_fen'"
mapping 'total_fen: {colum: total}' "wrong.yaml:3" "colum"
mapping 'total_fen: {column: total, money: cent}' "wrong.yaml:3" "yuan" "wan"
mapping 'total_fen: {column: total}\n  total_fen: {column: pool}' \
    "wrong.yaml:4" "total_fen"
mapping 'insurance: {column: person, values: {P1: worker}}' "wrong.yaml:3" \
    "one of unknown|employee|resident"
mapping 'admit_day: {column: admitted, date: "%q"}' "wrong.yaml:3" "date"
mapping 'drg: {concat: "${drg"}' "wrong.yaml:3" "concat"
mapping 'ward: {column: person}' "wrong.yaml:3" "kind"
mapping 'total_fen: {column: total' "wrong.yaml:" "YAML"
mapping 'total_fen: [1, 2]' "wrong.yaml:3"
bad 1 none.yaml "No such file" -- import claims.csv --map none.yaml -o no.h5
: >empty.yaml
bad 2 empty.yaml -- import claims.csv --map empty.yaml -o no.h5
finish
