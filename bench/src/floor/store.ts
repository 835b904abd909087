// The parts of a push of a manifest, each alone: `node store.js KIND PORT DATABASE-URL`, in one process. It answers as Lading
// does. It stores a row with the bytes and one for the tag, without references and locks, and does not look at what the
// manifest lists.
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { digestOf } from '@lading/e2e/harness/image';
import pg from 'pg';
import { readPartArguments, sayReady } from './part-arguments.js';

type Row = readonly [digest: string, bytes: Buffer, tag: string];
type Insert = (rows: readonly Row[]) => Promise<unknown>;
type Store = (bytes: Buffer, tag: string) => Promise<unknown>;

const parts = readPartArguments(['read', 'check', 'commit-each', 'commit-together']);

const kinds: Readonly<Record<typeof parts.kind, () => Promise<Store>>> = {
  /** Node's HTTP server alone. */
  read: async () => async () => undefined,
  check: async () => async (bytes) => checkedDigest(bytes),
  'commit-each': storeEach,
  'commit-together': storeTogether,
};
const store = await kinds[parts.kind]();

const server = createServer(async (request, response) => {
  const url = request.url ?? '/';
  const bytes = await buffer(request);
  await store(bytes, url.slice(url.lastIndexOf('/') + 1));
  response.writeHead(201, { Location: url, 'Content-Length': '0' }).end();
});
server.listen(parts.port, '127.0.0.1', sayReady);

function checkedDigest(bytes: Buffer): string {
  JSON.parse(bytes.toString());
  return digestOf(bytes);
}

/** One statement, with its own wait for the disk, for each manifest. */
async function storeEach(): Promise<Store> {
  const insert = await openDatabase();
  return (bytes, tag) => insert([[checkedDigest(bytes), bytes, tag]]);
}

/** One statement for all manifests that arrive in one turn of the event loop. */
async function storeTogether(): Promise<Store> {
  const insert = await openDatabase();
  let gathered: { readonly rows: Row[]; readonly stored: Promise<unknown> } | undefined;
  const flush = () => {
    const rows = gathered?.rows ?? [];
    gathered = undefined;
    return insert(rows);
  };
  return (bytes, tag) => {
    gathered ??= { rows: [], stored: nextTurn().then(flush) };
    gathered.rows.push([checkedDigest(bytes), bytes, tag]);
    return gathered.stored;
  };
}

/** On as many connections as Lading has. */
async function openDatabase(): Promise<Insert> {
  const pool = new pg.Pool({ connectionString: parts.argument, max: 10 });
  await pool.query(`CREATE SCHEMA IF NOT EXISTS floor;
    CREATE TABLE IF NOT EXISTS floor.manifests (digest text PRIMARY KEY, bytes bytea NOT NULL);
    CREATE TABLE IF NOT EXISTS floor.tags (tag text PRIMARY KEY, digest text NOT NULL)`);
  const text = `WITH stored AS (
      INSERT INTO floor.manifests SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT DO NOTHING)
    INSERT INTO floor.tags SELECT * FROM unnest($3::text[], $1::text[])
      ON CONFLICT (tag) DO UPDATE SET digest = excluded.digest`;
  return (rows) => {
    const values = [rows.map(([digest]) => digest), rows.map(([, bytes]) => bytes), rows.map(([, , tag]) => tag)];
    return pool.query({ name: 'store', text, values });
  };
}
