#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Many inputs into one claims file: what the input made of all of them gives.
. "${0%/*}/lib/golden.sh"

claims_csv >claims.csv
good import claims.csv --map map.yaml -q -o whole.h5
good export whole.h5
mv out whole.txt
head -n 9 claims.csv >a.csv
(head -n 1 claims.csv && sed -n '10,12p' claims.csv) | gzip >b.csv.gz
# the third has its fields in another order, and one more
awk -F, -v OFS=, 'NR == 1 || NR > 12 {
    print $9, $8, $7, NR == 1 ? "ward" : "W", $6, $5, $4, $3, $2, $1
}' claims.csv >c.csv
shows import a.csv b.csv.gz c.csv --map map.yaml -o parts.h5 --csv <<EOF
key,value
input,a.csv
input_bytes,$(wc -c <a.csv | tr -d ' ')
input_crc32,$(gzip -c a.csv | tail -c 8 | od -An -N4 -tx4 | tr -d ' ')
input_rows_read,8
input_rows_stored,8
input_rows_rejected,0
input_rows_dropped,0
input,b.csv.gz
$("$program" import b.csv.gz --map map.yaml -o b.h5 --csv 2>err |
    grep -E '^input_')
input_rows_read,3
input_rows_stored,3
input_rows_rejected,0
input_rows_dropped,0
input,c.csv
input_bytes,$(wc -c <c.csv | tr -d ' ')
input_crc32,$(gzip -c c.csv | tail -c 8 | od -An -N4 -tx4 | tr -d ' ')
input_rows_read,9
input_rows_stored,9
input_rows_rejected,0
input_rows_dropped,0
mapping,map.yaml
mapping_crc32,cf8378b8
rows_read,20
rows_stored,20
rows_rejected,0
rows_dropped,0
blank_lines,0
yuan.total_fen,39000.00
yuan.pool_fen,33000.00
yuan.large_fen,0.00
yuan.aid_fen,0.00
yuan.account_fen,0.00
yuan.cash_fen,6000.00
EOF
good export parts.h5
same out whole.txt
good check parts.h5

# all but the account is the same, claims without an id are numbered through,
# and the bytes are those of any number of threads
grep -v claim: map.yaml >numbers.yaml
good import claims.csv --map numbers.yaml -q -o whole_n.h5
for threads in 1 2 5; do
    good import a.csv b.csv.gz c.csv --map numbers.yaml -q \
        -o parts$threads.h5 --threads $threads
    same parts1.h5 parts$threads.h5
done
good export whole_n.h5
mv out whole.txt
good export parts1.h5
same out whole.txt
"$damage" whole_n.h5 remove /import
"$damage" parts1.h5 remove /import
for file in whole_n.h5 parts1.h5; do
    good settle $file --budget-ratio 0.9 -q -o year.h5 --force
    good export year.h5 settlement
    mv out $file.txt
done
same whole_n.h5.txt parts1.h5.txt

# rejects name input, row and line; claims are unique across inputs
sed 's/claim: {column: id}/claim: {column: id, unique: yes}/' map.yaml \
    >unique.yaml
awk -F, -v OFS=, 'NR == 2 { $7 = "x" } NR == 3 { $1 = 3 } 1' c.csv |
    awk -F, -v OFS=, 'NR == 3 { $10 = 3; $1 = "300.00" } 1' >wrong.csv
good import a.csv wrong.csv --map unique.yaml -o rejected.h5 \
    --rejects rejects.csv --max-rejects 2
holds rejects.csv "row,line,column,field,reason,input" \
    "2,3,claim,id,duplicate_claim,wrong.csv"
holds out "duplicate_claim"
good info rejected.h5 import
holds out "rejected.duplicate_claim.claim"
good import a.csv --map unique.yaml -q --force -o rejected.h5 \
    --rejects rejects.csv
[ "$(cat rejects.csv)" = row,line,column,field,reason ] ||
    fail "another list of one input: $(cat rejects.csv)"

# one bad input stops it, even if it is a small part; nothing is written
awk -F, -v OFS=, 'NR > 1 { $7 = "x" } NR < 5' a.csv >bad.csv
bad 3 "bad.csv: 3 of 3 rows are rejected" -- \
    import a.csv b.csv.gz c.csv bad.csv --map map.yaml -o no.h5 \
    --max-rejects 50%
absent no.h5
sed '1s/total/sum/' c.csv >header.csv
bad 3 "header.csv has no field 'total'" -- \
    import a.csv header.csv --map map.yaml -o no.h5
absent no.h5
bad 2 "a.csv and ./a.csv are the same input" -- \
    import a.csv ./a.csv --map map.yaml -o no.h5
holds err "give every input once"
bad 1 "none.csv" -- import a.csv none.csv --map map.yaml -o no.h5
absent no.h5
bad 2 "c.csv is read and cannot be written" -- \
    import a.csv c.csv --map map.yaml -o c.csv --force
head -n 1 a.csv >empty.csv # a month without claims
good import empty.csv a.csv --map map.yaml -q -o with_empty.h5
bad 3 "has a header but no row" -- import empty.csv --map map.yaml -o no.h5
run 2 import --table hospital a.csv b.csv.gz -o parts.h5
holds err "--table and --guess take one FILE"

# many rows: blocks and batches end anywhere
"$program" generate --claims 70k -q -o region.h5 || exit 1
good export region.h5
mv out region.csv
{
    echo "columns:"
    head -n 1 region.csv | tr , '\n' | while read -r column; do
        name=$column rest=
        case $column in
        total | in_scope | drug | herb | service | bid_drug | standard_herb | \
            pool | large | aid | account | cash) name=${column}_fen ;;
        refused_month) rest=", empty: missing" ;;
        esac
        echo "  $name: {column: $column$rest}"
    done
} >region.yaml
part() { # FIRST LAST
    awk -v a="$1" -v b="$2" 'NR == 1 || NR > a && NR <= b + 1' region.csv
}
part 1 30001 >p.csv
part 30002 70000 | gzip -1 >q.csv.gz
good import region.csv --map region.yaml -q -o one.h5
good import p.csv q.csv.gz --map region.yaml -q -o two.h5
good export one.h5
same out region.csv
good export two.h5
same out region.csv
finish
