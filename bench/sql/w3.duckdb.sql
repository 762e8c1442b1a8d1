-- Weights from cases within the 1 % and 99 % quantiles of their group; years
-- weigh 2, 3, 5 (as in drg.year_w). Rounding to 4 decimals puts quantiles that
-- double arithmetic moved off a whole fen back on it.
CREATE TEMP TABLE fence AS
SELECT drg, round(q[1], 4) AS low, round(q[2], 4) AS high
FROM (
  SELECT drg, quantile_cont(total, [0.01, 0.99]) AS q
  FROM claims GROUP BY drg);

CREATE TEMP TABLE kept AS
SELECT drg, month // 12 AS year, count(*) AS n, sum(total) AS cost
FROM claims JOIN fence USING (drg)
WHERE total BETWEEN low AND high GROUP BY ALL;

CREATE TEMP TABLE weight AS
WITH year_w(year, w) AS (VALUES (21, 2), (22, 3), (23, 5)),
groups AS (
  SELECT drg, sum(n) AS n, sum(w * (cost / n)) / sum(w) AS mean
  FROM kept JOIN year_w USING (year) GROUP BY drg),
years AS (
  SELECT year, sum(n) AS n, sum(cost) AS cost FROM kept GROUP BY year),
area AS (
  SELECT sum(w * (cost / n)) / sum(w) AS mean
  FROM years JOIN year_w USING (year)),
norm AS (SELECT sum(n) / sum(n * mean) AS factor FROM groups)
SELECT drg, n, round(groups.mean * factor, 4) AS weight,
  CAST(round(1000000 * groups.mean / area.mean) AS INTEGER) AS points
FROM groups, area, norm;

SELECT drg, n, weight, points FROM weight ORDER BY drg;

-- points in 1/10,000, pool in fen: the value is yuan per point
SELECT insurance, month, count(*) AS cases, sum(points) AS points,
  sum(pool) AS pool, round(sum(pool) / sum(points) * 100, 4) AS value
FROM claims JOIN weight USING (drg) GROUP BY insurance, month
ORDER BY insurance, month;
