/** Settings of PostgreSQL by name, such as `{ shared_buffers: '256MB' }`. */
export type PostgresSettings = Readonly<Record<string, string | number | boolean>>;
