-- Points of keys from the cases of 2020 and 2021 (years 20, 21; weights 2, 7:
-- the last of dip.year_w) within the 2.5 % and 97.5 % quantiles of keys of 25
-- cases and more; their sums by hospital in 2022, in 1/10,000.
SET threads = $threads;
CREATE VIEW claims AS FROM '$folder/claims.parquet';

CREATE TEMP TABLE fence AS
SELECT dx, op, n, round(q[1], 4) AS low, round(q[2], 4) AS high
FROM (
  SELECT dx, op, count(*) AS n, quantile_cont(total, [0.025, 0.975]) AS q
  FROM claims WHERE month < 264 GROUP BY dx, op);

CREATE TEMP TABLE kept AS
SELECT dx, op, month // 12 AS year, count(*) AS n, sum(total) AS cost
FROM claims JOIN fence USING (dx, op)
WHERE month < 264 AND (fence.n < 25 OR total BETWEEN low AND high)
GROUP BY ALL;

CREATE TEMP TABLE points AS
WITH year_w(year, w) AS (VALUES (20, 2), (21, 7)),
years AS (SELECT year, sum(n) AS n, sum(cost) AS cost FROM kept GROUP BY year),
area AS (
  SELECT sum(w * (cost / n)) / sum(w) AS mean
  FROM years JOIN year_w USING (year))
SELECT dx, op, CAST(round(10000000 * (sum(w * (cost / n)) / sum(w)) /
    any_value(area.mean)) AS BIGINT) AS points
FROM kept JOIN year_w USING (year), area GROUP BY dx, op;

SELECT hospital, CAST(sum(coalesce(points, 0)) AS BIGINT) AS points
FROM claims LEFT JOIN points USING (dx, op)
WHERE month >= 264 GROUP BY hospital ORDER BY hospital;
