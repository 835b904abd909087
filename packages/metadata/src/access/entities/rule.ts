import type { RuleCondition, RuleRecord } from '@lading/core';
import { EntitySchema } from 'typeorm';
import { optionalText, recordColumns } from './record-columns.js';

/** A condition as JSON has it. */
interface StoredCondition {
  readonly addresses?: readonly string[];
  readonly notBefore?: string;
  readonly notAfter?: string;
}

export const ruleEntity = new EntitySchema<RuleRecord>({
  name: 'Rule',
  tableName: 'rules',
  columns: {
    ...recordColumns,
    description: optionalText,
    effect: { type: 'text' },
    who: { type: 'text', array: true },
    where: { type: 'text', array: true },
    what: { type: 'text', array: true },
    when: { type: 'jsonb', nullable: true, transformer: { to: (condition) => condition, from: conditionOf } },
  },
});

function conditionOf(stored: StoredCondition | null): RuleCondition | null {
  if (stored === null) return null;
  const { addresses, notBefore, notAfter } = stored;
  return {
    ...(addresses !== undefined && { addresses }),
    ...(notBefore !== undefined && { notBefore: new Date(notBefore) }),
    ...(notAfter !== undefined && { notAfter: new Date(notAfter) }),
  };
}
