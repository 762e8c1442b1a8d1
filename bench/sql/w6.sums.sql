-- What a peer of W6 wrote, for the comparison.
SELECT hospital, month, insurance, count(*) AS n, sum(total) AS total,
  sum(pool) AS pool
FROM '$folder/w6.$peer.parquet' GROUP BY ALL ORDER BY ALL;
