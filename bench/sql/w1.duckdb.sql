-- Cost per patient; the dearest 5 % left out, the 20 % and 80 % quantiles of the
-- rest as floor and cap, whole fen; clamped cost per institution, a patient
-- being with that of the last month, of several the last by name. The k-th of
-- the rest is the k-th of all: no second sort.
CREATE TEMP TABLE place AS
SELECT hospital, row_number() OVER (ORDER BY CAST(hospital AS VARCHAR)) AS rank
FROM (SELECT DISTINCT hospital FROM claims);

CREATE TEMP TABLE patient AS
SELECT patient, sum(total)::BIGINT AS base, max(CAST(month AS INTEGER) * 4096 + rank) % 4096
  AS rank
FROM claims JOIN place USING (hospital) GROUP BY patient;

CREATE TEMP TABLE size AS
SELECT count(*) AS n, count(*) - floor(count(*) * 0.05)::BIGINT AS kept
FROM patient;

SET VARIABLE low = (SELECT (kept - 1) * 0.2e0 / (n - 1) FROM size);
SET VARIABLE high = (SELECT (kept - 1) * 0.8e0 / (n - 1) FROM size);
CREATE TEMP TABLE edge AS
SELECT round(q[1])::BIGINT AS low, round(q[2])::BIGINT AS high
FROM (
  SELECT quantile_cont(base, [getvariable('low'), getvariable('high')]) AS q
  FROM patient);

SELECT hospital AS unit, count(*) AS heads, sum(base) AS base,
  sum(least(greatest(base, low), high)) AS winsorised
FROM patient JOIN place USING (rank), edge GROUP BY hospital ORDER BY hospital;
