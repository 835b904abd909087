import type { CredentialRecord } from '@lading/core';
import { EntitySchema } from 'typeorm';
import { freeText, recordColumns } from './record-columns.js';

const ownerEntity = new EntitySchema<CredentialRecord['owner']>({
  name: 'CredentialOwner',
  columns: { kind: { type: 'text', name: 'owner_kind' }, name: { ...freeText, name: 'owner_name' } },
});

export const credentialEntity = new EntitySchema<CredentialRecord>({
  name: 'Credential',
  tableName: 'credentials',
  columns: {
    ...recordColumns,
    description: freeText,
    secretHash: { ...freeText, name: 'secret_hash' },
    hint: freeText,
    scopes: { type: 'jsonb', nullable: true },
    expiresAt: { name: 'expires_at', type: 'timestamptz', nullable: true },
    revokedAt: { name: 'revoked_at', type: 'timestamptz', nullable: true },
    lastUsedAt: { name: 'last_used_at', type: 'timestamptz', nullable: true },
  },
  embeddeds: { owner: { schema: ownerEntity, prefix: false } },
});
