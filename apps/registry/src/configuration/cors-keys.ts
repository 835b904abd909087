import { z } from 'zod';
import { key, wholeNumber } from './key-documentation.js';

const day = 86_400;

/** An origin as browsers send it: scheme, host and port, without a path. */
const origin = z.string().regex(/^(?:\*|https?:\/\/[^\s/?#@,*]+)$/);
const method = z.string().regex(/^(?:GET|HEAD|POST|PUT|PATCH|DELETE)$/);
const fieldName = z.string().regex(/^[A-Za-z0-9-]+$/);

/** The permissions of pages from other origins in a browser (Fetch standard, "CORS protocol"). */
export const cors = {
  corsOrigins: key(
    'LADING_CORS_ORIGINS',
    z.array(origin).default([]),
    'Origins whose pages may use the registry in a browser, for web interfaces on other hosts.',
    { allowed: 'origins such as `https://ui.example.com`, or `*` for all; separated by commas' },
  ),
  corsMethods: key(
    'LADING_CORS_METHODS',
    z.array(method).default(['GET', 'HEAD']),
    'The methods that such pages may use. `DELETE` lets them delete.',
    { allowed: '`GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE`; separated by commas' },
  ),
  corsHeaders: key(
    'LADING_CORS_HEADERS',
    z.array(fieldName).default(['Accept', 'Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'Range']),
    'The header fields that such pages may send.',
    { allowed: 'names of header fields; separated by commas' },
  ),
  corsCredentials: key(
    'LADING_CORS_CREDENTIALS',
    z.boolean().default(false),
    'Whether browsers add the credentials that they keep for the registry to requests of such pages.',
  ),
  corsMaxAgeSeconds: key(
    'LADING_CORS_MAX_AGE',
    wholeNumber(0, day).default(600),
    'How long a browser may keep these permissions.',
    { unit: 'seconds' },
  ),
};

interface CorsKeys {
  readonly corsOrigins: readonly string[];
  readonly corsCredentials: boolean;
}

/** Browsers send no credentials if `Access-Control-Allow-Origin` is `*`. */
export function namesOriginsForCredentials({ corsOrigins, corsCredentials }: CorsKeys): boolean {
  return !corsCredentials || !corsOrigins.includes('*');
}

export const credentialsForAllOrigins = {
  path: ['corsCredentials'],
  message: 'false with LADING_CORS_ORIGINS=*: browsers send no credentials then, so name the origins',
};
