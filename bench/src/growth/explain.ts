import { type ChangeAuthor, parseManifest, parseRepositoryName, parseTag, parseVerifiableDigest } from '@lading/core';
import { imageManifestType } from '@lading/e2e/harness/image';
import { createRegistryDataSource, PostgresMetadataStore } from '@lading/metadata';
import { type Content, makeManifest } from '../content.js';

interface Rows {
  readonly rows: readonly Readonly<Record<string, string>>[];
}

interface Query {
  readonly text: string;
  readonly values?: readonly unknown[];
}

type SendQuery = (query: Query | string, ...further: readonly unknown[]) => Promise<Rows>;

/** The connections of the data source, whose statements are watched. */
interface Client {
  query: SendQuery;
}
interface Pool {
  connect: (...parameters: readonly unknown[]) => Promise<Client>;
}

/** Whom the log of changes names. */
const by: ChangeAuthor = { actor: { kind: 'system', name: 'bench' }, requestId: 'explain' };

/** The plans of what the store sends for each hot call, from `EXPLAIN (ANALYZE, BUFFERS)`, in Markdown. */
export async function explainHotStatements(databaseUrl: string, content: Content): Promise<string> {
  const dataSource = createRegistryDataSource({ url: databaseUrl, poolSize: 1 });
  await dataSource.initialize();
  let plans: string[] = [];
  const pool = (dataSource.driver as unknown as { readonly master: Pool }).master;
  explainStatements(pool, ({ rows }) => plans.push(rows.map((row) => row['QUERY PLAN']).join('\n')));
  const store = new PostgresMetadataStore(dataSource);
  const parts: string[] = [];
  for (const [name, call] of Object.entries(callsOf(store, content))) {
    plans = [];
    await call();
    parts.push(`### ${name}\n\n\`\`\`text\n${plans.join('\n\n')}\n\`\`\``);
  }
  await store.close();
  return parts.join('\n\n');
}

function callsOf(store: PostgresMetadataStore, content: Content): Record<string, () => Promise<unknown>> {
  const bench = parseRepositoryName('bench');
  const [image, small] = [content.image, content.small].map(({ digest }) => parseVerifiableDigest(digest));
  if (image === undefined || small === undefined) throw new Error('there is no content');
  return {
    'manifest by tag': () => store.manifests.find(bench, { kind: 'tag', tag: parseTag('v1') }),
    'manifest by digest': () => store.manifests.find(bench, { kind: 'digest', digest: image }),
    'blob, to pull': () => store.blobs.find(bench, small),
    'blob, to push': () => store.blobs.find(bench, small, { renewLease: true }),
    'page of tags': () => store.tags.list(bench, { after: parseTag('tag-000005'), limit: 10 }),
    'page of repositories': () => store.repositories.list({ after: bench, limit: 10 }),
    referrers: () => store.referrers.list(bench, image, { limit: 10, maximumBytes: 1_000_000 }),
    'push of a manifest': () => store.manifests.put(makePut(content)),
    'collector: unreferenced blobs': () => store.collection.deleteUnreferencedBlobs(10, by),
    'collector: trash': () => store.collection.claimTrash(100, 60),
    'collector: uploads that are over': () => store.uploads.claimDead(100, 60),
  };
}

/** Explains each statement before it runs, and rolls back the changes of the EXPLAIN. */
function explainStatements(pool: Pool, note: (rows: Rows) => void): void {
  const connect = pool.connect.bind(pool);
  const known = new WeakSet<Client>();
  pool.connect = async (...parameters) => {
    const client = await connect(...parameters);
    if (known.has(client)) return client;
    known.add(client);
    explainQueries(client, note);
    return client;
  };
}

function explainQueries(client: Client, note: (rows: Rows) => void): void {
  const query = client.query.bind(client);
  let isInTransaction = false;
  client.query = (given, ...further) => {
    const { text, values = undefined } = typeof given === 'string' ? { text: given } : given;
    if (values === undefined) {
      isInTransaction = text?.startsWith('BEGIN') ?? false;
    } else {
      void query(isInTransaction ? 'SAVEPOINT explained' : 'BEGIN');
      void query({ text: `EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) ${text}`, values }).then(note);
      void query(isInTransaction ? 'ROLLBACK TO SAVEPOINT explained' : 'ROLLBACK');
    }
    return query(given, ...further);
  };
}

function makePut({ config, layers, image }: Content) {
  const subject = { mediaType: imageManifestType, digest: image.digest, size: image.size };
  const { bytes, digest } = makeManifest('explained', config, layers, { subject });
  const manifest = { ...parseManifest(bytes, imageManifestType), bytes, digest: parseVerifiableDigest(digest) };
  return { repository: parseRepositoryName('bench'), manifest, tags: [parseTag('explained')], by };
}
