import type { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';

export const usualSchema = 'lading';

/** The schema that a registry's tables are in. */
export function schemaOf({ options }: DataSource): string {
  return (options as PostgresDataSourceOptions).schema ?? usualSchema;
}
