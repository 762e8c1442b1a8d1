#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# County communities by settle (scheme hangzhou): the examples EX-Z4b and EX-H1
# to EX-H11 of policy.md from claims to the final transfer; what is wrong in the
# tables beside the claims; threads; --cases.
. "${0%/*}/lib/golden.sh"

cat >map.yaml <<'EOF2'
columns:
  claim: {column: id}
  patient: {column: person}
  hospital: {column: hospital}
  insurance: {value: employee}
  category: {column: category}
  drg: {column: drg}
  admit_day: {column: day}
  discharge_day: {column: day}
  place: {column: place}
  referral: {column: referral}
  episode: {column: episode}
  total_fen: {column: total}
  in_scope_fen: {column: scope}
  pool_fen: {column: fund}
  large_fen: {value: 0}
  aid_fen: {value: 0}
  account_fen: {value: 0}
  cash_fen: {column: cash}
EOF2
# EX-Z4b: county C1 has 1 m points, 64 m in the area, 12 m outside (5 of them in
# county C2); EX-H11 and EX-H10: 10.2 m own, 10 visits elsewhere of .54 m
cat >claims.csv <<'EOF2'
id,person,hospital,category,drg,day,place,referral,episode,total,scope,fund,cash
1,P1,H1,inpatient,AA11,2022-03-05,in_area,no,,13900000,0,10000000,3900000
2,P2,H2,inpatient,AA11,2022-03-05,in_area,no,,80100000,0,54000000,26100000
3,P3,far,inpatient,AA11,2022-03-05,outside,no,,7002500,10000,7000000,2500
4,P4,H3,inpatient,AA11,2022-03-05,in_area,no,,5000000,0,5000000,0
5,P5,H2,inpatient,AA11,2022-04-01,in_area,no,e1,0,0,0,0
6,P5,H1,inpatient,AA11,2022-04-04,in_area,yes,e1,0,0,0,0
7,P6,H2,inpatient,AA11,2022-04-01,in_area,no,e2,0,0,0,0
8,P6,H1,inpatient,AA11,2022-04-04,in_area,no,e2,0,0,0,0
9,P1,H1,inpatient,AA11,2021-03-05,in_area,no,,10000000,0,10000000,0
EOF2
awk 'BEGIN {
    for (i = 0; i < 100; i++) {
        h = i < 65 ? "H2" : i < 90 ? "H1" : "H3"
        c = i == 0 ? 1300000 : i < 90 ? 100000 : 54000
        printf "%d,P%d,%s,outpatient,,2022-05-05,in_area,no,,%d,0,%d,0\n",
            i + 10, i + 1, h, c, c
    }
}' >>claims.csv
awk 'BEGIN {
    print "person,county,manager,signed_day,affiliation"
    for (i = 1; i <= 10000; i++) printf "P%d,C1,,,\n", i
    print "Q1,C2,,,"
}' >person.csv
cat >person.yaml <<'EOF2'
columns:
  person: {column: person}
  county: {column: county}
  manager: {column: manager}
  signed_day: {column: signed_day}
  affiliation: {column: affiliation}
EOF2
make() {
    good import claims.csv --map map.yaml -o claims.h5 --force
    good import person.csv --table person --map person.yaml -o claims.h5
}
make
hospitals() { # FLAGS-OF-H1 FLAGS-OF-H2 FLAGS-OF-H3: sanction,ended,poor_control
    cat >hospitals.csv <<EOF2
hospital,level,county,medical_group,in_area,coefficient,sanction,ended,poor_control
H1,2,C1,G1,1,1,$1
H2,1,C1,G1,1,1,$2
H3,2,C2,,1,1,$3
far,3,,,0,1,,,
EOF2
}
printf 'drg,weight\nAA11,1.0000\n' >list.csv
cat >special.csv <<'EOF2'
claim,points
1,120000
2,880000
4,10
5,0
6,0
7,0
8,0
EOF2
printf 'area,budget,ip_share\nC1,80000000,1\nC2,1000000,1\n' >area.csv
settle() {
    good settle --set policy.scheme=hangzhou --set year=2022 --set hz.op_per_head=1200 \
        claims.h5 --hospitals hospitals.csv --weights list.csv \
        --special special.csv --table area=area.csv -q -o year.h5 --force "$@"
}
table() {
    good export year.h5 "$1" -q
}

# EX-Z4b, EX-H3: surplus, care outside and in another county
hospitals 0,0,0 0,0,0 0,0,0
settle --cases cases.h5
table point_value
holds out "C1,80000000.00,76000000.00,64000000.00,12000000.00,0.00,0.700000000,0.600000000,78800000.00,0.00,66800000.00,30000000.00,66800000.00,1000000.0000,66.800000" \
    "C2,1000000.00,0.00,0.00,0.00,5000000.00,0.700000000,0.600000000,700000.00,0.00,5700000.00,0.00,5700000.00,10.0000"
table settlement
holds out "H1,C1,1.0000,0,3,0,120000.0000,13900000.00,10000000.00,3900000.00,8016000.00,8016000.00,0.00,8016000.00,0,0.00,8016000.00" \
    "H3,C2,1.0000,0,1,0,10.0000,5000000.00,5000000.00,0.00,5700000.00"
lacks out far,
good export cases.h5 -q
holds out "1,special_listed,AA11,H1,13900000.00,,120000.0000,,0,8016000.00"
settle --set pv.mode=total
table settlement
holds out "H1,C1,1.0000,0,3,0,120000.0000,13900000.00,10000000.00,3900000.00,11616000.00,7716000.00"

# EX-H8, EX-H9, EX-H10, EX-H11
settle
table referral
holds out "G1,1,1100.00,800.00,300.00"
table self_referral
holds out "C1,1,10000.00,2500.00,1000.00" "C2,0,0.00,0.00,0.00"
table visits
holds out "C1,100,65,90,0.6500,1,0.9000,1"
settle --set hz.primary_goal=0.6501
table visits
holds out "C1,100,65,90,0.6500,0,0.9000,1"
settle
table community
holds out "G1,C1,10000,1200.00,12000000.00,10200000.00,540000.00,0.00,1260000.00,882000.00,0.00,11622000.00,11082000.00"

# EX-H7: sanctioned, cost 54 m under a target of 58.784 m; H15; H13
hospitals 0,0,0 1,0,0 0,0,0
printf 'hospital,change,violation,heads,invalid_heads\nH1,1000,300000,,\nH3,,,1000,30\n' >institution.csv
settle --table institution=institution.csv
table settlement
holds out "H2,C1,1.0000,0,3,0,880000.0000,80100000.00,54000000.00,26100000.00,58784000.00,58784000.00,0.00,58784000.00,1,4784000.00,54000000.00,0.00" \
    "8016000.00,8016000.00,1000.00,8017000.00,0,0.00,8017000.00,300000.00,1,0.00,0.00,0.00,8500000.00,-783000.00"
# EX-H6: 5.54 m over 1,000 heads, 30 of them invalid
table heads
holds out "H3,1000,30,5540000.00,5540.00,5711.34"

# H13, EX-T19: 13.9 m after 10 m, grown by 7 %; a release
hospitals 0,0,1 0,0,0 0,0,0
printf 'hospital,release\nH1,45410.07\n' >institution.csv
settle --table institution=institution.csv
table settlement
holds out "8016000.00,0.00,1,3200000.00,1845410.07,45410.07,8500000.00,-2284000.00"

table notes
lacks out "institutions whose release is more"
printf 'hospital,release,change\nH1,2000000,-8015999\n' >institution.csv
settle --table institution=institution.csv
table notes
holds out 'institutions whose release is more than what is deferred: cut to that (H13),缓支拨付多于缓支额的医疗机构：以缓支额为限,1'
table settlement
holds out "8016000.00,8016000.00,-8015999.00,1.00,"

# H14: the clearing of H3 leaves budget, spending and points
hospitals 0,0,0 0,0,0 0,1,0
settle --cases cases.h5
table point_value
holds out "C1,75000000.00,71000000.00,64000000.00,7000000.00,0.00,0.700000000,0.600000000,73800000.00,0.00,66800000.00"
table settlement
holds out "H3,C2,1.0000,0,0,0,0.0000,0.00" ",5000000.00,0.00"
table buckets
holds out "ended,协议终止,1,0.0000,5000000.00"
good export cases.h5 -q
holds out "4,ended,AA11,H3,5000000.00,,,,,,0.00,"
settle --set hz.ended_budget=keep
table point_value
holds out "C1,80000000.00,71000000.00"
hospitals 0,0,0 0,0,0 0,0,0

# EX-H1, EX-H2: 2.0 bn last year; the ceiling holds
printf 'area,last_budget,last_spending,growth,adjust\nC1,2000000000,2000000000,0.07,\nC2,1000,,,\n' >area.csv
settle
table area
holds out "C1,2000000000.00,2000000000.00,0.070000000,2140000000.00,2200000000.00,0,2140000000.00"
printf 'area,last_budget,last_spending,growth,adjust\nC1,2000000000,2000000000,0.07,100000000\nC2,1000,,,\n' >area.csv
settle
table area
holds out "2240000000.00,2200000000.00,1,2200000000.00"

# a special case that meets no claim is noted
table notes
lacks out "special cases that match"
echo none,1 >>special.csv
settle
table notes
holds out "special cases that match no claim (A36),与结算数据不匹配的特病单议病例,1"
sed -i '$d' special.csv
settle

# a year of few claims, or none: noted, or refused
table notes
holds out "全年中没有住院记录的月份：无支出，预算仍为全年,10"
bad 3 "no claim of 2030 that can be settled" "dianshu info" -- settle \
    --set policy.scheme=hangzhou --set year=2030 claims.h5 \
    --set weights.source=earlier --hospitals hospitals.csv \
    --table area=area.csv

# H16: before DRG starts there are no points
settle --set hz.drg=0
table settlement
[ "$(wc -l <out)" -eq 1 ] || fail "rows of institutions without DRG"
table area
holds out "C1,"

# H11: who signed elsewhere, or studies elsewhere, belongs there
sed 's/^Q1,.*/Q1,C2,H1,2021-12-01,/' person.csv >p.csv
mv p.csv person.csv
make
settle
table community
holds out "G1,C1,10001,1200.00,12001200.00"
sed 's/^Q1,.*/Q1,C2,H1,2022-01-02,/' person.csv >p.csv
mv p.csv person.csv
make
settle
table community
holds out "G1,C1,10000," "none,,1,"
settle --set hz.head_day=end
table community
holds out "G1,C1,10001," "none,,0,"
sed 's/^Q1,.*/Q1,C2,,,G1/' person.csv >p.csv
mv p.csv person.csv
make
settle
table community
holds out "G1,C1,10001,"

# threads change nothing
settle --threads 1 --cases cases1.h5
mv year.h5 year1.h5
for threads in 2 5; do
    settle --threads $threads --cases cases$threads.h5
    same year1.h5 year.h5
    same cases1.h5 cases$threads.h5
done

# what is wrong is named
wrong() { # CODE TEXT... -- ARGUMENT...
    bad "$@" --set policy.scheme=hangzhou --set year=2022 claims.h5 \
        --hospitals hospitals.csv --weights list.csv -o no.h5
    absent no.h5
}
area() { # ROW TEXT REMEDY
    printf 'area,budget,growth,ip_share,keep\n%s\n' "$1" >wrong.csv
    wrong 3 "$2" "$3" -- settle --table area=wrong.csv
}
area C9,1,,, "wrong.csv: table area, row 2: unknown area: 'C9'" \
    "counties of institutions"
area C1,1,,1.5, "too large: 'ip_share'" "shares are 0 to 1"
area C1,99999999999999,,, "too large: 'budget'" "10,000,000,000,000 yuan"
area C1,1,,,-0.1 "negative: 'keep'" "shares are 0 to 1"
area C1,1,0.2,, "growth above hz.cap" "within the cap"
area "C1,1,,,${newline}C1,2,,," "row 3: an area stands there twice" "one row"
institution() {
    printf 'hospital,violation,heads,invalid_heads\n%s\n' "$1" >wrong.csv
    wrong 3 "$2" "$3" -- settle --table institution=wrong.csv --set budget.ratio=1
}
institution H9,,, "unknown institution: 'H9'" "table of institutions"
institution H1,,10,10 "no valid head is left: 'H1'" "fewer than heads"
institution H1,99999999999,, "the violation of H1 is more" "violating cost"
institution H1,-1,, "negative: 'violation'" "only growth"
institution H1,,,3 "row 2: invalid heads without heads: 'H1'" "give heads too"
printf 'hospital,change\nH1,-999999999\n' >wrong.csv
wrong 3 "H15: the change of H1 takes more than its payment by points" \
    "negative where it is taken off" -- settle \
    --table institution=wrong.csv --set budget.ratio=1
wrong 2 "hz.growth is above hz.cap" -- settle --set hz.growth=0.2
wrong 2 "h8.deductible: not three amounts" -- settle --set h8.deductible=1,2
wrong 2 "budget.amount: every area" "--table area" -- settle \
    --set budget.amount=5
wrong 2 "unknown table" "area, institution" -- settle --table items=x.csv
wrong 3 "H2: area C2 has neither" "budget.ratio" -- settle
good settle --set policy.scheme=hangzhou --set year=2022 --set budget.ratio=0.95 claims.h5 \
    --hospitals hospitals.csv --weights list.csv -q
good settle --set policy.scheme=hangzhou --set year=2022 --template
finish
