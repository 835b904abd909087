import type { SigningKey } from '@lading/core';

/** When a key signs, and until when its tokens are valid. */
export type SigningTimes = Pick<SigningKey, 'activateAt' | 'retireAt' | 'dropAt'>;

/** The id and the times of a key, without its private part. */
export type KeyTimes = SigningTimes & Pick<SigningKey, 'kid'>;

/** The longest life of a token. */
export const longestLifeSeconds = 24 * 60 * 60;
/** How far the clocks of an issuer and a verifier may differ. A token is accepted this long after its end. */
export const leewaySeconds = 60;

/** Every process reads a key before it signs. */
const aheadSeconds = 10 * 60;
/** The next key is made when this is left of the last one. */
const dueSeconds = 2 * aheadSeconds;

/** Whether the next key has to be made. */
export function isNextDue(keys: readonly SigningTimes[], now: Date): boolean {
  return signedUntil(keys, now) <= after(now, dueSeconds);
}

/** The times of a key that is made now. It signs in 10 minutes, or as soon as no other key does. */
export function timesOfNext(keys: readonly SigningTimes[], now: Date, signSeconds: number): SigningTimes {
  const activateAt = earlier(after(now, aheadSeconds), signedUntil(keys, now));
  const retireAt = after(activateAt, signSeconds);
  return { activateAt, retireAt, dropAt: after(retireAt, longestLifeSeconds + leewaySeconds) };
}

/** The end of the time from now on in which there is always a key that signs. */
function signedUntil(keys: readonly SigningTimes[], now: Date): Date {
  const inOrder = [...keys].sort((one, other) => one.activateAt.getTime() - other.activateAt.getTime());
  let until = now;
  for (const { activateAt, retireAt } of inOrder) if (activateAt <= until && retireAt > until) until = retireAt;
  return until;
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}

function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}
