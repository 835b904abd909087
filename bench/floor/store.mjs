// The parts of a push of a manifest, each alone: `node store.mjs KIND PORT DATABASE-URL`, in one process. It answers as
// Lading does. What it stores is a row with the bytes and one of the tag, without references, locks, or a look at what the
// manifest lists.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { importFrom } from './import-from.mjs';

const [kind, port, databaseUrl] = process.argv.slice(2);

const kinds = {
  /** Node's HTTP server alone. */
  read: () => () => undefined,
  check: () => digestOf,
  'commit-each': storeEach,
  'commit-together': storeTogether,
};
const store = await kinds[kind]();

const server = createServer(async (request, response) => {
  const bytes = await buffer(request);
  await store(bytes, request.url.slice(request.url.lastIndexOf('/') + 1));
  response.writeHead(201, { Location: request.url, 'Content-Length': '0' }).end();
});
server.listen(Number(port), '127.0.0.1', () => process.send('ready'));

function digestOf(bytes) {
  JSON.parse(bytes.toString());
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** One statement, with its own wait for the disk, for each manifest. */
async function storeEach() {
  const insert = await openDatabase();
  return (bytes, tag) => insert([[digestOf(bytes), bytes, tag]]);
}

/** One statement for all manifests that arrive in one turn of the event loop. */
async function storeTogether() {
  const insert = await openDatabase();
  let gathered;
  return (bytes, tag) => {
    gathered ??= { rows: [], stored: nextTurn().then(flush) };
    gathered.rows.push([digestOf(bytes), bytes, tag]);
    return gathered.stored;
  };
  function flush() {
    const { rows } = gathered;
    gathered = undefined;
    return insert(rows);
  }
}

/** On as many connections as Lading has. */
async function openDatabase() {
  const { default: pg } = await importFrom('packages/metadata', 'pg');
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  await pool.query(`CREATE SCHEMA IF NOT EXISTS floor;
    CREATE TABLE IF NOT EXISTS floor.manifests (digest text PRIMARY KEY, bytes bytea NOT NULL);
    CREATE TABLE IF NOT EXISTS floor.tags (tag text PRIMARY KEY, digest text NOT NULL)`);
  const text = `WITH stored AS (
      INSERT INTO floor.manifests SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT DO NOTHING)
    INSERT INTO floor.tags SELECT * FROM unnest($3::text[], $1::text[])
      ON CONFLICT (tag) DO UPDATE SET digest = excluded.digest`;
  return (rows) =>
    pool.query({ name: 'store', text, values: [0, 1, 2].map((column) => rows.map((row) => row[column])) });
}
