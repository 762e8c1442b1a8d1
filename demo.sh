#!/usr/bin/env bash
# Builds dianshu and settles a synthetic region of 1 million claims with it.
# usage: ./demo.sh [--install|--no-install]
# Missing Debian packages are installed for root; --no-install (the default
# for everyone else) names them and ends. Results: out/demo, new on each run.
set -euo pipefail
cd "$(dirname "$0")"

tools/packages.sh build "$@"

say() { echo; printf '# %s\n' "$@"; }
run() { # prints the command as typed, then runs it
  printf '$ %s\n' "$*"
  "$@"
}

say 'Build: optimised, without the tests (1 minute)'
mkdir -p build
if ! { cmake --preset release -DBUILD_TESTING=OFF &&
  cmake --build --preset release --target dianshu; } >build/demo-build.log 2>&1
then
  tail -n 30 build/demo-build.log
  exit 1
fi
PATH=$PWD/build/release:$PATH
rm -rf out/demo
mkdir -p out/demo
cp configs/zhejiang_drg.yaml configs/diabetes.yaml configs/tianjin.yaml out/demo/
cd out/demo

say 'A region of 1 million claims in three years, all from one seed.'
run dianshu generate --claims 1m --seed 1 -o region.h5

say 'Is it whole, and do its amounts add up?'
run dianshu check region.h5

say 'Exact quantiles of the cost of inpatient stays, by kind of insurance.'
run dianshu stats region.h5 --where category=inpatient --by insurance

say 'DRG weights from the years before the settled one.'
run dianshu weights region.h5 --years 2021..2022 -o weights.h5

say 'The settlement of 2023: points, point value, payment per hospital,' \
  'and a row for every claim.'
run dianshu settle zhejiang_drg.yaml region.h5 --weights weights.h5 \
  --cases cases.h5 -o year.h5

say 'The same year by the regional point method of Tianjin: every category of' \
  'care, twelve months and the year, its ledger; one hospital step by step.'
run dianshu settle tianjin.yaml region.h5 --weights weights.h5 -o tianjin.h5
run dianshu explain tianjin.h5 --hospital H0003

say 'Diabetes by capitation: quotas from 2021, floor and cap, and 2023 against' \
  'them.'
run dianshu capitation diabetes.yaml region.h5 --set diab.base_year=2021 \
  -o quota.h5

say 'For a spreadsheet, R or Python.'
run dianshu export year.h5 settlement -o settlement.csv
run dianshu export cases.h5 --where bucket=high -o high.csv
run ls -l

say 'Will the fund last? Ten years of both pools of a city, with the error of' \
  'each figure, and what one more point of the contribution rate changes.'
run dianshu simulate ../../configs/sustainability.yaml \
  ../../configs/sustainability_rate_up.yaml --set years=10 -o fund.h5
