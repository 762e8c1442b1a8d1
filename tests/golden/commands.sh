#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command on 20 claims whose figures can be worked out by hand: the i-th
# (0 to 19) costs 1000 + 100 i yuan, 300 of it in cash; even ones are of AA11,
# odd ones of AA13; the first ten are of 2022. And how commands are misused.
. "${0%/*}/lib/golden.sh"

claims_csv >claims.csv
shows import claims.csv --map map.yaml -o claims.h5 --csv <<'EOF'
key,value
input,claims.csv
input_bytes,1237
input_crc32,3b75fe4b
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

shows info claims.h5 --csv <<'EOF'
column,lowest,highest,unit,codes,bytes,meaning
claim,1,20,,,2,"the payer's own id, or the row of the input"
patient,,,,20,2,insured person
hospital,,,,2,2,institution that claims
drg,,,,2,2,"DRG or disease group, as given"
admit_day,2022-01-01,2023-12-01,,,2,day of admission or visit
discharge_day,2022-01-02,2023-12-03,,,2,day of discharge
month,2022-01,2023-12,,,2,month of service
insurance,,,,1,1,insurance kind
category,,,,1,1,category of care
total_fen,1000.00,2900.00,yuan,,4,total cost
pool_fen,700.00,2600.00,yuan,,4,paid by the pooled fund
large_fen,0.00,0.00,yuan,,4,paid by large-amount aid or serious-illness insurance
aid_fen,0.00,0.00,yuan,,4,paid by medical aid
account_fen,0.00,0.00,yuan,,4,paid from the personal account
cash_fen,300.00,300.00,yuan,,4,paid in cash
EOF

good check claims.h5 --csv
holds err "claims.h5: 20 claims, no errors"
cut -d, -f1-4 out | grep -v 'not checked' >found
diff found - <<'EOF' >&2 || fail "check: other findings"
finding,severity,state,records
unreadable,error,fine,0
repeated,error,fine,0
payers,error,fine,0
stay,error,fine,0
negative,warning,fine,0
month,warning,fine,0
no_hospital,warning,fine,0
no_patient,warning,fine,0
EOF

# quantiles of type 7: q05 of 1000, 1200, ..., 2800 is 1000 + 9 x 0.05 x 200;
# sd is 200 x sqrt((10^2 - 1) / 12)
shows stats claims.h5 --by drg <<'EOF'
stats
drg    n  missing       sum     mean        sd        cv      min      max      q05      q20      q50      q80      q95
----  --  -------  --------  -------  --------  --------  -------  -------  -------  -------  -------  -------  -------
AA11  10        0  19000.00  1900.00  574.4563  0.302345  1000.00  2800.00  1090.00  1360.00  1900.00  2440.00  2710.00
AA13  10        0  20000.00  2000.00  574.4563  0.287228  1100.00  2900.00  1190.00  1460.00  2000.00  2540.00  2810.00

EOF
shows stats claims.h5 --by drg,hospital --sum total,pool --csv <<'EOF'
drg,hospital,n,total,pool
AA11,H0,5,9000.00,7500.00
AA11,H1,5,10000.00,8500.00
AA13,H0,5,9500.00,8000.00
AA13,H1,5,10500.00,9000.00
EOF
shows stats claims.h5 --where 'year=2023,drg=AA11' --levels 0.5 --csv <<'EOF'
n,missing,sum,mean,sd,cv,min,max,q50
5,0,12000.00,2400.00,282.8427,0.117851,2000.00,2800.00,2400.00
EOF
holds err "20 records read = 5 counted + 15 left out by --where"

# weights: group mean / mean of all; base points: 100 times that
good weights claims.h5 --years 2022 -o weights.h5 --csv
cut -d, -f1-6 out >figures
diff figures - <<'EOF' >&2 || fail "weights: other figures"
drg,n,n_kept,mean,weight,base_points
AA11,5,5,1400.00,0.9655,96.5517
AA13,5,5,1500.00,1.0345,103.4483
EOF
holds err "20 records read = 10 kept + 10 other_year"
shows info weights.h5 weights_years --csv <<'EOF'
drg,year,year_weight,n_kept,cost
AA11,2022,5.000000000,5,7000.00
AA13,2022,5.000000000,5,7500.00
EOF

# 2023: spending 21,500, budget 19,350, the fund bears 0.6 of the overspend of
# 2,150: pool 20,640 for 1,000 points, of which H0 has 400
good settle claims.h5 --budget-ratio 0.9 -o year.h5 --cases cases.h5
holds err "20 records read = 10 other_year + 10 normal"
shows export year.h5 settlement <<'EOF'
hospital,coefficient,coefficient_missing,cases,halved,points,cost,fund_at_item_prices,personal,amount,payment,difference,payment_to_item
H0,1.0000,1,4,0,400.0000,9800.00,8600.00,1200.00,8256.00,8256.00,-344.00,0.9600
H1,1.0000,1,6,0,600.0000,14700.00,12900.00,1800.00,12384.00,12384.00,-516.00,0.9600
EOF
good export year.h5 ledger
cut -d, -f3-5 out >figures
diff figures - <<'EOF' >&2 || fail "settle: another ledger"
left,right,difference
21500.00,21500.00,0.00
21500.00,21500.00,0.00
20640.00,20640.00,0.00
20640.00,20640.00,0.00
23640.00,23640.00,0.00
EOF
good settle claims.h5 --budget-ratio 0.9 --weights weights.h5 -o again.h5
good export again.h5 settlement
tail -n +2 out | cut -d, -f1,11 >figures
diff figures - <<'EOF' >&2 || fail "settle: weights from a file pay otherwise"
H0,8256.00
H1,12384.00
EOF
shows export cases.h5 --columns claim,bucket,points,payment \
    --where claim=10..12 <<'EOF'
claim,bucket,points,payment
10,other_year,,
11,normal,96.5517,1992.83
12,normal,103.4483,2135.17
EOF
good check year.h5
holds err "year.h5: a result, all 8 tables can be read"
good check cases.h5
good info year.h5
holds out point_value hospital_buckets

# out as text and in again: the same claims
shows export claims.h5 --where month=2023-02 --json <<'EOF'
{"claim":13,"patient":"P12","hospital":"H0","drg":"AA11","admit_day":"2023-02-01","discharge_day":"2023-02-02","month":"2023-02","insurance":"employee","category":"inpatient","total":2200.00,"pool":1900.00,"large":0.00,"aid":0.00,"account":0.00,"cash":300.00}
{"claim":14,"patient":"P13","hospital":"H0","drg":"AA13","admit_day":"2023-02-01","discharge_day":"2023-02-03","month":"2023-02","insurance":"employee","category":"inpatient","total":2300.00,"pool":2000.00,"large":0.00,"aid":0.00,"account":0.00,"cash":300.00}
EOF
region region.h5
good export region.h5
mv out region.txt
{
    echo "columns:"
    head -n 1 region.txt | tr , '\n' | while read -r column; do
        name=$column rest=
        case $column in
        total | in_scope | drug | herb | service | bid_drug | standard_herb | \
            pool | large | aid | account | cash) name=${column}_fen ;;
        refused_month) rest=", empty: missing" ;;
        esac
        echo "  $name: {column: $column$rest}"
    done
} >region.yaml
"$program" export region.h5 2>err |
    "$program" import - --map region.yaml -q -o back.h5 >out 2>err ||
    fail "import of an export: $(cat err)"
good export back.h5
same out region.txt
good check back.h5

# ---- misuse: 2, and what to do ---------------------------------------------

misused() { # WORD ARGUMENT...
    word=$1
    shift
    run 2 "$@"
    holds err "$word"
    [ ! -s out ] || fail "$* prints: $(cat out)"
}
misused "usage: dianshu COMMAND"
misused "no command 'setle'" setle claims.h5
misused "did you mean 'settle'?" setle claims.h5
misused "no option '--nothing'" info claims.h5 --nothing
misused "did you mean --column?" stats claims.h5 --colunm total
misused "--column needs a value" stats claims.h5 --column
misused "--plan takes no value" stats claims.h5 --plan=1
misused "--c may be --column or --csv" stats claims.h5 --c
misused "no option '-z'" stats claims.h5 -z
misused "-o needs a value" stats claims.h5 -qo
misused "没有选项 --nothing" info claims.h5 --nothing --lang zh
misused "which file?" info
misused "which file?" check
misused "which file?" export
misused "which claims file?" stats
misused "which claims file?" weights
misused "which claims file?" settle
misused "give -o" generate
misused "FILE is missing" import
misused "--map FILE is missing" import claims.csv
misused "-o FILE is missing" import claims.csv --map map.yaml
misused "'x' is neither" import claims.csv --map map.yaml -o x --max-rejects x
misused "not 0 to 9" import claims.csv --map map.yaml -o x --deflate 10
misused "'0' is not a whole number" stats claims.h5 --threads 0
misused "'1k' is not a size of at least 1m" stats claims.h5 --memory 1k
misused "'2' is not valid" stats claims.h5 --levels 2
misused "more than 3 columns" stats claims.h5 --by drg,hospital,sex,month
misused "not a year" weights claims.h5 --years 22
misused "is not KEY=VALUE" settle claims.h5 --set drg.iqr
misused "'fr'" info claims.h5 --lang fr
misused "not of the form column=value" stats claims.h5 --where drg
misused "no such column" stats claims.h5 --where sax=male
misused "'dianshu columns' lists the names" stats claims.h5 --where insurance=all
misused "does not occur" stats claims.h5 --where drg=ZZ99
misused "is not valid for this column" stats claims.h5 --where total=1..x
misused "no column 'sax'" stats claims.h5 --column sax
misused "no column 'sax'" export claims.h5 --columns claim,sax
misused "holds codes" stats claims.h5 --column drg
misused "which of its tables?" export year.h5
misused "--where, --columns and --raw are for claims" \
    export year.h5 ledger --raw
misused "claims.h5 is read and cannot be written" \
    weights claims.h5 -o claims.h5 --force
misused "cases.h5 is to be written twice" settle claims.h5 \
    --budget-ratio 0.9 -o cases.h5 --cases cases.h5 --force
misused "an output has no name" weights claims.h5 -o ""
bad 2 "--memory allows 1m" "give --memory 2m" -- \
    weights claims.h5 --threads 2 --memory 1m
good weights claims.h5 --threads 2 --memory 2m
long=$(printf '%0300d' 0)
bad 1 "$long" "File name too long" "a shorter name" -- info "$long"
bad 1 "$long" "File name too long" "a shorter name" -- \
    weights claims.h5 -o "$long"
for command in generate import info check stats weights settle export columns
do
    good $command --help
    holds out "dianshu $command" "--threads"
done
good --help
holds out "settle" "first steps"
good --version
holds out "dianshu "
finish
