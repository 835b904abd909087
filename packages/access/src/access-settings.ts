import { numberSetting } from '@lading/core';

const day = 24 * 60 * 60;

/** The settings of access control, besides those of the token service. */
export const accessSettings = {
  auditKeepSeconds: numberSetting({
    default: 400 * day,
    least: day,
    most: 3660 * day,
    unit: 'seconds',
    description: 'How long entries of the audit are kept. They are deleted by month, so up to 31 days later.',
  }),
} as const;
