import type { UserIdentity, UserRecord } from '@lading/core';
import { EntitySchema } from 'typeorm';
import { freeText, optionalText, recordColumns } from './record-columns.js';

const identityEntity = new EntitySchema<UserIdentity>({
  name: 'UserIdentity',
  columns: { issuer: optionalText, subject: optionalText },
});

export const userEntity = new EntitySchema<UserRecord>({
  name: 'User',
  tableName: 'users',
  columns: {
    ...recordColumns,
    name: freeText,
    displayName: { ...optionalText, name: 'display_name' },
    email: optionalText,
    isDisabled: { name: 'is_disabled', type: 'boolean' },
    notBefore: { name: 'not_before', type: 'timestamptz', nullable: true },
    passwordHash: { name: 'password_hash', type: 'text', nullable: true },
    providerGroups: { name: 'provider_groups', type: 'text', array: true, nullable: true },
  },
  embeddeds: { identity: { schema: identityEntity, prefix: false } },
});
