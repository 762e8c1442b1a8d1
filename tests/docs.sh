#!/bin/sh
# What the program has is in the manuals, English and Chinese, and in
# docs/formats.md: commands and their options, keys with their defaults, columns
# of claims and of result tables, buckets, findings and reasons of rejects.
# usage: tests/docs.sh PROGRAM
set -eu
program=$1
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
manuals='docs/manual.md docs/manual.zh-CN.md'
missing=0 seen=0

# need TEXT FILE...: each file has the text.
need() {
  text=$1
  shift
  for file; do
    seen=$((seen + 1))
    grep -qF -- "$text" "$file" && continue
    echo "$file lacks: $text"
    missing=$((missing + 1))
  done
}

# names: the words of standard input stand in backquotes in the files.
names() {
  while IFS= read -r name; do
    need "\`$name\`" "$@"
  done
}

# Commands: a heading "### command ..." each.
"$program" --help | sed -n 's/^  \([a-z][a-z]*\)  *.*/\1/p' |
  grep -v '^dianshu$' >"$folder/commands"
while read -r command; do
  for file in $manuals; do
    seen=$((seen + 1))
    grep -qE "^### $command( |\$)" "$file" && continue
    echo "$file lacks the command: $command"
    missing=$((missing + 1))
  done
done <"$folder/commands"

# Options: each stands in the manuals, and the manuals name no other.
while read -r command; do
  "$program" "$command" --help
done <"$folder/commands" |
  sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' | sort -u >"$folder/options"
grep -v -e --usage <"$folder/options" >"$folder/options.shown"
while read -r option; do
  need "$option" $manuals
done <"$folder/options.shown"
printf '%s\n' --version >>"$folder/options"
for file in $manuals docs/formats.md; do
  for option in $(grep -oE -e '--[a-z][a-z-]+' "$file" | sort -u); do
    seen=$((seen + 1))
    grep -qx -e "$option" "$folder/options" && continue
    echo "$file names an option that there is not: $option"
    missing=$((missing + 1))
  done
done

# Reasons of rejects.
sed -n 's/^ *X(DS_REJECT_[A-Z_]*, *"\([a-z_]*\)".*/\1/p' io/import/import_reject.h |
  grep -vx none >"$folder/reasons"
names docs/formats.md <"$folder/reasons"

# Keys: a row "| `key` | `default` | ..." each.
{
  for command in generate weights settle capitation runoff calibrate catalogue \
    compare simulate sensitivity; do
    "$program" $command --template
  done
  for scheme in dip tianjin sanya hangzhou; do
    "$program" settle --set policy.scheme=$scheme --template |
      grep -v '^pv.mode:'
  done
} | awk '
  /^#   / { about = $0; next }
  /^[a-z][a-z0-9_.]*:/ {
    key = $1; sub(/:.*/, "", key)
    preset = ""
    if (match(about, /default [^;]*/))
      preset = substr(about, RSTART + 8, RLENGTH - 8)
    print "| `" key "` | " (preset == "" ? "" : "`" preset "` |")
  }' >"$folder/keys"
while IFS= read -r row; do
  need "$row" $manuals
done <"$folder/keys"

# Columns of a claim, and their Chinese labels.
"$program" columns --csv | sed 1d >"$folder/columns"
cut -d, -f1 "$folder/columns" >"$folder/names"
names docs/formats.md <"$folder/names"
sed 's/.*,//' "$folder/columns" >"$folder/names"
while IFS= read -r label; do
  need "| $label |" docs/formats.md
done <"$folder/names"

# Columns of the tables beside the claims, and their Chinese labels.
for table in hospital person physician_days roster class_history contract \
  disease_quota stay_quota bid_use bid_pass decision; do
  "$program" columns $table --csv | sed 1d >"$folder/columns"
  sed "s/,.*//; s/.*/| \`$table\` | \`&\` |/" "$folder/columns"
  sed 's/.*,/| /; s/$/ |/' "$folder/columns"
done >"$folder/entities"
while IFS= read -r row; do
  need "$row" docs/formats.md
done <"$folder/entities"

# Result tables: their names and columns, buckets and findings.
# result NAME COMMAND...: a result file more.
results=
result() {
  name=$1
  shift
  "$program" "$@" -q -o "$folder/$name.h5" >/dev/null
  results="$results $name"
}
result region generate --claims 20k --seed 1
result weights weights "$folder/region.h5"
result year settle configs/zhejiang_drg.yaml "$folder/region.h5" \
  --cases "$folder/cases.h5"
result runoff runoff "$folder/region.h5"
result calib calibrate docs/examples/history.csv --backtest
result cells attribute docs/examples/cells.csv
result sens sensitivity configs/sustainability.yaml \
  --set sensitivity.points=32 --set sensitivity.paths=1 \
  --set sensitivity.tornado_paths=1
result fund simulate configs/sustainability.yaml --paths 10
result dip catalogue "$folder/region.h5" --set dip.min_core=2
result dip_year settle configs/dip.yaml "$folder/region.h5" \
  --catalogue "$folder/dip.h5" --cases "$folder/dip_cases.h5"
result tianjin settle configs/tianjin.yaml "$folder/region.h5" \
  --cases "$folder/tianjin_cases.h5"
result compare compare "$folder/region.h5" --set dip.min_core=2
result quota capitation configs/diabetes.yaml "$folder/region.h5" \
  --set diab.base_year=2021 --keep "$folder/sums.h5"
results="$results sums"
for file in $results; do
  "$program" info "$folder/$file.h5" -q |
    sed -n '/^tables$/,$p' | sed '1,3d' | cut -d' ' -f1 | grep . >"$folder/tables"
  while read -r table; do
    case $table in run | config) continue ;; esac
    echo "$table"
    "$program" export "$folder/$file.h5" "$table" | head -n 1 | tr , '\n'
  done <"$folder/tables"
done | sort -u >"$folder/names"
names $manuals <"$folder/names"
for file in cases dip_cases tianjin_cases; do
  "$program" info "$folder/$file.h5" --csv -q | sed 1d | cut -d, -f1
done >"$folder/names"
names $manuals <"$folder/names"
"$program" export "$folder/compare.h5" rows | sed 1d | cut -d, -f2 >"$folder/names"
names $manuals <"$folder/names"
for pair in year:buckets quota:buckets weights:rows runoff:rows dip:rows dip_year:buckets \
  dip_year:assignment tianjin:buckets; do
  "$program" export "$folder/${pair%:*}.h5" "${pair#*:}" | sed 1d | cut -d, -f1
done >"$folder/names"
"$program" check "$folder/region.h5" --csv -q | sed 1d | cut -d, -f1 >>"$folder/names"
names $manuals <"$folder/names"

for list in commands options.shown reasons keys columns tables; do
  [ -s "$folder/$list" ] || { echo "the program lists no $list"; exit 1; }
done
echo "$seen looked for, $missing missing"
[ "$missing" -eq 0 ]
