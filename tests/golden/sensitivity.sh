#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# sensitivity: which factors matter, the same for any number of threads, clear
# messages; and that simulate takes what calibrate writes.
. "${0%/*}/lib/golden.sh"

cat >fund.yaml <<'EOF'
base_year: 2024
years: 2
pools: employee
emp: {booked: 100000000, income: 50000000, spending: 48000000, use: 0.01}
factor:
  emp.wage: {dist: normal, sd: 0.03, process: once}
  price: {dist: normal, sd: 0.001, process: once}
  emp.use: {dist: normal, sd: 0.01}
EOF
sets='--set sensitivity.points=256 --set sensitivity.paths=8'
good sensitivity fund.yaml $sets --set sensitivity.trajectories=4 -o one.h5 \
    --threads 1
holds out "emp.wage" "tornado" "screening" "indices" "million yuan" "yearly"
good export one.h5 tornado
sed -n 2p out | cut -d, -f1 >first
echo emp.wage >wanted
same first wanted
good export one.h5 indices
awk -F, '$1 == "emp.wage" { wage = $2 } $1 == "price" { price = $2 }
    END { exit !(wage > 0.9 && price < 0.1) }' out || fail "indices: $(cat out)"
for table in sensitivity screening run config; do
    good export one.h5 $table
done
for threads in 2 5; do
    good sensitivity fund.yaml $sets --set sensitivity.trajectories=4 \
        -o $threads.h5 --threads $threads -q
    same one.h5 $threads.h5
done
good sensitivity fund.yaml $sets --set sensitivity.noise=group --csv -q
holds out "noise,"
good sensitivity fund.yaml $sets --lang zh
holds out "龙卷风图" "百万元"
printf 'base: fund.yaml\nfactor: {emp.wage: {process: yearly}, price: {process: yearly}}\n' \
    >noise.yaml
good sensitivity noise.yaml
holds err "no factor is drawn once a path"
lacks out "indices"

# bad input
for set in figure=profit year=2024 year=2027 pool=resident points=100 levels=5
do
    bad 2 "fund.yaml: sensitivity.${set%=*}" -- \
        sensitivity fund.yaml --set sensitivity.$set
done
bad 2 "sensitivity.paths" -- sensitivity fund.yaml --set sensitivity.paths=0
bad 2 "sensitivity.figur" -- sensitivity fund.yaml --set sensitivity.figur=gap
bad 2 "did you mean" -- sensitivity fund.yaml --set emp.wages=1
sed '/^factor/,$d' fund.yaml >certain.yaml
bad 2 "nothing is uncertain" -- sensitivity certain.yaml
run 2 sensitivity
holds err "which configuration"
bad 1 "none.yaml" -- sensitivity none.yaml

# what calibrate writes is a base of simulate
good calibrate "$source/docs/examples/history.csv" --fragment factors.yaml -q
cat >both.yaml <<'EOF'
base: factors.yaml
base_year: 2023
years: 5
paths: 200
emp: {income: 21502180000, spending: 20113590000, booked: 22489520000, insured: 2512000, retired_heads: 1217000}
res: {income: 5013960000, spending: 5076140000, booked: 6042810000, insured: 4109000}
EOF
good simulate both.yaml -o both.h5 --print assumptions
holds out "history.csv" "standard error"
good calibrate "$source/docs/examples/history.csv" -q --fragment means.yaml \
    --set calibrate.draws=once
sed 's/factors/means/' both.yaml >once.yaml
good sensitivity once.yaml $sets --set sensitivity.trajectories=4
holds out "emp.intensity  once"
finish
