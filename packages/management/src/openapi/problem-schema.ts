import { problemCodes } from '../problem/problem.js';

const text = { type: 'string' };

/** The JSON Schema of a problem. */
export const problemSchema = {
  type: 'object',
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' },
    code: { type: 'string', enum: [...problemCodes] },
    detail: text,
    requestId: text,
    errors: {
      type: 'array',
      items: { type: 'object', properties: { member: text, detail: text }, required: ['member', 'detail'] },
    },
  },
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
} as const;
