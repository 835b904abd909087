import { withDatabase } from '../fill/sql.js';

/** How much the metadata has. */
export interface GrowthStep {
  /** Tags of the repository `bench`, each of its own manifest. */
  readonly tags: number;
  /** Blobs, each in one of a thousand other repositories. */
  readonly blobs: number;
}

interface Statement {
  readonly text: string;
  takes(step: GrowthStep): readonly number[];
}

/** Brings the metadata to a size. */
export function grow(databaseUrl: string, step: GrowthStep): Promise<void> {
  return withDatabase(databaseUrl, async (client) => {
    for (const { text, takes } of statements) await client.query(text, [...takes(step)]);
    await client.query('VACUUM ANALYZE');
  });
}

function digestOfNumber(prefix: string): string {
  return `'sha256:${prefix}' || lpad(to_hex(n), 60, '0')`;
}

const statements: readonly Statement[] = [
  {
    text: `INSERT INTO lading.manifests (repository_id, digest, media_type, size, kind, descriptor_bytes, bytes)
      SELECT r.id, ${digestOfNumber('aaaa')}, m.media_type, m.size, m.kind, m.descriptor_bytes, m.bytes
      FROM lading.repositories r JOIN lading.tags t ON t.repository_id = r.id AND t.name = 'v1'
        JOIN lading.manifests m ON m.repository_id = r.id AND m.digest = t.digest, generate_series(1, $1::integer) n
      WHERE r.name = 'bench' ON CONFLICT DO NOTHING`,
    takes: ({ tags }) => [tags],
  },
  {
    text: `INSERT INTO lading.tags (repository_id, name, digest)
      SELECT r.id, 'tag-' || lpad(n::text, 6, '0'), ${digestOfNumber('aaaa')}
      FROM lading.repositories r, generate_series(1, $1::integer) n WHERE r.name = 'bench' ON CONFLICT DO NOTHING`,
    takes: ({ tags }) => [tags],
  },
  {
    text: `INSERT INTO lading.repositories (name) SELECT 'grown/' || lpad(n::text, 6, '0')
      FROM generate_series(1, 1000) n ON CONFLICT DO NOTHING`,
    takes: () => [],
  },
  {
    text: `INSERT INTO lading.objects (location, state, upload_id, size, delete_after)
      SELECT 'grown/' || n, 'live', gen_random_uuid(), 1, now() FROM generate_series(1, $1::integer) n
      ON CONFLICT DO NOTHING`,
    takes: ({ blobs }) => [blobs],
  },
  {
    text: `INSERT INTO lading.blobs (digest, size, location)
      SELECT ${digestOfNumber('bbbb')}, 1, 'grown/' || n FROM generate_series(1, $1::integer) n ON CONFLICT DO NOTHING`,
    takes: ({ blobs }) => [blobs],
  },
  {
    text: `INSERT INTO lading.repository_blobs (repository_id, digest, lease_until)
      SELECT r.id, ${digestOfNumber('bbbb')}, now() + interval '1 day'
      FROM generate_series(1, $1::integer) n JOIN lading.repositories r ON r.name = 'grown/' || lpad((n % 1000 + 1)::text, 6, '0')
      ON CONFLICT DO NOTHING`,
    takes: ({ blobs }) => [blobs],
  },
];
