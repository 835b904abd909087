import type { RobotRecord } from '@lading/core';
import { EntitySchema } from 'typeorm';
import { freeText, optionalText, recordColumns } from './record-columns.js';

export const robotEntity = new EntitySchema<RobotRecord>({
  name: 'Robot',
  tableName: 'robots',
  columns: {
    ...recordColumns,
    name: freeText,
    description: optionalText,
    namespace: freeText,
    isDisabled: { name: 'is_disabled', type: 'boolean' },
    expiresAt: { name: 'expires_at', type: 'timestamptz', nullable: true },
    notBefore: { name: 'not_before', type: 'timestamptz', nullable: true },
  },
});
