#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# dianshu generate: the same bytes for any number of threads, whole files or
# none, and errors with the right exit code. usage: generate.sh PROGRAM
set -u
program=$1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
failed=0

fail() {
    echo "FAILED: $*" >&2
    failed=1
}

# expect CODE WORD ARGUMENT...: exits with CODE and says WORD
expect() {
    code=$1 word=$2
    shift 2
    said=$("$program" generate "$@" 2>&1)
    got=$?
    [ "$got" -eq "$code" ] || fail "exit $got instead of $code: generate $*"
    case $said in
    *"$word"*) ;;
    *) fail "'$word' is not in: $said" ;;
    esac
}

expect 0 "600,000 claims" --claims 600k --threads 1 -o "$folder/1.h5"
for threads in 2 5; do
    expect 0 "next:" --claims 6e5 --threads "$threads" -o "$folder/$threads.h5"
    cmp "$folder/1.h5" "$folder/$threads.h5" || fail "$threads threads differ"
done
expect 0 "" --claims 0.6m --set seed=2 -o "$folder/seed.h5"
cmp -s "$folder/1.h5" "$folder/seed.h5" && fail "another seed, the same file"

# the template is a configuration, and the command line wins over it
"$program" generate --template >"$folder/all.yaml" || fail "no template"
printf 'claims: 2000\nseed: 5\n' >"$folder/some.yaml"
expect 0 "4,000 claims" --config "$folder/all.yaml" --claims 4k \
    -o "$folder/a.h5"
expect 0 "2,000 claims" --config "$folder/some.yaml" -o "$folder/b.h5"
expect 0 "3,000 claims" --config "$folder/some.yaml" --claims 3k \
    -o "$folder/c.h5"

expect 1 "exists" --claims 1000 -o "$folder/1.h5"
expect 0 "" --claims 1000 --force -q -o "$folder/1.h5"
expect 2 "give -o" --claims 1000
expect 2 "no size" --claims 10x -o "$folder/d.h5"
expect 2 "from 1 to" --claims 0 -o "$folder/d.h5"
expect 2 "did you mean 'hospitals'" --set hospital=3 -o "$folder/d.h5"
expect 2 "add up to" --set booking_delay=0.5,0.4 -o "$folder/d.h5"
expect 2 "readmission_share" --set readmission_share=0.5 -o "$folder/d.h5"
expect 1 "" --claims 1000 -o "$folder/no/such/folder/d.h5"
[ -e "$folder/d.h5" ] && fail "a failed command left a file"
exit $failed
