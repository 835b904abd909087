import type { TrustRecord } from '@lading/core';
import { EntitySchema } from 'typeorm';
import { freeText, optionalText, recordColumns } from './record-columns.js';

export const trustEntity = new EntitySchema<TrustRecord>({
  name: 'Trust',
  tableName: 'trusts',
  columns: {
    ...recordColumns,
    description: optionalText,
    issuer: freeText,
    audience: freeText,
    claims: { type: 'jsonb' },
    robot: freeText,
    scopes: { type: 'jsonb', nullable: true },
    maximumSeconds: { name: 'maximum_seconds', type: 'integer' },
    jwks: { type: 'jsonb', nullable: true },
  },
});
