/** What a registry demands of a client (RFC 9110 §11.6.1, AUTH-03). */
export interface Challenge {
  /** In lower case: `basic`, `bearer`. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const parameter = /([a-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/gi;

/** Reads the first challenge of a `WWW-Authenticate` field. */
export function parseChallenge(field: string): Challenge {
  const [scheme = ''] = field.trim().split(/\s/, 1);
  const parameters = [...field.slice(scheme.length).matchAll(parameter)].map(
    ([, name = '', quoted, bare = '']) => [name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare] as const,
  );
  return { scheme: scheme.toLowerCase(), parameters: Object.fromEntries(parameters) };
}
