-- Points of keys from the cases of 2020 and 2021 (years 20, 21; weights 2, 7:
-- the last of dip.year_w) within the 2.5 % and 97.5 % quantiles of keys of 25
-- cases and more; their sums by hospital in 2022, in 1/10,000.
SET prefer_column_name_to_alias = 1;
SET max_threads = $threads;
SET join_use_nulls = 0;
CREATE VIEW claims AS
SELECT * FROM file('$folder/claims.parquet', Parquet, 'month Int16, dx Int16,
  op Int32, hospital Int16, total Int32');

CREATE TABLE fence ENGINE = Memory AS
SELECT dx, op, n, round(q[1], 4) AS low, round(q[2], 4) AS high
FROM (
  SELECT dx, op, count() AS n,
    quantilesExactInclusive(0.025, 0.975)(total) AS q
  FROM claims WHERE month < 264 GROUP BY dx, op);

CREATE TABLE kept ENGINE = Memory AS
SELECT dx, op, intDiv(month, 12) AS year, count() AS n, sum(total) AS cost
FROM claims JOIN fence USING (dx, op)
WHERE month < 264 AND (fence.n < 25 OR total BETWEEN low AND high)
GROUP BY dx, op, year;

CREATE TABLE points ENGINE = Memory AS
WITH year_w(year, w) AS (VALUES (20, 2), (21, 7)),
years AS (SELECT year, sum(n) AS n, sum(cost) AS cost FROM kept GROUP BY year),
area AS (
  SELECT sum(w * (cost / n)) / sum(w) AS mean
  FROM years JOIN year_w USING (year)),
keys AS (
  SELECT dx, op, sum(w * (cost / n)) / sum(w) AS mean
  FROM kept JOIN year_w USING (year) GROUP BY dx, op)
SELECT dx, op, CAST(round(10000000 * keys.mean / area.mean) AS Int64) AS points
FROM keys, area;

SELECT hospital, sum(points) AS points
FROM claims LEFT JOIN points USING (dx, op)
WHERE month >= 264 GROUP BY hospital ORDER BY hospital;
