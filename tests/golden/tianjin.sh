#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A year of Tianjin by settle (scheme tianjin): EX-T11a from a CSV of claims to
# the amounts of the year, explain, bad policies and tables with remedies that
# help, the same bytes for any threads, --plan, --json.
. "${0%/*}/lib/golden.sh"

cat >map.yaml <<'EOF2'
columns:
  claim: {column: id}
  patient: {column: person}
  hospital: {column: hospital}
  insurance: {value: employee}
  category: {column: category}
  payment: {value: item}
  month: {column: month}
  total_fen: {column: total}
  drug_fen: {value: 0}
  herb_fen: {value: 0}
  service_fen: {column: total}
  pool_fen: {column: fund}
  large_fen: {value: 0}
  aid_fen: {value: 0}
  account_fen: {value: 0}
  cash_fen: {column: cash}
EOF2
cat >claims.csv <<'EOF2'
id,person,hospital,category,month,total,fund,cash
1,P1,H1,outpatient,2023-01,600000,480000,120000
2,P2,H2,outpatient,2023-02,400000,320000,80000
3,P3,H3,outpatient,2023-12,100000,80000,20000
EOF2
printf 'hospital,level\nH1,3\nH2,3\nH3,3\n' >hospitals.csv
printf 'drg,weight\nAA11,1.0\n' >weights.csv
cat >year.yaml <<'EOF2'
policy: {scheme: tianjin}
budget: {amount: 1000000}
fund: {pooled: [900000, 0]}
share: {ip: 0, class: [1, 0, 0, 0, 0], drug: [0, 0, 0, 0, 0]}
ip: {mref: 10000}
EOF2
good import claims.csv --map map.yaml -o claims.h5 -q
settle() { # ARGUMENT...
    good settle year.yaml claims.h5 --weights weights.csv -q "$@"
}
wrong() { # EXIT TEXT ARGUMENT...
    code=$1
    text=$2
    shift 2
    bad "$code" "$text" -- settle year.yaml claims.h5 --weights weights.csv \
        -q "$@"
}
wrong 3 "no table hospital beside the claims"
holds err "dianshu import --table hospital"
good import --table hospital hospitals.csv -o claims.h5 -q

# EX-T11a: 1,000,000 over 600,000 / 400,000 / 100,000 points
settle -o year.h5
holds out "OP_L3_SERV" "0.909090909" "425454.55"
good export year.h5 settlement
holds out "H1,13,OP,545454.55,120000.00" "H2,13,OP,363636.36,80000.00"
good export year.h5 amount
holds out "H3,OP_L3_SERV,ffs,13,100000.0000,0.00,90909.09"
good export year.h5 buckets
holds out "op_item,门诊按项目,3,1100000.00"
# --where chooses the records that are settled: 1,000,000 over 600,000 / 400,000
settle --where 'hospital=H1|H2' -o where.h5
good export where.h5 buckets
holds out "filtered,不符合筛选条件,1,100000.00" "op_item,门诊按项目,2,1000000.00"
good export where.h5 settlement
holds out "H1,13,OP,600000.00,120000.00" "H2,13,OP,400000.00,80000.00"
settle --where hospital.level=2 --cases no_cases.h5 -o where.h5 --force
good export where.h5 buckets
holds out "filtered,不符合筛选条件,3,1100000.00"
good explain year.h5 --hospital H2 --csv
holds out '400000.0000 points x 0.909090909 (value as settled),363636.36'
holds out "the institution's IP + OP"
settle
holds out "months of the year without a claim in scope" \
    "months without cost in any of the years before"
good explain year.h5 --hospital H2 --month 2 --lang zh
holds out "点值 OP_L3_SERV" "本次支付"
bad 2 "no institution 'H9' in the result" -- explain year.h5 --hospital H9
run 2 explain year.h5 --hospital H1 --month 0
holds err "'0' is not 1..12, 13 or year"
bad 3 "no table 'config'" -- explain claims.h5 --hospital H1

# the year before: its budget, and what units owe, taken from first payments
sed 's/2023-/2022-/' claims.csv >before.csv
good import before.csv --map map.yaml -o before.h5 -q
good import --table hospital hospitals.csv -o before.h5 -q
good settle year.yaml before.h5 --weights weights.csv -q -o y2022.h5
holds out "2022"
settle --previous y2022.h5 --set budget.amount=none --set budget.mode=manual \
    --set growth.manual=0.1 -o next.h5
holds out "1100000.00"
good export next.h5 receivable
holds out "H1,3,4545.45,45000.00,4545.45,0.00" "H1,4,0.00,"
wrong 3 "no table 'region'" --previous claims.h5
wrong 2 "year.h5 holds the year 2023, 2023 is settled" --previous year.h5
wrong 2 "y2022.h5" --previous y2022.h5 -o y2022.h5 --force
bad 2 "--previous: not of the scheme drg" -- settle claims.h5 \
    --budget-ratio 1 --previous year.h5

# what the policy may not say
wrong 2 "the shares do not add up to 1" --set share.class=.5,.4,0,0,0
wrong 2 "bands out of order" --set vp.bands=.2:.9,.1:.7,inf:.5
wrong 2 "not edge:share of bands" --set vp.bands=.2
wrong 2 "not edge:share of bands" --set vp.bands=.1:1.9,inf:.7
wrong 2 "the last band has an upper edge" --set vp.bands=.1:.9,.2:.7
wrong 2 "a band after the one that ends at inf" --set vp.bands=inf:.7,.3:.2
wrong 2 "with share.drug more than 1 in a class" --set segment.herb=yes \
    --set share.drug=.6,0,0,0,0 --set share.herb=.5,0,0,0,0
wrong 2 "'-.1' is not valid" --set share.ip=-.1
wrong 2 "not two amounts of yuan" --set fund.pooled=-1,5
wrong 2 "not an order of the three tests" --set class.order="tcm tcm fd level"
wrong 2 "not an order of the three tests" --set class.order="tcm fd"
holds err "give tcm, fd and level, each once"
settle --set class.order="level fd tcm"
wrong 2 "share.ip_tcm is not given" --set cancer.first=yes
settle --set cancer.first=yes --set share.ip_tcm=.2
wrong 2 "without cancer.first it changes nothing" --set share.ip_tcm=.2
wrong 2 "more years than hist.years" --set budget.ratio_years=4
settle --set budget.ratio_years=4 --set hist.years=4
wrong 2 "a wrong number of members" --set share.drug=.5,.5
wrong 2 "not two amounts of yuan" --set fund.pooled=5
wrong 2 "growth.fund: the budget's growth needs it" --set budget.amount=none
wrong 2 "growth.manual: has no effect but with budget.mode manual" \
    --set growth.manual=.1
wrong 2 "growth.income: has no effect but with budget.g_fund income" \
    --set growth.income=.1
settle --set growth.income=.1 --set budget.g_fund=income
wrong 2 "budget.amount" --set budget.amount=-5
bad 2 "the list of weights has no mean cost" -- settle claims.h5 \
    --weights weights.csv --set policy.scheme=tianjin --set budget.amount=5
wrong 2 "not of the scheme tianjin" --special weights.csv
wrong 2 "--table: the scheme tianjin does not read it" --table a=weights.csv

# tables that contradict the others
table() { # NAME TEXT
    printf '%s\n' "$2" | tr '|' '\n' >"$1.csv"
    good import --table "$1" "$1.csv" -o claims.h5 -q --force
}
table decision 'kind,month,segment,hospital,amount|budget,2023-06,OP_X,,5'
wrong 3 "no segment 'OP_X'"
table decision 'kind,month,segment,hospital,amount|release,2023-06,,H9,5'
wrong 3 "hospital 'H9' is not in the table hospital"
table decision 'kind,month,segment,hospital,amount|budget,2023-06,IP,,-5'
wrong 3 "table decision, row 1: a negative or empty amount"
table decision 'kind,month,segment,hospital,amount|budget,2023-06,OP_L3_SERV,,5'
wrong 3 "the budget of OP_L3_SERV in month 7 is negative"
holds err "decide a larger amount"
table decision 'kind,month,segment,hospital,amount|budget,2022-06,IP,,5'
settle
holds out "rows of decision or bid_use of other years"
# no level: class PC by 2.0, which has points and no budget here; an institution
# that is in no table has its claims in a bucket
table hospital 'hospital,level|H1,3|H2,|H3,3'
settle
holds out "institutions without level: unrated, class FD or PC" \
    "points without budget: they are worth nothing"
table hospital 'hospital,level|H1,3|H3,3'
settle -o without.h5
good export without.h5 buckets
holds out "no_institution,机构不明,1,400000.00"
table hospital 'hospital,level|H1,3|H2,3|H3,3'
settle --set share.ip=.5
holds out "a budget without points: all of it stays in the fund"
table roster 'person,unit,scope,from,to|P1,H2,sleep,2023-01,'
wrong 3 "scope 'sleep' is no category"
holds err "outpatient"
table roster 'person,unit,scope,from,to|P1,H2,outpatient,2023-01,'
settle
holds out "units with a roster and no contract"
table contract 'unit,scope,quota|H2,outpatient,99000000'
wrong 3 "the quotas take 8250000.00 yuan from OP_L3_SERV, its budget has"
table contract 'unit,scope,quota,added_quota|H2,outpatient,60000,99000000'
wrong 3 "the quotas take 99060000.00 yuan from OP_L3_SERV, its budget has"
table contract 'unit,scope,quota,added_quota|H2,outpatient,60000,-1'
wrong 3 "table contract, row 1: a negative or too large added quota"
table contract 'unit,scope,quota,added_quota|H2,outpatient,60000,500'
settle -o added.h5
good export added.h5 capitation
holds out "H2,12,1,60000.00,60000.00" "H2,13,1,60000.00,60500.00"
table contract 'unit,scope,quota,f|H2,outpatient,60000,.8'
settle -o capitated.h5
good export capitated.h5 capitation
holds out "H2,13,1,60000.00,60000.00"

# a generated region: any number of threads, all categories, the ledger
good generate --claims 20k --seed 3 -q -o region.h5
cp "$source/configs/tianjin.yaml" .
for threads in 1 2 5; do
    good settle tianjin.yaml region.h5 -q --threads $threads -o t$threads.h5 \
        --cases c$threads.h5
done
same c1.h5 c2.h5
same c1.h5 c5.h5
# cases add up to the segments, to the fen
good stats c1.h5 --where 'segment=IP_WM|IP_TCM' --by segment \
    --sum effective_points,value -q --csv
cut -d, -f3,4 out | sed 1d | sort >of_cases
good export t1.h5 value
awk -F, '$1 ~ /^IP_/ && $2 == 13 { print $6 "," $10 }' out | sort |
    cmp - of_cases || fail "cases do not add up"
same t1.h5 t2.h5
same t1.h5 t5.h5
good export t1.h5 ledger
sed '1d; s/.*,//' out | sort -u >differences
printf '0.00\n' | cmp - differences || fail "the ledger does not close"
good export t1.h5 points
cp out points.csv
# T12: an institution's DRUG of the year at its own value, not the average
good export t1.h5 amount
grep "DRUG,ffs,13," out | head -40 | cut -d, -f1 | sort -u | head -8 >of_drugs
while read -r hospital; do
    good explain t1.h5 --hospital "$hospital" --csv
    /usr/bin/python3 -c '
import csv, re
from decimal import Decimal
n = 0
for r in csv.DictReader(open("out", encoding="utf-8-sig")):
    assert "+ -" not in r["how"], r
    m = re.match(r"([0-9.]+) points x ([0-9.]+) ", r["how"])
    if m and "_DRUG" in r["what"]:
        x = Decimal(m[1]) * Decimal(m[2]) - Decimal(r["result"])
        assert abs(x) < Decimal("0.02"), r
        n += 1
    if r["rule"] == "flag":
        assert re.search(r" (yuan|points|persons)$|^$", r["result"]), r
        assert not r["how"].endswith("fen"), r
assert n > 0
' || fail "explain $hospital: values of DRUG or flags"
done <of_drugs
# every sum that explain states holds: points of refused and cut claims, and
# the institution's amounts lead to its unit's
for hospital in $(/usr/bin/python3 -c '
import csv
rows = csv.DictReader(open("points.csv", encoding="utf-8-sig"))
print(*sorted({r["hospital"] for r in rows if float(r["refused"])})[:6])'); do
    good explain t1.h5 --hospital "$hospital" --csv
    /usr/bin/python3 -c '
import csv, re, sys
from decimal import Decimal
rows = list(csv.DictReader(open("out", encoding="utf-8-sig")))
sums = [r for r in rows if r["rule"] == "T5-T9" or "IP + OP" in r["what"]]
assert any("refused" in r["how"] for r in sums)
for r in sums:
    terms = re.findall(r"(?:^| ([+-]) )(-?[0-9.]+) (?=[a-z])", r["how"])
    total = sum(Decimal(n) * (-1 if s == "-" else 1) for s, n in terms)
    if total != Decimal(r["result"]): sys.exit(str(r))
due = sum(Decimal(r["how"].split()[0]) for r in rows
          if re.fullmatch("due of the unit (IP|OP)", r["what"]))
last = [r for r in rows if "IP + OP" in r["what"]][-1]
if due != Decimal(last["result"]): sys.exit(str(last))
' || fail "explain $hospital does not add up"
done
good settle tianjin.yaml region.h5 -q
test "$(sed -n '/^flags/,/^notes/p' out | wc -l)" -lt 30 ||
    fail "flags drown the result"
good settle tianjin.yaml region.h5 --plan
holds out "points"
good settle tianjin.yaml region.h5 -q --json
holds out '"unit":"G01","month":13'

# stays paid by DIP: RW x R0 of a catalogue (T8, 8.7), not the weight of drg
cat >dip_map.yaml <<'EOF3'
columns:
  claim: {column: id}
  patient: {column: id}
  hospital: {value: H1}
  insurance: {value: employee}
  category: {value: inpatient}
  payment: {value: dip}
  drg: {value: AA11}
  diagnosis: {column: diagnosis}
  operations: {column: operations}
  month: {value: 2023-01}
  total_fen: {column: total}
  pool_fen: {column: total}
EOF3
cat >dip_claims.csv <<'EOF3'
id,diagnosis,operations,total
1,i63.900,39.72,9000
2,I63.9,39.72+88.41,9000
3,I63.9,,5000
4,Q99.9,,5000
5,I63.9,39.72,90000
EOF3
printf 'kind,diagnosis,operations,points\ncore,I63.9,39.72,800\ncomposite,I63,conservative,500.5\n' >list.csv
good import dip_claims.csv --map dip_map.yaml -o dip.h5 -q
good import --table hospital hospitals.csv -o dip.h5 -q
dip() { # ARGUMENT...
    good settle year.yaml dip.h5 --weights weights.csv -q "$@"
}
dip -o by_drg.h5
holds out "stays paid by dip at the weight of their drg"
dip --catalogue list.csv -o by_dip.h5 --cases dip_cases.h5
holds out "what 1000 points of the DIP catalogue cost is unknown"
good export by_dip.h5 buckets
holds out "ip_dip,住院DIP,3,23000.00" "ip_ungrouped,住院未入组,1,5000.00" \
    "ip_abnormal,住院费用异常,1,90000.00"
good export dip_cases.h5
holds out "ip_dip,H1,H1,IP_WM,quota,9000.00,8000.0000" \
    "ip_dip,H1,H1,IP_WM,quota,5000.00,5005.0000"
for threads in 1 2 5; do
    dip --catalogue list.csv --cases "cases$threads.h5" --threads "$threads"
    same dip_cases.h5 "cases$threads.h5"
done
# 1000 points cost 20,000 yuan: RW 1.6 against an ip.mref of 10,000
dip --catalogue list.csv --set dip.method=quota --set dip.quota=20000 \
    --cases quota.h5
good export quota.h5
holds out "ip_dip,H1,H1,IP_WM,quota,9000.00,16000.0000"
wrong 3 "no column 'diagnosis'" --catalogue list.csv
printf 'diagnosis,operations,points\nI63.9,39.72,0\n' >zero.csv
bad 3 "points" -- settle year.yaml dip.h5 --weights weights.csv -q \
    --catalogue zero.csv
finish
