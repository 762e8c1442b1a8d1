SET threads = $threads;
CREATE VIEW claims AS FROM '$folder/claims.parquet';
