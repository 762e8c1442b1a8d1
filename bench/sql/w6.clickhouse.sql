SET max_threads = $threads;
SET engine_file_truncate_on_insert = 1;
SET output_format_parquet_compression_method = 'snappy';
INSERT INTO FUNCTION file('$folder/w6.clickhouse.parquet', Parquet)
SELECT * FROM file('$folder/claims.csv', CSVWithNames);
