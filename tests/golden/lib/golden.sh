# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of the command line share. Such a test is tests/golden/NAME.sh,
# is run as `sh NAME.sh PROGRAM DAMAGE` and begins with
#   . "${0%/*}/lib/golden.sh"
# after which it is in an empty folder of its own, and ends with `finish`. Where
# that is forgotten the exit code still says whether something failed.
set -u
program=$(realpath "$1") damage=$(realpath "${2:-$1}")
source=$(realpath "${0%/*}/../..") # of the project
folder=$(mktemp -d) || exit 1
failed=0
trap '_end=$?; chmod -R u+w "$folder"; rm -rf "$folder"
    [ "$failed" = 0 ] || _end=1; exit $_end' EXIT
trap 'exit 1' INT TERM
cd "$folder" || exit 1
newline='
'

fail() {
    echo "FAILED: $*" >&2
    failed=1
}
finish() { exit $failed; }

# holds FILE TEXT...: the file holds each of the texts
holds() {
    _file=$1
    shift
    for _text; do
        [ -z "$_text" ] || grep -qF -e "$_text" "$_file" ||
            fail "'$_text' is not in $_file: $(head -n 20 "$_file")"
    done
}
lacks() { # FILE TEXT
    grep -qF -e "$2" "$1" && fail "'$2' is in $1: $(grep -F -e "$2" "$1")"
}

# run CODE ARGUMENT...: the program ends with CODE; its words: out, err, $said
run() {
    _code=$1
    shift
    "$program" "$@" >out 2>err
    _got=$?
    said=$(cat err)
    [ $_got -eq "$_code" ] || fail "exit $_got instead of $_code: $*: $said"
    case $said in
    *ERROR:*Sanitizer* | *"runtime error:"*) fail "$*: $said" ;;
    esac
}
good() { run 0 "$@"; }

# shows ARGUMENT... <<EOF: the program ends well and prints exactly that
shows() {
    cat >expected
    good "$@"
    diff expected out >&2 || fail "$*: another output"
}

# bad CODE PLACE... -- ARGUMENT...: the program ends with CODE, and its message
# holds every PLACE and a remedy
bad() {
    _bad=$1 _places='  remedy: '
    shift
    while [ "$1" != -- ]; do
        _places="$_places$newline$1"
        shift
    done
    shift
    run "$_bad" "$@"
    set -f
    _words=$* _ifs=$IFS IFS=$newline
    for _place in $_places; do
        case $said in
        *"$_place"*) ;;
        *) fail "'$_place' is not said: $_words: $said" ;;
        esac
    done
    IFS=$_ifs
    set +f
}

# absent PATH...: nothing is there, and no temporary file is left beside
absent() {
    for _path; do
        [ ! -e "$_path" ] || fail "$_path is there"
    done
    for _path in .*.tmp-*; do
        [ ! -e "$_path" ] || fail "$_path was left"
    done
}

# same FILE FILE
same() { cmp "$1" "$2" >&2 || fail "$1 and $2 differ"; }

# has KIND: this build writes xlsx or dta
has() {
    ! "$program" export none --format "$1" 2>&1 | grep -q 'was built without' ||
        { echo "not tested: $1" >&2 && false; }
}

# region FILE [ARGUMENT...]: a small synthetic region
region() {
    _file=$1
    shift
    "$program" generate --claims 5000 -q "$@" -o "$_file" || exit 1
}

# claims_csv: on standard output a CSV of 20 stays in 2022 and 2023, in groups
# AA11 and AA13, at hospitals H0 and H1; and its mapping, map.yaml
claims_csv() {
    cat >map.yaml <<'EOF'
columns:
  claim: {column: id}
  patient: {column: person}
  hospital: {column: hospital}
  drg: {column: drg}
  admit_day: {column: admitted}
  discharge_day: {column: discharged}
  insurance: {value: employee}
  category: {value: inpatient}
  total_fen: {column: total}
  pool_fen: {column: pool}
  large_fen: {value: 0}
  aid_fen: {value: 0}
  account_fen: {value: 0}
  cash_fen: {column: cash}
EOF
    awk 'BEGIN {
        print "id,person,hospital,drg,admitted,discharged,total,pool,cash"
        split("01 02 03 11 12", months, " ")
        for (i = 0; i < 20; i++)
            printf "%d,P%d,H%d,AA1%d,%s-01,%s-0%d,%d.00,%d.00,300.00\n",
                i + 1, i, int(i / 2) % 2, i % 2 ? 3 : 1,
                d = (i < 10 ? 2022 : 2023) "-" months[int(i / 2) % 5 + 1],
                d, i % 6 + 2, 1000 + i * 100, 700 + i * 100
    }'
}
