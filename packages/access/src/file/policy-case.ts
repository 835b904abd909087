import { parseRepositoryName, type RepositoryName, type Subject } from '@lading/core';
import { z } from 'zod';
import { right, writtenTime } from '../policy/rule-schemas.js';

/** A subject that can ask: no group, and nobody in general. */
const asker = z
  .string()
  .regex(/^(anonymous|(user|robot|workload):[^\s\p{C}]+)$/u, {
    error: 'must be anonymous, or a name after user:, robot: or workload:',
  })
  .transform((text) => text as Exclude<Subject, 'authenticated' | `group:${string}`>);

const repository = z.string().transform((text, { addIssue }): RepositoryName => {
  try {
    return parseRepositoryName(text);
  } catch {
    addIssue({ code: 'custom', message: 'must be the name of a repository' });
    return z.NEVER;
  }
});

/** A question, and the answer that the rules should give. */
export const policyCase = z.strictObject({
  who: asker,
  /** Besides those of the file. */
  groups: z.array(z.string().min(1)).optional(),
  may: right,
  to: repository,
  /** The IP address of the client; unknown if absent, so rules that allow from some addresses do not apply. */
  from: z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' }).optional(),
  /** The time of the question; now if absent. */
  at: writtenTime.optional(),
  expect: z.enum(['allow', 'deny'], { error: 'must be allow or deny' }),
});

export type PolicyCase = z.output<typeof policyCase>;
