#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A medical group's year by settle (scheme sanya): the examples EX-Y5, EX-Y7,
# EX-Y8, EX-Y8b of policy.md from claims to the final transfer; what is wrong in
# the tables beside the claims, and that the remedy works; threads; --cases.
. "${0%/*}/lib/golden.sh"

cat >map.yaml <<'EOF2'
columns:
  claim: {column: id}
  patient: {column: person}
  hospital: {column: hospital}
  insurance: {column: kind}
  category: {column: category}
  drg: {column: drg}
  discharge_day: {column: day}
  place: {column: place}
  total_fen: {column: total}
  pool_fen: {column: total}
  large_fen: {value: 0}
  aid_fen: {value: 0}
  account_fen: {value: 0}
  cash_fen: {value: 0}
EOF2
# claims IP-OF-A IP-OF-B, in yuan: OP 40 m, chronic 50 m, two diseases 6 m
claims() {
    cat >claims.csv <<EOF2
id,person,hospital,kind,category,drg,day,place,total
1,P1,A,employee,outpatient,,2022-01-05,in_area,40000000
2,P2,B,resident,chronic,,2022-02-05,in_area,50000000
3,P3,C,employee,two_diseases,,2022-12-05,in_area,6000000
4,P4,A,employee,inpatient,AA11,2022-03-05,in_area,$1
5,P5,B,resident,inpatient,AA11,2022-03-09,in_area,$2
6,P6,X,employee,inpatient,AA11,2022-03-09,in_area,777
7,P7,A,employee,inpatient,AA11,2022-03-09,outside,888
8,P8,X,resident,outpatient,,2022-03-09,in_province,999
9,P9,A,employee,inpatient,AA11,2021-03-09,in_area,5
EOF2
    good import claims.csv --map map.yaml -o claims.h5 --force
}
hospitals() { # GRADE SANCTION-OF-B
    cat >hospitals.csv <<EOF2
hospital,level,medical_group,grade,is_lead,sanction,coefficient
A,3,G,$1,1,0,1
B,2,G,fail,0,$2,1
C,1,G,,0,0,1
X,3,,good,0,0,1
EOF2
}
printf 'drg,weight\nAA11,1.0000\n' >list.csv
printf 'claim,points\n4,60\n5,40\n' >special.csv
cat >items.csv <<'EOF2'
group,kind,item,amount
G,employee,last_budget,200000000
G,resident,last_budget,100000000
G,employee,other,3000000
G,,audit,1200000
EOF2
settle() {
    good settle --set policy.scheme=sanya --set points=drg --set sanya.g3=0.119732,0.04 \
        --set sanya.by_kind=0 claims.h5 --hospitals hospitals.csv \
        --weights list.csv --special special.csv --table items=items.csv \
        -q -o year.h5 --force "$@"
}
table() {
    good export year.h5 "$1" -q
}

# EX-Y1, EX-Y5, EX-Y7: every grade
claims 138000000 92000000
hospitals excellent 0
settle --cases cases.h5
table grades
cat >expected <<'EOF2'
group,grade,fund_share,decision,payable,deduction,final
G,excellent,4000000.00,229000000.00,325000000.00,0.00,30400000.00
G,good,2500000.00,227500000.00,323500000.00,1630000.00,27270000.00
G,pass,1000000.00,226000000.00,322000000.00,4890000.00,22510000.00
G,fail,0.00,225000000.00,321000000.00,16300000.00,10100000.00
EOF2
diff expected out >&2 || fail "EX-Y7: another table of grades"
table budget
holds out "G,employee,200000000.00,last_budget,0.119732000,0.100000000,220000000.00" \
    "G,resident,100000000.00,last_budget,0.040000000,0.040000000,104000000.00" \
    "G,all,300000000.00,,,,324000000.00,324000000.00,0.00,324000000.00,40000000.00,50000000.00,6000000.00,3000000.00,0.00,225000000.00"
table settlement
holds out "A,G,all,0,1,60.0000,138000000.00,138000000.00,0.00,135000000.00,3000000.00,135000000.00,2400000.00,137400000.00" \
    "B,G,all,0,1,40.0000,92000000.00,92000000.00,0.00,90000000.00,2000000.00,90000000.00,1600000.00,91600000.00"
table buckets
holds out "history,往年记录,1," "cross_province,跨省就医,1," \
    "out_of_group,集团外就医,2," "special_listed,特病单议：专家核定,2,"
good export cases.h5 -q
holds out "4,special_listed,AA11,A" "137400000.00" "91600000.00"
table months
holds out "G,1,40000000.00,0,36000000.00" "G,12,6000000.00,0,5400000.00"
for grade in good pass fail; do
    hospitals $grade 0
    settle
    table group
    wanted=$(sed -n "s/^G,$grade,.*,//p" expected)
    holds out "G,A,$grade,3,324000000.00" "$wanted"
done

# EX-Y1: a city cut of 2 %
settle --set sanya.city_cut=0.02
table budget
holds out "G,all,300000000.00,,,,324000000.00,317520000.00,0.00,317520000.00"

# EX-Y8: B, sanctioned, has 40 % of the overspend
hospitals good 1
settle
table budget
holds out ",5000000.00,2000000.00,1500000.00,0.00,0.00,226500000.00,0.00"
table settlement
holds out "B,G,all,1,1,40.0000,92000000.00,92000000.00,0.00,90000000.00,2000000.00,90000000.00,0.00,90000000.00"
settle --set sanya.sanction=group
table budget
holds out ",5000000.00,5000000.00,0.00,0.00,0.00,225000000.00,0.00"

# EX-Y8b: a surplus of 10 m
claims 129000000 86000000
settle
table budget
holds out ",215000000.00,0.00,0.00,0.00,10000000.00,10000000.00,225000000.00,0.00"
settle --set sanya.keep=1,0.25,1,1
table budget
holds out ",10000000.00,2500000.00,217500000.00,0.00"

# EX-Y5: outpatient lines beyond the budget: no inpatient budget, a flag
printf 'G,resident,special,-230000000\n' >>items.csv
bad 3 "the budget of group G (resident) is negative" -- settle \
    --set policy.scheme=sanya --set points=drg --set sanya.g3=0.1,0.04 claims.h5 \
    --hospitals hospitals.csv --weights list.csv --table items=items.csv
sed -i '$d' items.csv
printf 'G,employee,special,-216000000\n' >>items.csv
settle
table group
holds out "G,A,good,3,108000000.00,96000000.00,9000000.00"
lacks out negative_dip_budget
printf 'G,resident,special,-12000000\n' >>items.csv
settle
table group
holds out "negative_dip_budget" "G,A,good,3,96000000.00,93000000.00,0.00"
sed -i '$d' items.csv
sed -i '$d' items.csv

# Y5: other pooled spending beyond the budget is paid to nobody: the excess is
# no more than the outpatient lines, 96 m
printf 'G,employee,other,400000000\n' >>items.csv
settle
table budget
holds out ",403000000.00,0.00,0.00,96000000.00,0.00,215000000.00,311000000.00,"
table notes
holds out "budgets that other pooled spending and care outside exceed"
sed -i '$d' items.csv

# threads change nothing
settle --threads 1 --cases cases1.h5
mv year.h5 year1.h5
for threads in 2 5; do
    settle --threads $threads --cases cases$threads.h5
    same year1.h5 year.h5
    same cases1.h5 cases$threads.h5
done

# a year of few claims, or none: noted, or refused
settle
table notes
holds out "months of groups without a claim, not declared: nothing is spent in them, the budget is the whole year's (Y1)\",医疗集团没有结算记录也未申报的月份：无支出，预算仍为全年,8"
bad 3 "no claim of 2030 at a member of a medical group" "dianshu info" -- \
    settle --set policy.scheme=sanya --set points=drg --set sanya.g3=0.1,0.04 \
    --set year=2030 --set weights.source=earlier claims.h5 \
    --hospitals hospitals.csv --table items=items.csv

# months that the group declared
printf 'group,month,amount\nG,1,20000000\n' >months.csv
settle --table bookkept=months.csv
table months
holds out "G,1,20000000.00,1,18000000.00" "G,2,50000000.00,0,45000000.00"
printf 'group,month,amount\nG,4,0\n' >months.csv
settle --table bookkept=months.csv
table notes
holds out "预算仍为全年,7"

# what is wrong is named, and the remedy works
wrong() { # TEXT... -- ARGUMENT...
    bad "$@" --set policy.scheme=sanya --set points=drg --set sanya.g3=0.1,0.04 claims.h5 \
        --hospitals hospitals.csv --weights list.csv -o no.h5
    absent no.h5
}
for month in 0 13; do
    printf 'group,month,amount\nG,%s,1\n' $month >months.csv
    wrong 3 "months.csv: table bookkept, row 2: not a month: '$month'" "1 to 12" -- \
        settle --table bookkept=months.csv
done
printf 'group,month,amount\nG,2,1\nG,2,1\n' >months.csv
wrong 3 "row 3: a month stands there twice" -- settle \
    --table bookkept=months.csv
printf 'group,month,amount\n\nG,2,1\n\nG,12,1\nG,13,1\n' >months.csv
wrong 3 "months.csv: table bookkept, row 6: not a month" -- settle \
    --table bookkept=months.csv
printf 'group,kind,item,amount\nH,employee,other,1\n' >wrong.csv
wrong 3 "wrong.csv: table items, row 2: not a group that is settled: 'H'" -- settle \
    --table items=wrong.csv
run 3 settle --table items=wrong.csv --lang zh --set policy.scheme=sanya \
    --set points=drg --set sanya.g3=0.1,0.04 claims.h5 --hospitals hospitals.csv --weights list.csv
holds err "wrong.csv：附表 items 第 2 行"
printf 'group,kind,item,amount\nG,,other,1\n' >wrong.csv
wrong 3 "row 2: not an insurance kind" "only audit" -- settle \
    --table items=wrong.csv
printf 'group,kind,item,amount\nG,employee,bonus,1\n' >wrong.csv
wrong 3 "not an item: 'bonus'" "last_budget, special" -- settle \
    --table items=wrong.csv
printf 'group,kind,item,amount\nG,employee,other,-1\n' >wrong.csv
wrong 3 "wrong.csv: table items, row 2: a negative amount: 'G'" \
    "only special" -- settle --table items=wrong.csv
wrong 2 "--catalogue is for DIP, and points is drg" "points=dip" -- \
    settle --catalogue list.csv
wrong 2 "--classes is for DIP" -- settle --classes list.csv
wrong 2 "--table item=x.csv: unknown table" "items, spending, bookkept" -- \
    settle --table item=x.csv
wrong 2 "not NAME=FILE" -- settle --table items
wrong 2 "given twice" -- settle --table items=items.csv \
    --table items=items.csv
wrong 2  "'1,x,0,0' is not valid" "numbers" -- settle --set sanya.share=1,x,0,0
wrong 2 "sanya.share: '1.5,0,0,0' is not valid" "from 0 to 1" -- settle \
    --set sanya.share=1.5,0,0,0
wrong 2 "sanya.share: not four values" -- settle --set sanya.share=.5,.5
wrong 2 "sanya.cap: not two values" -- settle --set sanya.cap=.1
wrong 3 "sanya.group: no institution is in group 'Z'" -- settle \
    --set sanya.group=Z

# leads: exactly one a group
hospitals good 0
sed 's/^A,3,G,good,1/A,3,G,good,0/' hospitals.csv >h.csv
mv h.csv hospitals.csv
wrong 3 "medical group G has 0 lead hospitals" "is_lead 1 to exactly one" -- \
    settle --table items=items.csv
hospitals good 0
sed 's/^B,2,G,fail,0/B,2,G,fail,1/' hospitals.csv >h.csv
mv h.csv hospitals.csv
wrong 3 "medical group G has 2 lead hospitals" -- settle \
    --table items=items.csv
hospitals '' 0
wrong 3 "its lead hospital A has no grade" "sanya.grade=good" -- settle \
    --table items=items.csv
settle --set sanya.grade=pass
hospitals best 0
wrong 3 "hospitals.csv: table hospital, row 2: not a grade: 'best'" -- settle
hospitals good 2
wrong 3 "hospitals.csv: table hospital, row 3: neither 0 nor 1: 'sanction'" \
    "0, 1 or empty" -- settle
hospitals good 0

# growth: four years of city spending, or the mean
bad 3 "no city fund spending of 2018 (employee)" "sanya.g3" -- settle \
    --set policy.scheme=sanya --set points=drg claims.h5 --hospitals hospitals.csv \
    --weights list.csv --table items=items.csv
cat >spending.csv <<'EOF2'
kind,year,amount
employee,2018,100
employee,2019,112
employee,2020,122.08
employee,2021,140.39
resident,2018,100
resident,2019,100
resident,2020,100
resident,2021,104
EOF2
good settle --set policy.scheme=sanya --set points=drg claims.h5 --hospitals hospitals.csv \
    --weights list.csv --table items=items.csv --table spending=spending.csv \
    -q -o year.h5 --force
table budget
holds out "0.119726"
# the table goes before sanya.g3, a kind that it lacks takes the key
settle --table spending=spending.csv
table budget
holds out "G,employee,200000000.00,last_budget,0.119726" \
    "G,resident,100000000.00,last_budget,0.013159404"
table notes
lacks out "sanya.g3"
grep -v resident spending.csv >employee.csv
settle --table spending=employee.csv
table budget
holds out "G,employee,200000000.00,last_budget,0.119726" \
    "G,resident,100000000.00,last_budget,0.040000000"
table notes
holds out '"kinds whose growth is given by sanya.g3, not taken from city spending (Y1)",增幅由 sanya.g3 给定、未取自城市基金支出的险种,1'
grep -v 2019 spending.csv >gap.csv
wrong 3 "no city fund spending of 2019 (employee)" -- settle \
    --table items=items.csv --table spending=gap.csv
good settle --set policy.scheme=sanya --template
holds out "points: dip" "min_core: 15" "theta: 3"

# Y6: points by DIP, the default. Catalogue: I63.9 conservative 1000 points,
# K35.8 with an operation 2000; a hospital's coefficient is its level's, 1 here.
# Stays of the year: A 1 (1000) and 2 (2000 x 2.5/1: r = 3.5 > 2, so r - 2 + 1),
# B 3 (r = 0.4: 0.4 x 1000) and 4, which costs nothing: no points.
cat >dip.csv <<'EOF2'
id,person,hospital,kind,category,diag,ops,day,place,total
1,P1,A,employee,inpatient,I63.9,,2022-03-05,in_area,10000
2,P2,A,employee,inpatient,K35.8,47.0100,2022-03-05,in_area,70000
3,P3,B,resident,inpatient,I63.9,,2022-04-05,in_area,4000
4,P4,B,resident,inpatient,I63.9,,2022-04-06,in_area,0
5,P5,A,employee,outpatient,,,2022-01-05,in_area,500
EOF2
sed -e 's/^  drg:.*/  diagnosis: {column: diag, empty: missing}/' \
    -e '$a\  operations: {column: ops, empty: missing}' map.yaml >dip.yaml
good import dip.csv --map dip.yaml -o dip.h5 --force
cat >catalogue.csv <<'EOF2'
diagnosis,operations,points,mean
I63.9,,1000,10000
K35.8,47.0100,2000,20000
EOF2
hospitals good 0
cat >items.csv <<'EOF2'
group,kind,item,amount
G,employee,last_budget,80000
G,resident,last_budget,6000
EOF2
by_dip() {
    good settle --set policy.scheme=sanya --set sanya.g3=0.1,0.04 dip.h5 \
        --set sanya.by_kind=0 --set dip.coef=none --catalogue catalogue.csv \
        --hospitals hospitals.csv --table items=items.csv -q -o year.h5 \
        --force "$@"
}
by_dip --cases cases.h5
# budget 80000 x 1.1 + 6000 x 1.04 = 94240, less 500 of outpatient care: 93740;
# bookkept 84000; the surplus is kept: 93740 over 6400 points
table settlement
holds out "A,G,all,0,2,6000.0000,80000.00,80000.00,0.00,87881.25,0.00,87881.25,0.00,87881.25" \
    "B,G,all,0,1,400.0000,4000.00,4000.00,0.00,5858.75,0.00,5858.75,0.00,5858.75"
table buckets
holds out "no_cost,无费用,1," "low,费用偏低病例,1,400.0000," \
    "high,费用偏高病例,1,5000.0000," "op,普通门诊,1,"
table notes
holds out "the DIP rules of Hainan are not at hand (A3)"
good export cases.h5 -q
holds out "2,high,core,K35.8|47.0100,A,70000.00,3.5000,5000.0000"
by_dip --threads 1 --cases cases1.h5
mv year.h5 year1.h5
for threads in 2 5; do
    by_dip --threads $threads --cases cases$threads.h5
    same year1.h5 year.h5
    same cases1.h5 cases$threads.h5
done

# no catalogue: of earlier years, or given; no diagnosis: another way of points
bad 3 "no cases before 2022 to make a catalogue from" "--catalogue FILE" -- \
    settle --set policy.scheme=sanya --set sanya.g3=0.1,0.04 dip.h5 \
    --hospitals hospitals.csv --table items=items.csv
good settle --set policy.scheme=sanya --set sanya.g3=0.1,0.04 dip.h5 \
    --set weights.source=same_year --set dip.min_core=1 \
    --hospitals hospitals.csv --table items=items.csv
bad 3 "no column 'diagnosis'" "points=drg" -- settle --set policy.scheme=sanya \
    --set sanya.g3=0.1,0.04 claims.h5 --hospitals hospitals.csv
bad 2 "--weights is for DRG" "--catalogue FILE" -- settle \
    --set policy.scheme=sanya dip.h5 --weights list.csv
bad 2 "dip.hi is above dip.extreme" -- settle --set policy.scheme=sanya \
    --set dip.hi=6 dip.h5

# a special case that meets no claim is noted, by DIP and by DRG
printf 'claim,points\n3,400\nnone,1\n' >special.csv
by_dip --special special.csv
table notes
holds out "special cases that match no claim (A36),与结算数据不匹配的特病单议病例,1"
printf 'claim,points\n4,60\n5,40\nnone,1\nnot,1\n' >special.csv
good settle --set policy.scheme=sanya --set points=drg --set sanya.g3=0.1,0.04 \
    claims.h5 --hospitals hospitals.csv --weights list.csv \
    --special special.csv --table items=items.csv -q -o year.h5 --force
table notes
holds out "special cases that match no claim (A36),与结算数据不匹配的特病单议病例,2"

# a member with a share of the overspend but no points: its stays share by cost
printf 'claim,points\n3,0\n4,0\n' >special.csv
sed 's/,4000$/,40000/; s/^4\(.*\),0$/4\1,20000/' dip.csv >dip2.csv
good import dip2.csv --map dip.yaml -o dip.h5 --force
by_dip --special special.csv --cases cases.h5
table settlement
holds out "B,G,all,0,2,0.0000,60000.00,60000.00,0.00,0.00,60000.00,0.00,23130.00,23130.00"
good export cases.h5 -q
holds out "15420.00" "7710.00"

# the part of O of several sanctioned members is rounded once: O of 0.04 over
# three equal weights, two of them sanctioned: 8/3, not 4/3 + 4/3, rounded
cat >three.csv <<'EOF2'
id,person,hospital,kind,category,diag,ops,day,place,total
1,P1,A,employee,inpatient,I63.9,,2022-03-05,in_area,200
2,P2,B,employee,inpatient,I63.9,,2022-03-05,in_area,200
3,P3,C,employee,inpatient,I63.9,,2022-04-05,in_area,200
EOF2
good import three.csv --map dip.yaml -o dip.h5 --force
cat >hospitals.csv <<'EOF2'
hospital,level,medical_group,grade,is_lead,sanction
A,3,G,good,1,1
B,2,G,,0,1
C,1,G,,0,0
EOF2
printf 'group,kind,item,amount\nG,employee,last_budget,300\nG,resident,last_budget,0\n' >items.csv
printf 'claim,points\n1,10\n2,10\n3,10\n' >special.csv
by_dip --special special.csv --set sanya.g3=0,0 --set sanya.over_cap=0.00013333
table budget
holds out "G,all,300.00,,,,300.00,300.00,0.00,300.00," ",0.04,0.03,0.01,"
finish
