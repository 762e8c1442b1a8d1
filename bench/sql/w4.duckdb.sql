SELECT hospital, month, insurance, count(*) AS n, sum(total) AS total,
  sum(pool) AS pool
FROM claims GROUP BY ALL ORDER BY ALL;
