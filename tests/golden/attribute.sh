#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# attribute: parts that add up to the growth, by hand, and clear messages.
. "${0%/*}/lib/golden.sh"

# heads 100 -> 110, cost a use 1.00 -> 1.20: 11 and 21 of 32 (Shapley)
cat >cells.csv <<'EOF'
year,group,category,heads,uses,total,fund
2020,all,inpatient,90,90,80.00,80.00
2021,all,inpatient,100,100,100.00,100.00
2022,all,inpatient,110,110,132.00,132.00
2022,,outside,,,,3.00
2021,,one_off,,,,0.70
EOF
good attribute cells.csv --years 2021..2022 --csv
cut -d, -f1,2 out >parts
cat >wanted <<'EOF'
part,amount
heads,11.00
ageing,0.00
use,0.00
case_mix,0.00
price,21.00
fund_share,0.00
outside,3.00
one_off,-0.70
growth,34.30
before,100.70
after,135.00
EOF
same parts wanted
good attribute cells.csv -o a.h5
holds err "5 rows read: 2020 to 2022"
good export a.h5 attribution
good attribute cells.csv --lang zh
holds out "参保人数" "年龄结构" "占增长比重"
good attribute "$source/docs/examples/cells.csv" --csv -q
awk -F, 'NR > 1 && NR < 10 { sum += $2 } $1 == "growth" { growth = $2 }
    END { exit !(NR == 12 && sum - growth < 0.001 && growth - sum < 0.001) }' \
    out || fail "parts do not add up: $(cat out)"

# bad input
bad 3 "two years are needed, 2019 is not there" -- \
    attribute cells.csv --years 2019..2022
sed '3,$d' cells.csv >one.csv
bad 3 "two years are needed" -- attribute one.csv
run 2 attribute cells.csv --years 2021
holds err "is not BEFORE..AFTER"
run 2 attribute
holds err "which file of cells"
# change SED SAYS: after the change the command says so
change() {
    sed "$1" cells.csv >changed.csv
    bad 3 "$2" -- attribute changed.csv --years 2021..2022
}
change 's/110,110,132.00/110,,132.00/' "2022, group 'all', inpatient: heads, uses or total are missing"
change 's/110,110,132.00,132/0,110,132.00,132/' "a year without heads"
change 's/110,110,132.00,132/110,0,132.00,132/' "group 'all', inpatient: the fund pays where there are no"
change 's/,132.00$/,-5.00/' "a figure is negative"
change 's/,3.00$/,/' "outside: fund is missing"
change '$a 2022,all,inpatient,110,1,1.00,1.00' "is there twice"
change '$a 2022,all,outpatient,111,1,1.00,1.00' "other heads than"
bad 3 "no column 'year'" -- attribute "$source/docs/examples/costs.csv"
sed 's/total/total,points/; s/,100.00,100.00/,100.00,5.0,100.00/
    s/,132.00,132.00/,132.00,,132.00/; s/,80.00,80.00/,80.00,,80.00/; s/,,,,/,,,,,/' \
    cells.csv >points.csv
bad 3 "points are there in one of the two years only" -- \
    attribute points.csv --years 2021..2022
finish
