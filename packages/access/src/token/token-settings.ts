import { numberSetting } from '@lading/core';
import { longestLifeSeconds } from '../signing-key/signing-times.js';

const day = 24 * 60 * 60;

/** The settings of the token service. */
export const tokenSettings = {
  lifeSeconds: numberSetting({
    default: 30 * 60,
    least: 60,
    most: longestLifeSeconds,
    unit: 'seconds',
    description:
      'How long a token is valid. Some clients do not ask for another one during a push, so it should be longer than that.',
  }),
  signSeconds: numberSetting({
    default: 30 * day,
    least: day,
    most: 365 * day,
    unit: 'seconds',
    description: 'How long a signing key signs, before the next one takes over. Its tokens remain valid.',
  }),
} as const;
