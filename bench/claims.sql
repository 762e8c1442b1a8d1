-- The claims of bench/run, the same on every machine: $rows rows, a row is a
-- function of its number. $patients patients a row, 1,500 hospitals, $groups
-- groups with Zipf sizes, lognormal costs, 36 months from 2021-01 (as months
-- since 2000-01), three kinds of insurance (0 unknown, 1 employee, 2 resident).
-- $ties percent of the costs are one price, and $below percent are below it, so
-- that these quantiles lie at the edges of the tie. Money is in fen.
SET threads = $threads;
CREATE MACRO uniform(i, k) AS
  (CAST(hash(i * 8 + k) >> 11 AS DOUBLE) + 0.5e0) * 1.1102230246251565e-16;
CREATE MACRO normal(i, k) AS
  sqrt(-2e0 * ln(uniform(i, k))) * cos(2e0 * pi() * uniform(i, k + 1));
-- Costs keep their order below and above the price; none of these is at it.
CREATE MACRO tied(i, cost, price) AS CASE
  WHEN $ties = 0 THEN cost
  WHEN i % 100 < $below THEN cost * price // (cost + price)
  WHEN i % 100 < $below + $ties THEN price
  ELSE price + cost END;

COPY (
  SELECT patient, hospital, drg, month, insurance, total,
    CAST(CAST(total AS BIGINT) * (60 + 10 * insurance) // 100 AS INTEGER)
      AS pool
  FROM (
    SELECT *,
      CAST(tied(i, CAST(floor(exp(
        13e0 + 2e0 * uniform(drg, 7) + 0.8e0 * z)) AS BIGINT), 1200000)
        AS INTEGER) AS total
    FROM (
      SELECT i,
        CAST(floor(uniform(i, 0) * $patients * $rows) AS INTEGER) AS patient,
        CAST(floor(uniform(i, 1) * 1500) AS SMALLINT) AS hospital,
        CAST(floor(pow($groups + 1, uniform(i, 2))) - 1 AS $drg_type) AS drg,
        CAST(252 + floor(uniform(i, 3) * 36) AS SMALLINT) AS month,
        CAST(floor(uniform(i, 4) * 3) AS TINYINT) AS insurance,
        normal(i, 5) AS z
      FROM range($rows) AS t(i)
    )
  )
) TO '$folder/claims.parquet' (FORMAT parquet);
