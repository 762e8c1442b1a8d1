-- Texts of the claims as numbers: I63.90 of four characters, 39.7200, H0123.
SET threads = $threads;
COPY (
  SELECT CAST(month AS SMALLINT) AS month,
    CAST((ascii(diagnosis) - 65) * 1000 +
      CAST(substr(replace(diagnosis, '.', ''), 2, 3) AS INTEGER) AS SMALLINT)
      AS dx,
    CAST(coalesce(nullif(replace(operations, '.', ''), ''), '-1') AS INTEGER)
      AS op,
    CAST(substr(hospital, 2) AS SMALLINT) AS hospital,
    CAST(total_fen AS INTEGER) AS total
  FROM read_csv('$folder/claims.csv', header = true, all_varchar = true)
) TO '$folder/claims.parquet' (FORMAT parquet);
