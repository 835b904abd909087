import { z } from 'zod';

/** The claims of Docker's token specification that say what a token allows, and to whom. */
export const tokenClaims = z.object({
  sub: z.string().default(''),
  access: z
    .array(z.object({ type: z.string(), name: z.string(), actions: z.array(z.string()) }))
    .nullish()
    .transform((access) => access ?? []),
});

/** The claims of our own tokens. */
export const ownTokenClaims = tokenClaims.extend({
  sub: z.string(),
  /** When the token was issued, to the millisecond. `iat` has whole seconds, because many programs accept nothing else. */
  auth_time: z.number(),
  /** The id of the credential that the token was issued for. */
  cid: z.string().optional(),
  /** The mark of the password that the token was issued for, if it is one of the htpasswd file. */
  pwm: z.string().optional(),
});
