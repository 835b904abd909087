import type { ResponseHeaders } from '@lading/client';

/** Reads header fields from an object with lower-case names, as Node and undici return them. */
export function fieldsOf(fields: Readonly<Record<string, string | readonly string[] | undefined>>): ResponseHeaders {
  return {
    get: (name) => {
      const value = fields[name.toLowerCase()];
      return value === undefined ? null : [value].flat().join(', ');
    },
    has: (name) => fields[name.toLowerCase()] !== undefined,
  };
}
