import type { DataSource } from 'typeorm';

/** Everything that the migrations have made, one line each: columns, constraints and indexes. Partitions are left out. */
export async function describeSchema(dataSource: DataSource, schema: string): Promise<string> {
  const rows: { line: string }[] = await dataSource.query(
    `WITH tables AS (
       SELECT c.oid, c.relname FROM pg_class c
       WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
         AND c.relname <> 'migrations'
     )
     SELECT concat_ws(' ', t.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attcollation = '"C"'::regcollation THEN 'COLLATE "C"' END, CASE WHEN a.attnotnull THEN 'NOT NULL' END,
       CASE WHEN a.attidentity <> '' THEN 'GENERATED AS IDENTITY' END,
       CASE WHEN a.attstorage <> y.typstorage THEN 'STORAGE ' || a.attstorage::text END,
       'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)) AS line
     FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
       JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
     UNION ALL
     SELECT concat_ws(' ', t.relname, 'CONSTRAINT', c.conname, pg_get_constraintdef(c.oid))
     FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype IN ('c', 'f', 'p', 'u', 'x')
     UNION ALL
     SELECT concat_ws(' ', t.relname, pg_get_indexdef(i.indexrelid)) FROM tables t JOIN pg_index i ON i.indrelid = t.oid
     UNION ALL
     SELECT concat_ws(' ', t.relname, 'PARTITION BY', pg_get_partkeydef(t.oid)) FROM tables t
     WHERE pg_get_partkeydef(t.oid) IS NOT NULL`,
    [`"${schema}"`],
  );
  const lines = rows.map(({ line }) => line.replaceAll(`${schema}.`, '').replaceAll(`"${schema}".`, ''));
  return `${lines.sort().join('\n')}\n`;
}
