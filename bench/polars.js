// Runs a work of bench/run on Polars and prints the result as CSV.
// usage: node polars.js WORK folder=FOLDER threads=N
//
// The queries are lazy over the Parquet file. The streaming engine takes half
// the time and memory of the other one where it joins and in W4, and no more
// elsewhere, but for W2g. 32-bit columns are summed as 64 bits, since Polars
// would let them overflow; integers are divided as doubles where the remainder
// counts.
"use strict";
const [work, ...args] = process.argv.slice(2);
const given = Object.fromEntries(args.map((arg) => arg.split("=")));
process.env.POLARS_MAX_THREADS = given.threads || "2"; // before Polars is loaded

const pl = require("nodejs-polars");
const { col } = pl;

const claims = () => pl.scanParquet(`${given.folder}/claims.parquet`);
const run = (query, engine = "streaming") => query.collectSync({ engine });
const print = (frame) => process.stdout.write(frame.writeCSV());

const int16 = (x) => pl.lit(x).cast(pl.Int16);
const int32 = (x) => pl.lit(x).cast(pl.Int32);
const sum = (name) => col(name).cast(pl.Int64).sum();
const real = (name) => col(name).cast(pl.Float64);
// Half up: Expr.round, half to even, is for what can be no half.
const whole = (x) => x.add(0.5).floor();

// W2, W2g: moments and exact quantiles of the cost; `cost` is the column as the
// quantiles are to find it.
function stats(cost) {
  const n = col("total").count().cast(pl.Float64);
  const quantiles = { q05: 0.05, q20: 0.2, q50: 0.5, q80: 0.8, q95: 0.95 };
  return [
    col("total").count().alias("n"),
    sum("total").alias("sum"),
    col("total").mean().alias("mean"),
    // of the population; a group of one has none of a sample
    col("total").std().fillNull(0).mul(n.sub(1).div(n).pow(0.5)).alias("sd"),
    ...Object.entries(quantiles).map(([name, level]) =>
      cost.quantile(level, "linear").alias(name)),
  ];
}

// W4: three columns in one key, which halves the time.
function w4() {
  const wide = (name) => col(name).cast(pl.Int32);
  print(run(claims()
    .select(
      wide("hospital").mul(int32(512)).add(wide("month")).mul(int32(4))
        .add(wide("insurance")).alias("key"), "total", "pool")
    .groupBy("key")
    .agg(col("total").count().alias("n"), sum("total"), sum("pool"))
    .sort("key")
    .select(
      col("key").div(int32(2048)).alias("hospital"),
      col("key").div(int32(4)).modulo(int32(512)).alias("month"),
      col("key").modulo(int32(4)).alias("insurance"), "n", "total", "pool")));
}

// W1, as w1.duckdb.sql: cost and last institution of every patient, then floor
// and cap between the dearest 5 % and the rest, then sums by institution.
function w1() {
  const place = run(claims().select("hospital").unique()).lazy()
    .sort(col("hospital").cast(pl.Utf8)).withRowIndex("rank")
    .withColumns(col("rank").cast(pl.Int32));
  const patient = run(claims().join(place, { on: "hospital" })
    .groupBy("patient").agg(
      sum("total").alias("base"),
      col("month").cast(pl.Int32).mul(int32(4096)).add(col("rank")).max()
        .alias("last")));
  const n = patient.height, kept = n - Math.floor(n * 0.05);
  const [low, high] = run(patient.lazy().select([0.2, 0.8].map((level) =>
    whole(col("base").sort().quantile((kept - 1) * level / (n - 1), "linear"))
      .alias(`at${level}`))), "in-memory").row(0);
  print(run(patient.lazy()
    .select(
      col("last").modulo(int32(4096)).alias("rank"), col("base"),
      col("base").clip(low, high).alias("winsorised"))
    .groupBy("rank").agg(
      col("base").count().alias("heads"), col("base").sum(),
      col("winsorised").sum())
    .join(place, { on: "rank" })
    .select(col("hospital").alias("unit"), "heads", "base", "winsorised")
    .sort("unit")));
}

// Mean of yearly means, weighted by year, of n cases and their cost.
const yearlyMean = () =>
  col("w").mul(real("cost").div(real("n"))).sum().div(col("w").sum());

// W3, as w3.duckdb.sql.
function w3() {
  const bound = (level) => // whole fen that double arithmetic moved, back on it
    col("total").quantile(level, "linear").round(4);
  const fence = run(claims().groupBy("drg").agg(
    bound(0.01).ceil().cast(pl.Int32).alias("low"),
    bound(0.99).floor().cast(pl.Int32).alias("high"))).lazy();
  const kept = run(claims().join(fence, { on: "drg" })
    .filter(col("total").gtEq(col("low")).and(col("total").ltEq(col("high"))))
    .groupBy([col("drg"), col("month").div(int16(12)).alias("year")])
    .agg(col("total").count().alias("n"), sum("total").alias("cost"))).lazy();
  const years = pl.DataFrame({ year: [21, 22, 23], w: [2, 3, 5] }).lazy()
    .withColumns(col("year").cast(pl.Int16));
  const [area] = run(kept.groupBy("year")
    .agg(col("n").sum(), col("cost").sum())
    .join(years, { on: "year" }).select(yearlyMean())).row(0);
  const groups = run(kept.join(years, { on: "year" }).groupBy("drg")
    .agg(yearlyMean().alias("mean"), col("n").sum()));
  const [factor] = run(groups.lazy().select(
    real("n").sum().div(real("n").mul(col("mean")).sum()))).row(0);
  const weight = run(groups.lazy()
    .select(
      col("drg"), col("n"),
      col("mean").mul(factor).round(4).alias("weight"),
      whole(col("mean").mul(1000000).div(area)).cast(pl.Int64).alias("points"))
    .sort("drg"));
  print(weight);
  // points in 1/10,000, pool in fen: the value is yuan per point
  print(run(claims().join(weight.lazy().select("drg", "points"), { on: "drg" })
    .groupBy(["insurance", "month"])
    .agg(
      col("points").count().alias("cases"), col("points").sum(),
      sum("pool"))
    .withColumns(real("pool").div(real("points")).mul(100).round(4)
      .alias("value"))
    .sort(["insurance", "month"])));
}

const WORKS = {
  start: () => run(pl.select(pl.lit(1)).lazy()),
  w1,
  w2: () => print(run(
    claims().groupBy("drg").agg(...stats(col("total"))).sort("drg"))),
  // sorted once for all quantiles, which the streaming engine would not
  w2g: () => print(run(
    claims().select(...stats(col("total").sort())), "in-memory")),
  w3,
  w4,
  w6: () => run(
    pl.scanCSV(`${given.folder}/claims.csv`, { schema: {
      patient: pl.Int32, hospital: pl.Int16, drg: pl.Int16, month: pl.Utf8,
      insurance: pl.Utf8, total: pl.Int32, pool: pl.Int32 } })
      .sinkParquet(`${given.folder}/w6.polars.parquet`,
        { compression: "snappy" })),
};

WORKS[work]();
