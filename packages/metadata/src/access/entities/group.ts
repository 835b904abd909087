import type { GroupRecord } from '@lading/core';
import { EntitySchema } from 'typeorm';
import { freeText, optionalText, recordColumns } from './record-columns.js';

export const groupEntity = new EntitySchema<GroupRecord>({
  name: 'Group',
  tableName: 'groups',
  columns: {
    ...recordColumns,
    name: freeText,
    description: optionalText,
    members: { type: 'text', array: true },
  },
});
