#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The first hour with a messy file: guess, look, import, check, weights, settle.
# tests/data/import/make_messy.py made the file, and what must come out of it.
. "${0%/*}/lib/golden.sh"
data=$source/tests/data/import
messy=$data/messy_gb18030.csv

# ---- a draft, in which no value of the file is -----------------------------

good import --guess "$messy" -o map.yaml
cp map.yaml draft.yaml
good import --guess "$messy"
same out map.yaml
holds map.yaml "encoding: gb18030" 'delimiter: ","' "header: 3" "合计" \
    'date: ["%Y/%-m/%-d", ' '"excel"' "clean: yes" "suffix: 天" "as: text" \
    "unique: yes" "ruined" "310: employee" "居民: resident" "1: male" \
    "住院: inpatient" "set: [主要手术操作编码, 其他手术操作编码]" \
    "# age_years:" "姓名 # about a person" "# remark:" "9,999.99"
for value in 0012023 人民医院 H01 ES23 J18 赵 内科 330100 2023-; do
    lacks map.yaml "$value"
done
good import --guess "$messy" --lang zh
holds out "样例已遮盖" "个重复"
sed 's/ *#.*//' out >chinese
sed 's/ *#.*//' map.yaml >english
same chinese english
bad 1 map.yaml exists -- import --guess "$messy" -o map.yaml
bad 2 "$messy" "cannot be written" -- import --guess "$messy" -o "$messy" --force
bad 1 none.csv "No such file" -- import --guess none.csv

# ---- looked at, then imported ----------------------------------------------

good import "$messy" --map map.yaml --dry-run -o claims.h5 --rejects rejects.csv
absent claims.h5
holds err "nothing is written but the rejected rows, to rejects.csv"
mv rejects.csv dry.csv
tr -s ' ' <out | grep -v ^mapping >dry
good import "$messy" --map map.yaml -o claims.h5 --rejects rejects.csv
tr -s ' ' <out | grep -v ^mapping >wet
same dry wet
same dry.csv rejects.csv
bad 1 rejects.csv exists -- import "$messy" --map map.yaml --dry-run --rejects rejects.csv
good import "$messy" --map map.yaml --dry-run
holds err "dry run: nothing is written"
holds wet "rows_read 202" "rows_stored 185" "rows_rejected 15" "rows_dropped 2" \
    "rejected.ruined_id.claim 4" "rejected.duplicate_claim.claim 3" \
    "rejected.no_such_date.discharge_day 2" "rejected.too_few_fields 2" \
    "rejected.payers_do_not_add_up.total_fen 3" "rejected.empty.total_fen 1"
holds err "begin with or hold a text of footer"
[ "$(sed 1d rejects.csv | wc -l)" -eq 15 ] || fail "not 15 rejects are listed"
columns=$(head -n 1 "$data/messy_truth.csv")
good export claims.h5 --no-bom --columns "$columns"
same out "$data/messy_truth.csv"
good import "$messy" --map map.yaml --threads 1 --force -o again.h5
cmp claims.h5 again.h5 || fail "another file with one thread"

bad 3 "15 of 202 rows" -- import "$messy" --map map.yaml --dry-run --max-rejects 14
run 2 import "$messy" --dry-run
holds err "--guess"
run 2 import "$messy" --guess --dry-run
run 2 import "$messy" --guess --map map.yaml

# ---- and settled ------------------------------------------------------------

good check claims.h5
good weights claims.h5 -o weights.h5
holds out ES23 FM19 GB15 OB23
good settle claims.h5 --budget-ratio 0.9 --set weights.source=same_year -o year.h5
holds out H00 H01 H02 H03
holds err "185 records read"

# ---- strict without clean: -------------------------------------------------

grep -v 'clean: yes' map.yaml >strict.yaml
bad 3 not_a_number -- import "$messy" --map strict.yaml -o no.h5
absent no.h5

# ---- marks that a spreadsheet left ----------------------------------------

printf '医院编码,总费用\nH1,1\n%s,2\n%s,3\n' "'H1" '="H1"' >marks.csv
printf 'columns:\n  hospital: {column: 医院编码}\n%s\n' \
    '  total_fen: {column: 总费用}' >marks.yaml
good import marks.csv --map marks.yaml -o marks.h5
holds err "1 values of hospital begin with an apostrophe"
good import marks.csv --guess -o marked.yaml
good import marks.csv --map marked.yaml -o marked.h5
good export marked.h5 --no-bom --columns hospital
[ "$(sed 1d out | sort -u)" = H1 ] || fail "H1 is not one hospital"

# ---- two columns of one field ---------------------------------------------

printf 'columns:\n  hospital: {column: 医院编码}\n%s\n%s\n' \
    '  total_fen: {column: 总费用}' '  pool_fen: {column: 总费用}' >twice.yaml
good import marks.csv --map twice.yaml --dry-run
holds err "several columns read one field: 总费用: total_fen, pool_fen"

# ---- other shapes ----------------------------------------------------------

# a mark, semicolons, CRLF; no name is known but that of the amount
printf '\357\273\277a;\346\200\273\350\264\271\347\224\250\r\n1;2,5\r\n2;3\r\n' \
    >mark.csv
good import --guess mark.csv
holds out "encoding: utf-8 # with a byte order mark" 'delimiter: ";"' "总费用" \
    "could not be read"
tr ';,' '\t.' <mark.csv >tab.csv
good import --guess tab.csv -o tab.yaml
holds tab.yaml "delimiter: tab"
good import tab.csv --map tab.yaml -o tab.h5
good export tab.h5 --no-bom --columns total
holds out "2.50" "3.00"

# English names: imports as it is, the payers that no field has are 0
claims_csv >claims.csv
good import --guess claims.csv -o english.yaml
good import claims.csv --map english.yaml -o english.h5
holds out "rows_stored"
holds english.yaml "aid_fen: {value: 0}" "category: {value: inpatient}"
good export english.h5 --no-bom --columns hospital,drg,discharge_day,total,pool,cash
mv out guessed
good import claims.csv --map map.yaml -o hand.h5 # that of the fixture
good export hand.h5 --no-bom --columns hospital,drg,discharge_day,total,pool,cash
same out guessed
gzip -c claims.csv >claims.csv.gz
good import --guess claims.csv.gz
sed 1d out >zipped
sed 1d english.yaml >plain
same zipped plain

# what export writes is read again, home_area apart
region region.h5 --seed 3
good export region.h5 -o region.csv
good import --guess region.csv -o region.yaml
good import region.csv --map region.yaml -o back.h5
tr -s " " <out >account
holds account "rows_stored 5000" "rows_rejected 0"
good info back.h5

# ---- no CSV, and the wrong encoding: named, with the way out ----------------

printf 'PK\003\004 rest' >book.csv
printf '\320\317\021\340\241\261\032\341 rest' >book.xls
printf '\377\376a\000,\000' >utf16.csv
printf '<html><table>' >page.xls
for how in "--guess" "--map map.yaml -o no.h5"; do
    # shellcheck disable=SC2086 # words
    bad 3 book.csv "spreadsheet (.xlsx)" libreoffice -- import book.csv $how
    # shellcheck disable=SC2086
    bad 3 book.xls "spreadsheet (.xls)" libreoffice -- import book.xls $how
    # shellcheck disable=SC2086
    bad 3 utf16.csv UTF-16 "iconv -f utf-16" -- import utf16.csv $how
    # shellcheck disable=SC2086
    bad 3 page.xls "HTML table" -- import page.xls $how
done
sed 's/encoding: gb18030/encoding: utf-8/' draft.yaml >wrong.yaml
bad 3 "declared encoding" "encoding: gb18030" -- \
    import "$messy" --map wrong.yaml -o no.h5
iconv -f gb18030 -t utf-8 "$messy" >utf8.csv
bad 3 "UTF-8, not the declared gb18030" "encoding: utf-8" -- \
    import utf8.csv --map draft.yaml -o no.h5
good import utf8.csv --guess -o utf8.yaml
good import utf8.csv --map utf8.yaml -o utf8.h5
good export utf8.h5 --no-bom --columns "$columns"
same out "$data/messy_truth.csv"
finish
