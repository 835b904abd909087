import { type Right, rights, type Subject } from '@lading/core';
import { z } from 'zod';
import { isAddressRange } from './condition.js';
import { isWhere } from './where.js';

/** The schemas of the parts of a rule, for access files and for the operations of the administration. */

export const right = z.enum(rights as [Right, ...Right[]], {
  error: () => `must be ${rights.slice(0, -1).join(', ')} or ${rights.at(-1)}`,
});

export const subject = z
  .string()
  .max(256, 'must have at most 256 characters')
  .regex(/^(anonymous|authenticated|(user|group|robot|workload):[^\s\p{C}]+)$/u, {
    error: 'must be anonymous, authenticated, or a name after user:, group:, robot: or workload:',
  })
  .transform((text) => text as Subject);

/** A pattern of repositories. A segment may be `{user}`. */
export const where = z.string().refine(isWhere, {
  error:
    'must be a pattern such as team/**: lower-case segments with a slash between them, where *, ** and {user} are whole segments',
});

/** An IP address, or a CIDR range. */
export const address = z
  .string()
  .max(64, 'must have at most 64 characters')
  .refine(isAddressRange, 'must be an IP address or a CIDR range');

export const notATime = 'must be a time with a zone, such as 2026-12-31T18:00:00Z';

/** A time in the form of RFC 3339. It has a zone, because replicas may have different local times. */
export const writtenTime = z.iso.datetime({ offset: true, error: notATime }).transform((text) => new Date(text));

/** When a rule holds, with these addresses and in this form of times. */
export function condition<Addresses extends z.ZodType, Time extends z.ZodType<Date, unknown>>({
  addresses,
  time,
}: {
  readonly addresses: Addresses;
  readonly time: Time;
}) {
  return z
    .strictObject({ addresses: addresses.optional(), notBefore: time.optional(), notAfter: time.optional() })
    .refine(({ notBefore, notAfter }) => notBefore === undefined || notAfter === undefined || notBefore <= notAfter, {
      path: ['notAfter'],
      error: 'must not be before notBefore',
    });
}
