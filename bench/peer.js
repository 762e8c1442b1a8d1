// Runs SQL files on a peer and prints what they select as CSV.
// usage: node peer.js duckdb|clickhouse FILE.sql... NAME=VALUE...
// $NAME in the SQL becomes VALUE; a statement ends with a semicolon at the end
// of a line.
"use strict";
const fs = require("fs");

const [peer, ...args] = process.argv.slice(2);

function statements() {
  let text = args.filter((arg) => arg.endsWith(".sql"))
    .map((file) => fs.readFileSync(file, "utf8")).join("\n")
    .replace(/^\s*--.*$/gm, "");
  for (const arg of args) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(arg) || [];
    if (name) text = text.replaceAll("$" + name, value);
  }
  return text.split(/;\s*$/m).map((sql) => sql.trim()).filter(Boolean);
}

async function duckdb() {
  const { DuckDBInstance } = require("@duckdb/node-api");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  for (const sql of statements())
    await connection.run(/^(SELECT|WITH)\b/.test(sql)
      ? `COPY (${sql}) TO '/dev/stdout' (FORMAT csv)` : sql);
}

async function clickhouse() {
  const { Session } = require("chdb");
  const session = new Session();
  for (const sql of statements())
    process.stdout.write(session.query(sql, "CSVWithNames") || "");
  session.close();
}

({ duckdb, clickhouse })[peer]().catch((error) => {
  console.error(`${peer}: ${error.message}`);
  process.exitCode = 1;
});
