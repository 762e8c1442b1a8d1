-- The claims of claims.sql as CSV, for dianshu import and work W6.
SET threads = $threads;
COPY (
  SELECT patient, hospital, drg,
    printf('%d-%02d', 2000 + month // 12, month % 12 + 1) AS month,
    ['unknown', 'employee', 'resident'][insurance + 1] AS insurance, total, pool
  FROM '$folder/claims.parquet'
) TO '$folder/claims.csv' (FORMAT csv);
