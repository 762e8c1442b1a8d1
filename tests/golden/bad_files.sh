#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Claims files that are missing, cut short, damaged or something else: no
# command crashes or gives other data; each says what may help, and it does.
. "${0%/*}/lib/golden.sh"

# HDF5 leaks a little where a file is damaged; our own leaks are still seen.
echo "leak:libhdf5" >hdf5.leaks
export LSAN_OPTIONS="suppressions=$folder/hdf5.leaks:print_suppressions=0"

for_all_readers() { # CODE PLACE FILE
    bad "$1" "$3" "$2" -- info "$3"
    bad "$1" "$3" "$2" -- check "$3"
    bad "$1" "$3" "$2" -- stats "$3" --column total
    bad "$1" "$3" "$2" -- weights "$3" -o no.h5
    bad "$1" "$3" "$2" -- settle "$3" --budget-ratio 0.9 -o no.h5
    bad "$1" "$3" "$2" -- export "$3" -o no.csv
    absent no.h5 no.csv
}
# flip FILE N: copies bit.1.h5 to bit.N.h5, each with another bit changed
flip() {
    python3 -c 'import sys
b = bytearray(open(sys.argv[1], "rb").read())
n = int(sys.argv[2])
for i in range(n):
    at = len(b) * i // n
    b[at] ^= 1 << i % 8
    open(f"bit.{i + 1}.h5", "wb").write(b)
    b[at] ^= 1 << i % 8' "$@"
}

claims_csv >claims.csv
good import claims.csv --map map.yaml -o claims.h5
good export claims.h5 -o claims.txt
size=$(wc -c <claims.h5)

# no file at all: "check the name, or make the file first"
for_all_readers 1 "No such file" missing.h5
holds err "make the file first"
good import claims.csv --map map.yaml -o missing.h5
good check missing.h5

# empty, or cut: "import it again"
: >empty.h5
for_all_readers 3 "is empty" empty.h5
for keep in 1 7 8 40 100 $((size / 2)) $((size - 1)); do
    head -c "$keep" claims.h5 >cut.h5
    place="ends after $keep bytes"
    [ "$keep" -ge 8 ] || place="is no HDF5 file"
    bad 3 cut.h5 "$place" -- check cut.h5
done
for_all_readers 3 "ends after $((size - 1)) bytes" cut.h5
holds err "import it again"
good import claims.csv --map map.yaml --force -o cut.h5
same cut.h5 claims.h5

# something else
for_all_readers 3 "is no HDF5 file" claims.csv
mkdir folder.h5
for_all_readers 1 "is not a file" folder.h5
bad 1 folder.h5 "is not a file" -- import claims.csv --map map.yaml \
    --force -o folder.h5
bad 1 folder.h5 "Is a directory" -- import folder.h5 --map map.yaml -o no.h5
good weights claims.h5 -o weights.h5
bad 3 weights.h5 "is a result, not a claims file" -- stats weights.h5
holds err "'dianshu info FILE run' names them"
good info weights.h5 run
holds out "claims.h5"
good stats claims.h5
bad 3 claims.h5 "no table 'weights'" -- settle claims.h5 --budget-ratio 0.9 \
    --weights claims.h5
holds err "give a result of 'dianshu weights'" "claims.h5 is none"
good info weights.h5
holds out "weights_years"
good settle claims.h5 --budget-ratio 0.9 --weights weights.h5

# no right to read it; root, who has every right, looks as somebody else
cp claims.h5 secret.h5
chmod 000 secret.h5
all_rights=$program
if [ -r secret.h5 ]; then
    cp "$program" dianshu
    cat >somebody <<'EOF'
#!/bin/sh
exec setpriv --reuid=65534 --regid=65534 --clear-groups ./dianshu "$@"
EOF
    chmod 777 . dianshu somebody
    program=./somebody
fi
if "$program" --version >out 2>&1; then
    for_all_readers 1 "Permission denied" secret.h5
    chmod 644 secret.h5
    good check secret.h5
else
    echo "not tested: a file that may not be read" >&2
fi
program=$all_rights

# one bit in a column: the others can be read, and its place is named
cp claims.h5 bit.h5
"$damage" bit.h5 flip total_fen || fail "no damage"
place="column total_fen, rows 0 to 19 (block 0) are damaged"
bad 3 bit.h5 "$place" "cannot be read: 20" -- check bit.h5
bad 3 bit.h5 "$place" -- stats bit.h5 --column total
bad 3 bit.h5 "$place" -- weights bit.h5 -o no.h5
bad 3 bit.h5 "$place" -- settle bit.h5 --budget-ratio 0.9 -o no.h5 \
    --cases no_cases.h5
bad 3 bit.h5 "$place" -- export bit.h5 -o no.csv
absent no.h5 no_cases.h5 no.csv
good stats bit.h5 --column pool
good import claims.csv --map map.yaml --force -o bit.h5 # as it says
same bit.h5 claims.h5

# the same in a dictionary and in a table beside the claims
region region.h5
for path in /dictionary/patient /hospital/coefficient; do
    cp region.h5 bit.h5
    "$damage" bit.h5 flip $path || fail "no damage"
    bad 3 bit.h5 "${path##*/}" "from its source" -- \
        check bit.h5
    cp region.h5 bit.h5 # as it says
    good check bit.h5
done

# one bit anywhere: an error, or the same data
anywhere() { # FILE N [TABLE]
    good export "$1" ${3+"$3"}
    mv out expected
    flip "$1" "$2"
    seen=0
    for file in bit.*.h5; do
        if "$program" check "$file" -q >out 2>err; then
            good export "$file" ${3+"$3"}
            same out expected
        else
            bad 3 "$file" -- check "$file"
            seen=$((seen + 1))
        fi
    done
    [ $seen -ge $(($2 / 3)) ] || fail "$1: only $seen of $2 damages are seen"
    rm bit.*.h5
}
rm bit.h5
anywhere claims.h5 40
anywhere weights.h5 20 weights
finish
