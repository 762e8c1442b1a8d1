-- The claims of bench/run, the same on every machine: $rows rows, a row is a
-- function of its number. 0.35 patients a row, 1,500 hospitals, 800 groups with
-- Zipf sizes, lognormal costs, 36 months from 2021-01 (as months since
-- 2000-01), three kinds of insurance (0 unknown, 1 employee, 2 resident).
-- Money is in fen.
SET threads = $threads;
CREATE MACRO uniform(i, k) AS
  (CAST(hash(i * 8 + k) >> 11 AS DOUBLE) + 0.5e0) * 1.1102230246251565e-16;
CREATE MACRO normal(i, k) AS
  sqrt(-2e0 * ln(uniform(i, k))) * cos(2e0 * pi() * uniform(i, k + 1));

COPY (
  SELECT patient, hospital, drg, month, insurance, total,
    CAST(CAST(total AS BIGINT) * (60 + 10 * insurance) // 100 AS INTEGER)
      AS pool
  FROM (
    SELECT *,
      CAST(floor(exp(13e0 + 2e0 * uniform(drg, 7) + 0.8e0 * z)) AS INTEGER)
        AS total
    FROM (
      SELECT
        CAST(floor(uniform(i, 0) * 0.35e0 * $rows) AS INTEGER) AS patient,
        CAST(floor(uniform(i, 1) * 1500) AS SMALLINT) AS hospital,
        CAST(floor(pow(801, uniform(i, 2))) - 1 AS SMALLINT) AS drg,
        CAST(252 + floor(uniform(i, 3) * 36) AS SMALLINT) AS month,
        CAST(floor(uniform(i, 4) * 3) AS TINYINT) AS insurance,
        normal(i, 5) AS z
      FROM range($rows) AS t(i)
    )
  )
) TO '$folder/claims.parquet' (FORMAT parquet);
