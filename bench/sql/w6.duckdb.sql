SET threads = $threads;
COPY (FROM read_csv('$folder/claims.csv'))
TO '$folder/w6.duckdb.parquet' (FORMAT parquet);
