/**
 * Puts the schema into a statement: `{tags}` becomes `"lading"."tags"`. Statements name their schema themselves, because
 * a pooler between us and the server keeps no search path.
 */
export function qualify(text: string, schema: string): string {
  return text.replace(/\{(\w+)\}/g, (_, table: string) => `${quote(schema)}.${quote(table)}`);
}

export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
