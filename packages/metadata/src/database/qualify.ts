/**
 * Puts the schema into a statement: `{tags}` becomes `"lading"."tags"`. Statements name their schema, because a pooler
 * does not keep the search path.
 */
export function qualify(text: string, schema: string): string {
  return text.replace(/\{(\w+)\}/g, (_, table: string) => `${quote(schema)}.${quote(table)}`);
}

export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
