#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# export to the files of others: workbooks and Stata files read back by small
# readers of our own hold what CSV holds, and are the same bytes on any number of
# threads and in any time zone (full_disk.sh and killed.sh: whole or not at
# all).
. "${0%/*}/lib/golden.sh"
lib=$source/tests/golden/lib

claims_csv >claims.csv
good import claims.csv --map map.yaml -q -o claims.h5
good settle claims.h5 --budget-ratio 0.9 -q -o year.h5 --cases cases.h5
if ! has xlsx || ! has dta; then
    for kind in xlsx dta; do
        has $kind || bad 2 "install lib" -- export year.h5 run -o year.$kind
    done
    absent year.xlsx year.dta
    finish
fi
good export year.h5 -o year.xlsx -q

py() { /usr/bin/python3 -B "$lib/$1" "$2" ${3+"$3"} ${4+"$4"} || fail "$*"; }
numbers() { # CSV: numbers as short as they go, which is how workbooks hold them
    /usr/bin/python3 -c '
import csv, re, sys
out = csv.writer(sys.stdout, lineterminator="\n")
for row in csv.reader(open(sys.argv[1], encoding="utf-8-sig")):
    out.writerow(re.sub(r"\.?0+$", "", x) if re.fullmatch(r"-?\d+\.\d+", x)
                 else x for x in row)' "$1"
}
equal() { # FILE CSV
    numbers "$1" >left
    numbers "$2" >right
    diff right left >&2 || fail "$1 differs from $2"
}

# ---- workbooks -------------------------------------------------------------

py xlsx_csv.py year.xlsx >sheets
diff - sheets <<'EOF' >&2 || fail "other sheets"
buckets
config
hospital_buckets
ledger
notes
point_value
run
settlement
EOF
while read -r table; do
    good export year.h5 "$table" -o "$table.csv"
    py xlsx_csv.py year.xlsx "$table" >"$table.read"
    equal "$table.read" "$table.csv"
done <sheets
py xlsx_csv.py year.xlsx settlement raw >found
diff - found <<'EOF' >&2 || fail "other formats of numbers"
hospital,coefficient,coefficient_missing,cases,halved,points,cost,fund_at_item_prices,personal,amount,payment,difference,payment_to_item
H0,1,1,4,0,400,9800,8600,1200,8256,8256,-344,0.96
H1,1,1,6,0,600,14700,12900,1800,12384,12384,-516,0.96
General,0.0000,0,0,0,"#,##0.0000","#,##0.00","#,##0.00","#,##0.00","#,##0.00","#,##0.00","#,##0.00",0.0000
EOF
good export year.h5 settlement --lang zh --fen -o zh.xlsx
py xlsx_csv.py zh.xlsx >sheets
holds sheets "医疗机构清算"
py xlsx_csv.py zh.xlsx 医疗机构清算 raw >found
holds found "医疗机构,差异系数" "基金结算额（分）" ",825600,825600,-34400,"
good export claims.h5 -q -o claims.xlsx
py xlsx_csv.py claims.xlsx claims >found
good export claims.h5 -q -o claims.txt
equal found claims.txt
good export claims.h5 -q -o some.XLSX --where month=2023-02 \
    --columns claim,total,discharge_day,month
py xlsx_csv.py some.XLSX claims raw >found
diff - found <<'EOF' >&2 || fail "other claims in the workbook"
claim,total,discharge_day,month
13,2200,44959,44958
14,2300,44960,44958
0,"#,##0.00",yyyy-mm-dd,yyyy-mm
EOF

# ---- Stata -----------------------------------------------------------------

good export claims.h5 -q -o claims.dta
py dta_csv.py claims.dta >found
equal found claims.txt
good export claims.h5 --where month=2023-02 -o some.dta
holds err "20 records read = 2 written + 18 left out by --where"
py dta_csv.py some.dta about >found
diff - found <<'EOF' >&2 || fail "other variables"
# claims
claim,byte,%16.0g,"the payer's own id, or the row of the input"
patient,str3,%-9s,insured person
hospital,str2,%-9s,institution that claims
drg,str4,%-9s,"DRG or disease group, as given"
admit_day,int,%td,day of admission or visit
discharge_day,int,%td,day of discharge
month,int,%tm,month of service
insurance,byte,%16.0g,insurance kind
category,byte,%16.0g,category of care
total,double,%14.2fc,total cost
pool,double,%14.2fc,paid by the pooled fund
large,double,%14.2fc,paid by large-amount aid or serious-illness insurance
aid,double,%14.2fc,paid by medical aid
account,double,%14.2fc,paid from the personal account
cash,double,%14.2fc,paid in cash
EOF
good export claims.h5 --lang zh --fen -q -o zh.dta
py dta_csv.py zh.dta about >found
holds found "total_fen,long,%16.0g,总费用" "insurance,byte,%16.0g,险种"
good export year.h5 settlement -o settlement.dta
py dta_csv.py settlement.dta >found
equal found settlement.csv
good export cases.h5 -q -o cases.dta
good export cases.h5 -q -o cases.csv
py dta_csv.py cases.dta >found
equal found cases.csv

# ---- names and formats -----------------------------------------------------

good export claims.h5 -q -o a.json
good export claims.h5 -q --json -o b.txt
same a.json b.txt
good export claims.h5 -q --format csv --no-bom
mv out piped
good export claims.h5 -q --format csv --no-bom -o c.json
same piped c.json
good export claims.h5 -q --format dta -o d.txt
same d.txt claims.dta

# ---- the same bytes --------------------------------------------------------

region region.h5
for threads in 1 2 5; do
    for kind in xlsx dta csv json; do
        good export region.h5 --where insurance=employee -q \
            --threads $threads -o "t$threads.$kind"
        same "t1.$kind" "t$threads.$kind"
    done
done
sleep 2 # zip knows the time in steps of two seconds
TZ=Asia/Shanghai
export TZ
good export year.h5 -o again.xlsx
same again.xlsx year.xlsx
good export claims.h5 -q -o again.dta
same again.dta claims.dta
unset TZ

# ---- what cannot be --------------------------------------------------------

echo old >old.xlsx
bad 1 "old.xlsx exists already" -- export year.h5 -o old.xlsx
bad 3 "no table 'none'" -- export year.h5 none -o none.xlsx
bad 2 "no column 'sax'" -- export claims.h5 --columns sax -o none.dta
bad 2 "--format xlsx is for files" "-o FILE.xlsx" -- export year.h5 --format xlsx
bad 2 "--format xlsx, and --json" -- export year.h5 --format xlsx --json -o x
bad 2 "which of its tables?" -- export year.h5 -o none.dta
bad 2 "are for claims" -- export year.h5 --raw -o none.xlsx
run 2 export year.h5 --format xls -o none.xls
holds err "'xls' is none of"
absent none.xlsx none.dta none.xls
[ "$(cat old.xlsx)" = old ] || fail "old.xlsx was touched"
good export year.h5 -o old.xlsx --force
same old.xlsx year.xlsx
finish
