import type { ResponseHeaders } from '@lading/client';

/** The fields of an answer as Node's clients give them, by their names in lower case. */
export function fieldsOf(fields: Readonly<Record<string, string | readonly string[] | undefined>>): ResponseHeaders {
  return {
    get: (name) => {
      const value = fields[name.toLowerCase()];
      return value === undefined ? null : [value].flat().join(', ');
    },
    has: (name) => fields[name.toLowerCase()] !== undefined,
  };
}
