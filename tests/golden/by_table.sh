#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --by and --where take columns of the tables beside the claims: hospital.level.
# The i-th of 20 claims costs 1000 + 100 i yuan; H0 and H1 take turns by twos.
. "${0%/*}/lib/golden.sh"

claims_csv >claims.csv
good import claims.csv --map map.yaml -q -o claims.h5

# no table yet: the message says how to have one
bad 2 "claims.h5: no table hospital beside the claims, which hospital.level" \
    -- stats claims.h5 --by hospital.level
holds err "dianshu import --table hospital FILE.csv -o CLAIMS.h5"
bad 2 "no table hospital beside the claims" -- \
    stats claims.h5 --where hospital.level=3
cat >hospitals.csv <<'EOF'
hospital,level,county,coefficient
H0,3,C1,1.0500
EOF
good import --table hospital hospitals.csv -o claims.h5
cat >persons.csv <<'EOF'
person,sex,birth_day,is_retired
P0,female,1950-01-01,1
P1,male,1990-06-30,0
P2,male,1990-06-30,1
EOF
good import --table person persons.csv -o claims.h5

# H1 has no row: a group of its own
shows stats claims.h5 --by hospital.level --sum total --csv <<'EOF'
hospital.level,n,total
,10,20500.00
3,10,18500.00
EOF
shows stats claims.h5 --by hospital.county,drg --levels 0.5 --csv <<'EOF'
hospital.county,drg,n,missing,sum,mean,sd,cv,min,max,q50
,AA11,5,0,10000.00,2000.00,565.6854,0.282843,1200.00,2800.00,2000.00
,AA13,5,0,10500.00,2100.00,565.6854,0.269374,1300.00,2900.00,2100.00
C1,AA11,5,0,9000.00,1800.00,565.6854,0.314270,1000.00,2600.00,1800.00
C1,AA13,5,0,9500.00,1900.00,565.6854,0.297729,1100.00,2700.00,1900.00
EOF
shows stats claims.h5 --by person.birth_day,patient.sex --sum total --csv \
    --where year=2022 <<'EOF'
person.birth_day,patient.sex,n,total
,,7,11200.00
1950-01-01,female,1,1000.00
1990-06-30,male,2,2300.00
EOF
shows stats claims.h5 --by hospital.coefficient,year --sum pool --csv <<'EOF'
hospital.coefficient,year,n,pool
,2022,4,4600.00
,2023,6,12900.00
1.0500,2022,6,6900.00
1.0500,2023,4,8600.00
EOF

# --where: values, ranges, the missing value
counted() { # N TERMS
    good stats claims.h5 --where "$2"
    holds err "$1 counted"
}
counted 10 hospital.level=3
counted 10 hospital.level=2..
counted 10 hospital.level=
counted 10 "hospital.level=1..2|3,hospital=H0"
counted 10 hospital.county=C1
counted 10 hospital.county=
counted 10 hospital.coefficient=1.05
counted 1 patient.is_retired=1,patient.sex=male
counted 2 person.birth_day=1990-01-01..
counted 1 person.birth_day=1990-01-01..,hospital.level=3
bad 2 "no such column to group by" -- stats claims.h5 --where hospital.beds=3
holds err "'dianshu info FILE hospital' shows its columns"
good info claims.h5 hospital
bad 2 "a value does not occur" -- stats claims.h5 --where hospital.county=C9
bad 2 "is not valid for this column" -- \
    stats claims.h5 --where hospital.level=x
bad 2 "no table says more of 'insurance'" -- stats claims.h5 --by insurance.x
holds err "hospital, prescriber, quota_owner"

# weights and settle take such terms too
good weights claims.h5 --where hospital.level=3
holds err "10 filtered"
good settle claims.h5 --budget-ratio 0.9 --where hospital.level=3
holds err "10 filtered"

# several files: the table of any of them serves all
head -n 11 claims.csv >first.csv
(head -n 1 claims.csv && tail -n 10 claims.csv) >second.csv
good import first.csv --map map.yaml -q -o first.h5
good import second.csv --map map.yaml -q -o second.h5
good import --table hospital hospitals.csv -o second.h5
shows stats first.h5 second.h5 --by hospital.level --sum total --csv <<'EOF'
hospital.level,n,total
,10,20500.00
3,10,18500.00
EOF

# the same bytes for any number of threads
region region.h5 --claims 300k
for threads in 1 2 5; do
    good stats region.h5 --by hospital.level,patient.is_retired,prescriber.kind \
        --threads $threads -o by$threads.h5
    same by1.h5 by$threads.h5
done
finish
