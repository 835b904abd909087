import type { EntitySchemaColumnOptions } from 'typeorm';
import { storableText } from '../../changes/storable-text.js';

/** The columns that every record has. The database makes the id; a change sets the others. */
export const recordColumns = {
  id: { type: 'uuid', primary: true, generated: 'uuid' },
  version: { type: 'integer' },
  createdAt: { name: 'created_at', type: 'timestamptz' },
  updatedAt: { name: 'updated_at', type: 'timestamptz' },
  /** The version of the state in which the row was written. It is not a member of the record. */
  change: { type: 'bigint', select: false },
} as const satisfies Record<string, EntitySchemaColumnOptions>;

/** Text as people write it. */
export const freeText = {
  type: 'text',
  transformer: { to: storable, from: (stored: unknown) => stored },
} as const satisfies EntitySchemaColumnOptions;

export const optionalText = { ...freeText, nullable: true } as const satisfies EntitySchemaColumnOptions;

/** The value may also be an operator of a query. */
function storable(value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value;
}
