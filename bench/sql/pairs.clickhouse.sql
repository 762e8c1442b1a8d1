SELECT hospital, drg, n, sum, sum / n AS mean, sd, q[1] AS q05, q[2] AS q20, q[3] AS q50,
  q[4] AS q80, q[5] AS q95
FROM (
  SELECT hospital, drg, count() AS n, sum(total) AS sum, stddevPop(total) AS sd,
    quantilesExactInclusive(0.05, 0.2, 0.5, 0.8, 0.95)(total) AS q
  FROM claims GROUP BY hospital, drg
) ORDER BY hospital, drg;
