#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Claims that are whole files and yet wrong, or nearly none: each is named with
# file, column and row, and doing what the message says helps.
. "${0%/*}/lib/golden.sh"

claims_csv >claims.csv
good import claims.csv --map map.yaml -o claims.h5
# import CSV OUT: by map.yaml, replacing OUT
import() { good import "$1" --map map.yaml --force -q -o "$2"; }
# harm HOW...: x.h5 becomes a broken copy
harm() {
    cp claims.h5 x.h5
    "$damage" x.h5 "$@" || fail "cannot harm: $*"
}
settle() { # CODE PLACE... -- FILE ARGUMENT...: leaves nothing where it fails
    if [ "$1" = 0 ]; then
        shift 2
        good settle --budget-ratio 0.9 "$@"
    else
        bad "$@" --budget-ratio 0.9 -o no.h5 --cases no_cases.h5
        absent no.h5 no_cases.h5
    fi
}

# a column is missing: "import it"
for column in total_fen drg hospital month; do
    harm remove "/claims/$column"
    bad 3 x.h5 "no column '$column', which weights needs" -- weights x.h5
    settle 3 x.h5 "no column '$column'" -- settle x.h5
done
holds err "import it"
import claims.csv x.h5
settle 0 -- x.h5
harm remove /claims/total_fen
bad 2 x.h5 "no column 'total'" -- stats x.h5
holds err "'dianshu info' lists the columns"
good info x.h5
holds out pool_fen
good stats x.h5 --column pool

# columns of different length, a code outside its dictionary, a dictionary that
# is missing, a value outside its range: "import it again"
broken() { # PLACE: what check, weights and settle say of x.h5
    bad 3 x.h5 "$1" "import it again" -- check x.h5
    bad 3 x.h5 "$1" "import it again" -- weights x.h5 -o no.h5
    settle 3 x.h5 "$1" "import it again" -- settle x.h5
    import claims.csv x.h5
    settle 0 -- x.h5
}
harm shorten drg
broken "columns claim and drg differ in length"
harm set drg 3 3
broken "row 4, column drg is out of range"
harm high drg 3
broken "column drg: codes outside its dictionary 'drg'"
harm remove /dictionary/hospital
broken "column hospital: no dictionary 'hospital'"
harm set total_fen 3 -1
broken "row 4, column total_fen is out of range"
harm set category 3 9
broken "row 4, column category is out of range"

# a negative cost is a record of its own bucket, and check warns of its row
awk -F, -v OFS=, 'NR == 13 { $7 = "-100.00"; $8 = "-400.00" } 1' claims.csv \
    >wrong.csv
import wrong.csv x.h5
good check x.h5 --csv
holds out 'negative,warning,found,1,12,total_fen'
settle 0 -- x.h5
holds err "20 records read = 1 rejected"
import claims.csv x.h5
settle 0 -- x.h5
lacks err rejected

# payers that do not add up: import names the rows and stops, or, told not to
# look, leaves it to check
awk -F, -v OFS=, 'NR > 10 && NR < 15 { $9 = "300.01" } 1' claims.csv >wrong.csv
bad 3 wrong.csv "4 of 20 rows" -- import wrong.csv --map map.yaml -o no.h5 \
    --rejects rejects.csv
absent no.h5
holds out "payers_do_not_add_up"
holds rejects.csv "10,11,total_fen,total,payers_do_not_add_up"
echo "checks: {payers: no}" | cat map.yaml - >unchecked.yaml # as it says
good import wrong.csv --map unchecked.yaml --force -o x.h5
bad 3 x.h5 "break a rule: 4, the first: payers, rows 10 11 12 13" -- check x.h5
holds err "correct them in the input and import again"
settle 0 -- x.h5
holds err "4 rejected"
import claims.csv x.h5
good check x.h5

# the same claim twice, discharged before admitted
awk -F, -v OFS=, 'NR == 5 { $1 = 2 } 1' claims.csv >wrong.csv
import wrong.csv x.h5
bad 3 x.h5 "the first: repeated, rows 2 4" -- check x.h5
import claims.csv x.h5
good check x.h5
awk -F, -v OFS=, 'NR == 5 { $6 = "2021-12-31" } 1' claims.csv >wrong.csv
import wrong.csv x.h5 # one row of 20 may be rejected
holds out "discharge_before_admission"
grep -q 'rows_stored  *19' out || fail "not 19 rows stored: $(cat out)"

# sums that do not fit: every command says which file and where to look
awk -F, -v OFS=, 'NR == 1; NR > 1 {
    $7 = "9999999999999.99"; $8 = "9999999999699.99"
    for (i = 0; i < 2000; i++) { $1 = 2000 * NR + i; print }
}' claims.csv >wrong.csv
import wrong.csv x.h5
for sums in "weights x.h5" "stats x.h5" "stats x.h5 --by drg" \
    "stats x.h5 --by drg --sum total"; do
    # shellcheck disable=SC2086
    bad 3 x.h5 "'dianshu info' shows the largest amount" -- $sums -o no.h5
done
settle 3 x.h5 "not fit 64 bits" "correct absurd ones" -- settle x.h5
absent no.h5
good info x.h5
holds out 9999999999999.99
good stats x.h5 --where total=..1000000
import claims.csv x.h5
settle 0 -- x.h5

# no cases before the settled year, one row, one group, a group with one case
few() { # AWK-CONDITION: x.h5 of some rows
    awk -F, "NR == 1 || ($1)" claims.csv >few.csv
    import few.csv x.h5
    good check x.h5
    good weights x.h5
    good stats x.h5 --by drg,hospital
}
few '$5 ~ /2023/'
settle 3 x.h5 "no cases before 2023" "--set weights.source=same_year" -- \
    settle x.h5
settle 0 -- x.h5 --set weights.source=same_year
good weights claims.h5 --years 2022 -o weights.h5 # the other thing it says
settle 0 -- x.h5 --weights weights.h5
few 'NR == 2'
good stats x.h5
holds out 1000.00
settle 0 -- x.h5 --set weights.source=same_year
holds err "1 records read = 1 special_small"
few '$4 == "AA11"'
settle 0 -- x.h5
holds err "10 records read = 5 other_year + 5 normal"
few '$4 == "AA11" || NR == 3 || NR == 13'
settle 0 -- x.h5
holds err "12 records read = 6 other_year + 5 normal + 1 special_small"

# no row at all is no claims file
head -n 1 claims.csv >none.csv
bad 3 none.csv "no row" -- import none.csv --map map.yaml -o no.h5
absent no.h5
# years that are not in the file
bad 3 claims.h5 "in the years 2030 to 2031" -- weights claims.h5 \
    --years 2030..2031
holds err "'dianshu info' for the months"
good info claims.h5
holds out 2023-12
good weights claims.h5 --years 2022..2023
finish
