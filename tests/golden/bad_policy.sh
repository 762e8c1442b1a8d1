#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Policy files and keys that are wrong: the message names file, line and key,
# and the value it asks for is taken. Every file in configs/ loads.
. "${0%/*}/lib/golden.sh"

claims_csv >claims.csv
good import claims.csv --map map.yaml -o claims.h5
# refused CODE 'TEXT OF THE FILE' PLACE... : settle refuses the policy file
refused() {
    code=$1
    printf '%b\n' "$2" >p.yaml
    shift 2
    bad "$code" "$@" -- settle p.yaml claims.h5 --budget-ratio 0.9 -o no.h5
    absent no.h5
}
taken() { # 'TEXT OF THE FILE' [ARGUMENT...]
    printf '%b\n' "$1" >p.yaml
    shift
    good settle p.yaml claims.h5 --budget-ratio 0.9 "$@"
}

# unknown keys, and what was meant
refused 2 'drg:\n  iqrs: 2' "p.yaml:2: drg.iqrs: no such key" \
    "did you mean 'drg.iqr'?"
taken 'drg:\n  iqr: 2'
refused 2 '\nbudgte: {ratio: 0.9}' "p.yaml:2: budgte" "did you mean 'budget"
taken '\nbudget: {ratio: 0.9}'
refused 2 'quite_another: 1' "p.yaml:1: quite_another" "--template"
good settle --template
mv out template.yaml
good settle template.yaml claims.h5 --budget-ratio 0.9
bad 2 --set "'drg.iqrs'" "did you mean 'drg.iqr'?" -- \
    settle claims.h5 --set drg.iqrs=2
bad 2 --set "'budget.ration'" "did you mean 'budget.ratio'?" -- \
    settle claims.h5 --set budget.ration=0.9
bad 2 "--set: this command has no key 'quite_another'" "--template" -- \
    settle claims.h5 --set quite_another=1
good settle claims.h5 --set budget.ratio=0.9 --set drg.iqr=2

# values of the wrong type, or out of range: the message says what is expected
wrong() { # KEY VALUE EXPECTED GOOD-VALUE
    refused 2 "# a line\n$1: $2" "p.yaml:2: $1: '$2' is not valid" "$3"
    taken "# a line\n$1: $4"
    bad 2 "--set: $1: '$2' is not valid" "$3" -- \
        settle claims.h5 --budget-ratio 0.9 --set "$1=$2"
    good settle claims.h5 --budget-ratio 0.9 --set "$1=$4"
}
wrong drg.min_n 5x "whole number" 5
wrong drg.min_n 0x10 "from 0 to 1000000" 16
wrong drg.min_n 1e3 "whole number" 1000
wrong drg.iqr -1 "from 0 to 100" 0
wrong drg.iqr 1,5 "number from 0 to 100" 1.5
wrong drg.trim quartile "iqr" iqr
wrong z3.same_hospital maybe "yes or no" yes
wrong z3.theta 0.5 "from 1 to 1000" 1.5
wrong bedday.standard 450.005 "amount in yuan" 450.01
wrong bedday.standard 99999999999999999999 "amount in yuan" 9999
wrong year 23 "from 2000 to 2199" 2023
refused 2 'drg.trim_levels: [0.01, x]' "p.yaml:1: drg.trim_levels" "numbers"
taken 'drg.trim_levels: [0.01, 0.99]'
refused 2 'drg: 5' "p.yaml:1: drg" ""
refused 2 'drg:\n  iqr: [1, 2]' "p.yaml:2: drg.iqr"

# keys that are there twice, or contradict each other
refused 2 'drg:\n  iqr: 1.5\n  iqr: 2' "p.yaml:3: drg.iqr: given twice" \
    "first on line 2" "keep one of the two"
refused 2 'drg.iqr: 1\ndrg: {iqr: 2}' "p.yaml:2: drg.iqr: given twice"
taken 'drg:\n  iqr: 1.5'
refused 2 'budget.amount: 100' "p.yaml: budget.amount and budget.ratio" \
    "keep one of the two"
good settle p.yaml claims.h5
refused 2 'drg: {trim: percentile, trim_levels: [0.9, 0.1]}' \
    "p.yaml: drg.trim_levels: not two rising levels" "such as 0.01,0.99"
taken 'drg: {trim: percentile, trim_levels: [0.01, 0.99]}'
refused 2 'z3: {low: 0.9, mid: 0.5}' "p.yaml" "z3.low"
taken 'z3: {low: 0.4, mid: 0.8}'
refused 2 'weights: {source: list}' "weights.source is list" "--weights FILE"
printf 'drg,weight\nAA11,1.0\nAA13,1.5\n' >list.csv
taken 'weights: {source: list}' --weights list.csv
bad 2 "no budget is given" "--budget-ratio 0.9" -- settle claims.h5
good settle claims.h5 --budget-ratio 0.9

# files: missing, a folder, no YAML, no text, a base that is missing
bad 1 none.yaml "No such file" -- settle none.yaml claims.h5
mkdir folder.yaml
bad 1 folder.yaml "Is a directory" -- settle folder.yaml claims.h5
refused 2 'drg: {iqr: 1' "p.yaml:" "not valid YAML"
refused 2 'a\n\0200' "p.yaml:2: not UTF-8 text" "save the file as UTF-8"
refused 1 'base: none.yaml' "none.yaml" "'base' on line 1 of p.yaml"
printf 'drg.iqr: 2\n' >none.yaml
taken 'base: none.yaml'
refused 2 'base: p.yaml' "p.yaml:1: base" "does a file name itself"
printf 'drg.iqr: x\n' >none.yaml
refused 2 'base: none.yaml' "none.yaml:1: drg.iqr"

# lists beside the policy
listed() { # 'CSV' PLACE...: as the published list of weights
    printf '%b' "$1" >list.csv
    shift
    bad 3 list.csv "$@" -- settle claims.h5 --budget-ratio 0.9 \
        --weights list.csv
}
listed 'drg\nAA11\n' "weight"
listed 'drg,weight\nAA11,1.0\nAA13,heavy\n' ":3" "weight"
listed 'drg,weight\nAA11,1.0\nAA11,2.0\n' "row 3" "twice"
listed 'drg,weight\nAA11,1.0\nAA13,-2.0\n' "row 3" "negative"
listed '' "list.csv"
printf 'drg,weight\nAA11,1.0\nAA13,2.0\n' >list.csv
good settle claims.h5 --budget-ratio 0.9 --weights list.csv
for option in --weights --hospitals --special; do
    bad 1 none.csv "No such file" -- settle claims.h5 --budget-ratio 0.9 \
        $option none.csv
done
printf 'hospital,coefficient\nH0,1.1\nH9,1\n' >h.csv
good settle claims.h5 --budget-ratio 0.9 --hospitals h.csv
printf 'hospital,coefficient\nH0,much\n' >h.csv
bad 3 h.csv:2 coefficient -- settle claims.h5 --budget-ratio 0.9 \
    --hospitals h.csv

# every file in configs/ loads by the command whose keys it holds: refused, if at
# all, for what these claims lack. A mapping is refused for lack of rows only, or
# of its fields
command_of() {
    case $1 in
    */diabetes.yaml) echo "capitation $1 region.h5" ;;
    */sustainability*.yaml | */national*.yaml) echo "simulate $1 --paths 16" ;;
    *) echo "settle $1 region.h5" ;;
    esac
}
n=0
region region.h5
for policy in "$source"/configs/*.yaml; do
    # shellcheck disable=SC2046 # words of a command
    "$program" $(command_of "$policy") >out 2>err
    case $? in
    0 | 3) ;;
    *) fail "$policy: $(cat err)" ;;
    esac
    lacks err "$(basename "$policy"):"
    n=$((n + 1))
done
for mapping in "$source"/configs/import/*.yaml; do
    bad 3 claims.csv "no field" -- import claims.csv --map "$mapping" -o no.h5
    n=$((n + 1))
done
[ $n -ge 2 ] || fail "configs/ is empty"
finish
