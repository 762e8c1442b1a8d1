#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# explain of the schemes that settle a year in one go: every step computes,
# every institution has its derivation; what it cannot explain, it says.
. "${0%/*}/lib/golden.sh"

"$program" generate --claims 40000 --seed 5 -q -o region.h5 || exit 1
computes() { # SCHEME STEPS [--set KEY=VALUE ...]
    scheme=$1 steps=$2
    shift 2
    good settle "$source/configs/$scheme.yaml" region.h5 -o year.h5 --force \
        -q "$@"
    good export year.h5 settlement
    cp out settlement.csv
    for hospital in $(awk -F, 'NR > 1 { print $1 }' settlement.csv |
        sort -u | awk 'NR % 90 == 1'); do
        good explain year.h5 --hospital "$hospital" --csv
        /usr/bin/python3 -B "$source/tests/golden/lib/explain.py" out "$steps" ||
            fail "$scheme: explain $hospital does not compute"
    done
}
computes zhejiang_drg 4 --set budget.ratio=0.9
computes zhejiang_drg 5 --set budget.ratio=1.1 --set pv.mode=total
computes dip 5
computes dip 5 --set pv.mode=fund
computes sanya 8
computes hangzhou 8

# the last is a year of Hangzhou
good explain year.h5 --hospital H0001
holds out "area" "distributed" "x" "point value"
good explain year.h5 --hospital H0001 --lang zh
holds out "推导" "统筹区" "分配总额"
bad 2 "no institution 'H9999' in the result" "settlement lists them" -- \
    explain year.h5 --hospital H9999
bad 2 "the scheme hangzhou settles the year in one" "leave --month out" -- \
    explain year.h5 --hospital H0001 --month 3
good weights region.h5 -o weights.h5 -q
bad 3 "not a settlement" "explain reads what 'dianshu settle' writes" -- \
    explain weights.h5 --hospital H0001
bad 3 "no table 'config'" "explain reads what 'dianshu settle' writes" -- \
    explain region.h5 --hospital H0001
finish
