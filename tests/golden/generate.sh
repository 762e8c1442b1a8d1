#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# dianshu generate: the same bytes for any number of threads, whole files or
# none, and errors with the right exit code.
. "${0%/*}/lib/golden.sh"

# expect CODE WORD ARGUMENT...: exits with CODE and says WORD
expect() {
    expected=$1 word=$2
    shift 2
    run "$expected" generate "$@"
    holds err "$word"
}

expect 0 "300,000 claims" --claims 300k --threads 1 -o 1.h5
for threads in 2 5; do
    expect 0 "next:" --claims 3e5 --threads "$threads" -o "$threads.h5"
    same 1.h5 "$threads.h5"
done
expect 0 "2,000 claims" --claims 0.002m -o seed1.h5
expect 0 "2,000 claims" --claims 2k --set seed=2 -o seed2.h5
cmp -s seed1.h5 seed2.h5 && fail "another seed, the same file"

# the template is a configuration, and the command line wins over it
"$program" generate --template >all.yaml || fail "no template"
printf 'claims: 2000\nseed: 5\n' >some.yaml
expect 0 "4,000 claims" --config all.yaml --claims 4k -o a.h5
expect 0 "2,000 claims" --config some.yaml -o b.h5
expect 0 "3,000 claims" --config some.yaml --claims 3k -o c.h5

bad 1 1.h5 "exists" -- generate --claims 1000 -o 1.h5
expect 0 "" --claims 1000 --force -q -o 1.h5
expect 2 "give -o" --claims 1000
expect 2 "no size" --claims 10x -o d.h5
expect 2 "from 1 to" --claims 0 -o d.h5
expect 2 "did you mean 'hospitals'" --set hospital=3 -o d.h5
expect 2 "add up to" --set booking_delay=0.5,0.4 -o d.h5
expect 2 "readmission_share" --set readmission_share=0.5 -o d.h5
bad 1 no/such/d.h5 "No such" -- generate --claims 1000 -o no/such/d.h5
holds err "make the folder first"
mkdir -p no/such
good generate --claims 1000 -o no/such/d.h5
absent d.h5
finish
