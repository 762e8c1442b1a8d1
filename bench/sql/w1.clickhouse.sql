-- The same work as w1.duckdb.sql; of the sorted sums, which ClickHouse keeps as
-- an array, the wanted ones are picked.
CREATE TABLE place ENGINE = Memory AS
SELECT hospital, row_number() OVER (ORDER BY toString(hospital)) AS rank
FROM (SELECT DISTINCT hospital FROM claims);

CREATE TABLE patient ENGINE = Memory AS
SELECT patient, sum(total) AS base,
  toUInt64(max(month * 4096 + rank) % 4096) AS rank
FROM claims JOIN place USING (hospital) GROUP BY patient;

CREATE TABLE edge ENGINE = Memory AS
WITH (SELECT count() FROM patient) AS n,
  n - intDiv(n * 5, 100) AS kept,
  (SELECT groupArray(base) FROM (SELECT base FROM patient ORDER BY base))
    AS sorted,
  (kept - 1) * 2 AS low_at, (kept - 1) * 8 AS high_at
SELECT
  toInt64(round(sorted[intDiv(low_at, 10) + 1] + (low_at % 10) / 10 *
    (sorted[intDiv(low_at, 10) + 2] - sorted[intDiv(low_at, 10) + 1]))) AS low,
  toInt64(round(sorted[intDiv(high_at, 10) + 1] + (high_at % 10) / 10 *
    (sorted[intDiv(high_at, 10) + 2] - sorted[intDiv(high_at, 10) + 1])))
    AS high;

SELECT hospital AS unit, count() AS heads, sum(base) AS base,
  sum(least(greatest(base, low), high)) AS winsorised
FROM patient JOIN place USING (rank), edge GROUP BY hospital ORDER BY hospital;
