#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The truth that is stored in a generated file is recovered from its exported
# claims by plain Python, and the claims of another region do not pass for it.
. "${0%/*}/lib/golden.sh"

# planted FOLDER ARGUMENT...: a region's claims and truth as CSV in FOLDER
planted() {
    _folder=$1
    shift
    mkdir "$_folder"
    good generate --claims 200k --groups 60 --hospitals 80 "$@" -q -o r.h5
    for _table in truth truth_hospital truth_level truth_month truth_run; do
        good export r.h5 $_table -o "$_folder/$_table.csv"
    done
    good export r.h5 --fen -o "$_folder/claims.csv" \
        --columns category,drg,hospital,month,total_fen,episode
    rm r.h5
}
# recovered CODE CLAIMS TRUTH: prints what is found into `found`
recovered() {
    python3 -B "$source/tests/golden/lib/truth.py" "$2/claims.csv" "$3" >found
    _got=$?
    [ $_got -eq "$1" ] || fail "exit $_got: claims of $2: $(cat found)"
}

planted region --seed 5
recovered 0 region region
[ "$(grep -c '^ok' found)" -eq 5 ] || fail "not five checks: $(cat found)"
# most groups are large enough to be tested
tested=$(sed -n 's/^ok means: \([0-9]*\),.*/\1/p' found)
[ "${tested:-0}" -gt 50 ] || fail "only $tested means were tested"

planted other --seed 5 --set outlier_share=0.006 --set readmission_share=0.09 \
    --set season=90,100,90,95,100,105,110,100,105,105,110,90 \
    --set level_effects=1.2,1,0.75,0.6,1.5 --set mean_outpatient=309
recovered 1 other region
for check in means outliers months readmissions levels; do
    grep -q "^OFF $check:" found || fail "$check: nothing is off: $(cat found)"
done
finish
