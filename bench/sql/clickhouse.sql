-- an alias that is also a column means the column, as in DuckDB
SET prefer_column_name_to_alias = 1;
SET max_threads = $threads;
CREATE VIEW claims AS
SELECT * FROM file('$folder/claims.parquet', Parquet, 'patient Int32,
  hospital Int16, drg Int16, month Int16, insurance Int8, total Int32,
  pool Int32');
