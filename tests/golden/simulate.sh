#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# dianshu simulate: the same bytes for any threads, a run that is stopped goes
# on to them, a path equals its row, and bad configurations are refused with
# file, key and a remedy that is then followed.
. "${0%/*}/lib/golden.sh"

cat >fund.yaml <<'EOS'
base_year: 2025
years: 4
pools: employee
paths: 3000
emp: {booked: 100000000, income: 50000000, spending: 48000000, wage: 0.05}
interest: 0.02
price: 0.09
factor:
  price: {dist: normal, sd: 0.03, process: once}
  emp.wage: {dist: normal, sd: 0.02, process: once, corr: [price 0.4]}
EOS

# the deterministic core: EX-9 to the fen, and its scenario table
good simulate fund.yaml --print centre --csv -q
holds out employee,2026 102180000.00 102319800.00 100086054.00

# threads change nothing; neither does the order of scenarios
printf 'base: fund.yaml\nemp.rate: 1\nprice: 0.11\n' >dear.yaml
printf 'base: fund.yaml\nemp.wage: 0.04\n' >poor.yaml
for n in 1 2 5; do
    good simulate fund.yaml dear.yaml poor.yaml --threads $n -q -o $n.h5
done
same 1.h5 2.h5
same 1.h5 5.h5
good simulate fund.yaml dear.yaml poor.yaml -q --print differences --csv
grep -c , out >a.count
sort out >a
good simulate fund.yaml poor.yaml dear.yaml -q --print differences --csv
sort out >b
same a b
good simulate fund.yaml dear.yaml --print scenarios --csv -q
holds out 'dear,price,0.09,0.11'
[ "$(grep -c '^dear' out)" = 1 ] || fail "a scenario names other keys: $(cat out)"

# a path is its row: the only path of a run of one
good simulate fund.yaml --path 0 --csv -q
sed 1d out | cut -d, -f8 >balance
good simulate fund.yaml --paths 1 --csv -q
sed 1d out | cut -d, -f5 >median
same balance median
good simulate fund.yaml --path 199 --paths 200 -q
bad 2 --path 'no path 200' '0 to 199' -- simulate fund.yaml --path 200 --paths 200
bad 2 --path 'no path 5000' -- simulate fund.yaml --path 5000 --paths 1000 \
    --set sampling=latin

# a table without rows says why
good simulate fund.yaml --paths 20 --print lowest
holds err 'table lowest is empty' emp.income_months
good simulate fund.yaml --paths 20 --print differences
holds err 'table differences is empty'

# a scenario has the name that it gives itself, or its file's; equal names are
# refused, before anything is run
printf 'base: fund.yaml\nname: named\n' >named.yaml
printf 'base: named.yaml\nprice: 0.1\n' >heir.yaml
good simulate named.yaml heir.yaml --paths 20 -q --print differences --csv
holds out heir,employee
lacks out named,employee
printf 'base: fund.yaml\nname: named\nprice: 0.1\n' >twin.yaml
bad 2 twin.yaml named.yaml "name: 'named'" -- \
    simulate fund.yaml named.yaml twin.yaml --paths 20
bad 2 dear.yaml "name: 'x'" --set -- \
    simulate fund.yaml dear.yaml --paths 20 --set name=x

# a scenario that moves nothing says so; what belongs to the base year is named
printf 'base: fund.yaml\nemp.rate: 0.2\n' >still.yaml
good simulate fund.yaml still.yaml --paths 20
holds err 'scenario still moves no figure' emp.rate_base
good simulate fund.yaml still.yaml --paths 20 --set emp.rate_base=0.1
lacks err 'moves no figure'
bad 2 --solve 'no contribution rate' -- simulate fund.yaml --solve emp.rate
good simulate fund.yaml --set emp.rate=0.1 --paths 50 --solve emp.rate \
    --set goal.months=1

# Ctrl-C leaves a checkpoint and 75; the same command goes on to the same bytes
big='fund.yaml --paths 150k --set years=10 -q --print risk --csv'
good simulate $big
mv out whole
"$program" simulate $big --checkpoint state.h5 >out 2>err &
pid=$!
sleep 1
kill -INT $pid
wait $pid
code=$?
if [ $code -eq 75 ]; then
    holds err state.h5 '  remedy: '
    [ -e state.h5 ] || fail 'no checkpoint'
    bad 3 state.h5 'checkpoint of another' -- \
        simulate $big --set seed=9 --checkpoint state.h5
else
    [ $code -eq 0 ] || fail "exit $code after Ctrl-C: $(cat err)"
fi
good simulate $big --checkpoint state.h5
same out whole
absent state.h5

# figures and the texts of tables belong to the state: others are refused
printf 'name,pool,direction,base,amount\nx,employee,out,year,5\n' >flows.csv
other='fund.yaml --paths 20m --set pools=both --set res.booked=1 -q
    --set res.income=90000 --set res.spending=90000 --set flows.file=flows.csv
    --checkpoint other.h5'
"$program" simulate $other --figures income >out 2>err &
pid=$!
sleep 1
kill -INT $pid
wait $pid
[ $? -eq 75 ] || fail "not stopped: $(cat err)"
bad 3 other.h5 'checkpoint of another' -- simulate $other --figures demand
printf 'name,pool,direction,base,amount\nx,resident,out,year,5\n' >flows.csv
bad 3 other.h5 'checkpoint of another' -- simulate $other --figures income
printf 'name,pool,direction,base,amount\nx,employee,out,year,5\n' >flows.csv
"$program" simulate $other --figures income >out 2>err &
pid=$!
sleep 1
kill -INT $pid
wait $pid
holds err 'stopped after'
rm -f other.h5

# also where it is a scenario that is stopped: each has a state of its own
two="fund.yaml far.yaml --paths 100k --set years=10 -q --csv"
printf 'base: fund.yaml\nprice: 0.11\nyears: 10\n' >far.yaml
good simulate $two --print money
mv out whole
"$program" simulate $two --print money --checkpoint state.h5 >out 2>err &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    [ -e state.h5 ] && break
    sleep 0.5
done
sleep 0.3
kill -INT $pid
wait $pid
code=$?
if [ $code -eq 75 ]; then
    [ -e state.h5 ] || fail 'the state of the base is gone'
else
    [ $code -eq 0 ] || fail "exit $code after Ctrl-C: $(cat err)"
fi
good simulate $two --print money --checkpoint state.h5
same out whole
absent state.h5
absent state.h5.1

# designs too: the same bytes for any threads and behind a stop
for kind in antithetic latin sobol; do
    design="fund.yaml --paths 70k --set sampling=$kind -q"
    good simulate $design --threads 1 -o ${kind}1.h5
    good simulate $design --threads 5 -o ${kind}5.h5
    same ${kind}1.h5 ${kind}5.h5
    good simulate $design --print money --csv
    mv out whole
    timeout -s INT 0.2 "$program" simulate $design --print money --csv \
        --checkpoint c.h5 >out 2>err ||
        good simulate $design --print money --csv --checkpoint c.h5
    same out whole
done

# other results join the result and the pack; what changed since the last run is
# told one key at a time, and the steps add up
good simulate fund.yaml -q -o last.h5
good sensitivity fund.yaml -q -o moves.h5 --set sensitivity.points=32 \
    --set sensitivity.paths=4 --set sensitivity.tornado_paths=64
more='--set price=0.08 --set emp.wage=0.04 --set emp.grades=0.5,0.5
    --set emp.over_share=0.6,0.7 --set emp.keep=0.7,0.8
    --with moves.h5 --with last.h5 --since last.h5'
for n in 1 5; do
    good simulate fund.yaml $more -q --threads $n -o more$n.h5 --print pack
done
same more1.h5 more5.h5
holds out tornado indices changes population_2
good simulate fund.yaml $more -q --csv --print changes
holds out 'price,0.09,0.08,' 'emp.wage,0.05,0.04,' 'other,,,employee,2029,0.00' \
    'emp.grades; emp.over_share; emp.keep,1.0; 0.6; 0.7,"0.5,0.5; 0.6,0.7'
awk -F, '/^all/ {all = $6} /^price|^emp.wage/ {sum += $6}
    END {exit !(sum - all < 0.05 && all - sum < 0.05 && all != 0)}' out ||
    fail "changes do not add up: $(cat out)"
good simulate fund.yaml -q --csv --print changes --since last.h5
[ "$(grep -c . out)" = 3 ] || fail "nothing changed, but: $(cat out)"
bad 2 moves.h5 'no result of simulate' -- simulate fund.yaml --since moves.h5
bad 2 last.h5 years -- simulate fund.yaml --set years=3 --since last.h5
good generate --claims 1k -o claims.h5
bad 2 claims.h5 'claims file' -- simulate fund.yaml --with claims.h5

# refused CODE 'LINES' PLACE... : added to the base they are refused
refused() {
    _code=$1
    printf 'base: fund.yaml\n%b\n' "$2" >bad.yaml
    shift 2
    bad "$_code" bad.yaml "$@" -- simulate bad.yaml
}
taken() {
    printf 'base: fund.yaml\n%b\n' "$1" >good.yaml
    good simulate good.yaml --paths 10 -q
}
three='factor.emp.use: {dist: normal, sd: 0.01, process: once'
refused 2 "$three, corr: [price 0.99, emp.wage -0.9]}" \
    'factor.' 'not positive definite' 'nearest valid matrix has'
taken "$three, corr: [price 0.3, emp.wage -0.2]}"
refused 2 'factor.price.sd: -0.1' factor.price.sd 'number from 0'
refused 2 'factor.price: {min: 0.1, max: 0.05}' factor.price.min 'above max'
taken 'factor.price: {min: 0.05, max: 0.1}'
refused 2 'factor.price: {dist: triangular, low: 0.1, high: 0.2}' \
    factor.price 'do not enclose'
taken 'factor.price: {dist: triangular, low: 0, high: 0.2}'
refused 2 'event.epidemic_year: 2020' event.epidemic_year '2026 to 2029'
taken 'event.epidemic_year: 2026'
refused 2 'plan.year: 2024' plan.year 'behind base_year'
taken 'plan.year: 2028'
refused 2 'factor.res.use: {dist: normal, sd: 0.01}' factor.res.use 'never used'
refused 2 'factor.emp.use: {sd: 0.01}' factor.emp.use.dist 'never used'
refused 2 'emp.prise: 0.1' emp.prise 'no such key'
refused 2 'paths: 0' paths 'from 1'
refused 2 'emp.income: 0' emp.income 'no income'
yearly='factor.price.process: yearly\nfactor.emp.wage.process: yearly'
refused 2 "sampling: sobol\\n$yearly" sampling 'drawn once'
refused 2 'sampling: latin\npaths: 63' paths 'too few'
printf 'base: fund.yaml\nsampling: latin\n' >latin.yaml
good simulate latin.yaml --paths 64 -q --print limits
holds out 'Latin hypercubes'
bad 2 latin.yaml ': sampling: must be that' -- simulate fund.yaml latin.yaml
refused 2 'emp.balance_basis: with_accounts' emp.balance_basis accounts
refused 2 'emp.spending_share: 0.66' emp.booked 'personal accounts'
taken 'emp.spending_share: 0.66\nemp.balance_basis: pooled'
refused 2 'emp.care: [0.5, 0.4, 0, 0]' emp.care 'add up'
refused 2 'population.mode: cohort' population.file 'needs a table'
refused 2 'source.price: [guess, me, 2026]' source.price 'a kind'
taken 'source.price: [expert, me, 2026]'
refused 2 'factor.emp.wage.corr: [res.use 0.2]' factor.emp.wage.corr \
    'no other factor'
printf 'base: fund.yaml\nyears: 3\n' >short.yaml
bad 2 short.yaml ': years: must be that' 'take this key out' -- \
    simulate fund.yaml short.yaml
bad 2 --solve emp.rate -- simulate fund.yaml --solve price
bad 4 'P(months' 'lower goal' -- \
    simulate fund.yaml --set goal.months=900 --set emp.budget=y1 \
    --solve emp.budget_cap
bad 2 --until 'P(depleted by 2029)' -- simulate fund.yaml --until 'soon'
good simulate fund.yaml --until 'P(depleted by 2029) +- 0.002'
holds err 'paths are enough'
bad 2 --print pack -- simulate fund.yaml --paths 10 --print nothing
bad 1 none.yaml -- simulate none.yaml

# tables that are wrong
printf 'name,pool,direction,base,amount\nx,employee,up,year,5\n' >flows.csv
printf 'base: fund.yaml\nflows.file: flows.csv\n' >bad.yaml
bad 3 flows.file direction 'in or out' -- simulate bad.yaml
printf 'name,pool,direction,base,amount\nx,employee,out,year,5\n' >flows.csv
good simulate bad.yaml --paths 10 -q
sed 's/^50,male,/51,male,/' "$source/configs/tianjin_population_synthetic.csv" \
    >ages.csv
printf 'base: fund.yaml\npopulation: {mode: cohort, file: ages.csv}\n' >bad.yaml
bad 3 population.file 'given twice' -- simulate bad.yaml
cp "$source/configs/tianjin_population_synthetic.csv" ages.csv
good simulate bad.yaml --paths 10 -q

# cost by age from the claims: the same bytes as a table of ages that holds it
good stats claims.h5 --by age --sum pool -q -o costs.h5
good stats claims.h5 --by age --sum pool -q --csv
awk -F, -v OFS=, 'FNR == 1 {file++}
    file == 1 && FNR > 1 {sum[$1] = $3; money += $3}
    file == 2 && FNR > 1 {heads[$1] += $3 + $4 + $5; all += $3 + $4 + $5}
    file == 3 && FNR > 1 {c = sprintf("%.4f", sum[$1] / heads[$1] * all / money)
        $7 = $8 = $9 = $10 = c}
    file == 3' out ages.csv ages.csv >ages2.csv
cohort='base: fund.yaml\npopulation: {mode: cohort, births: 0.03, file:'
printf "$cohort ages2.csv}\n" >bad.yaml
good simulate bad.yaml -q --print centre --csv
mv out a
printf "$cohort ages.csv, costs: costs.h5}\n" >bad.yaml
good simulate bad.yaml -q --print centre --csv
same a out
printf "$cohort ages.csv}\n" >bad.yaml
good simulate bad.yaml -q --print centre --csv
cmp -s a out && fail 'population.costs changes nothing'
good stats claims.h5 --by age,sex,category --sum pool -q -o costs3.h5
good simulate bad.yaml -q --set population.costs=costs3.h5
bad 3 population.costs last.h5 -- simulate bad.yaml --set population.costs=last.h5
bad 2 population.costs 'population.mode' -- \
    simulate fund.yaml --set population.costs=costs.h5

# age in whole years of 365.25 days
good stats claims.h5 --where age_days=366..730 --sum pool -q --csv
sed 1d out >expected
good stats claims.h5 --by age --sum pool -q --csv
grep '^1,' out | cut -d, -f2- >got
same expected got

# every configuration loads; every assumption of it has a source
for file in "$source"/configs/sustainability*.yaml "$source"/configs/national.yaml
do
    good simulate "$file" --paths 10
    lacks err 'no source'
done
finish
