import { z } from 'zod';
import { address, condition, right, subject, where, writtenTime } from '../policy/rule-schemas.js';

const when = condition({
  addresses: z.array(address).min(1, 'must have at least one address'),
  time: writtenTime,
});

const someOf = <Item extends z.ZodType>(item: Item) => z.array(item).min(1, 'must have at least one item');

/** A rule of a file. It allows unless `effect` is `deny`. */
export const fileRule = z.strictObject({
  effect: z.enum(['allow', 'deny'], { error: 'must be allow or deny' }).default('allow'),
  who: someOf(subject),
  where: someOf(where),
  what: someOf(right),
  when: when.optional(),
});
