/** Longer values are refused without a look at them. A token of an identity provider has at most a few KiB. */
const longestCredentials = 16 * 1024;

const pattern = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)(?: +([!-~]+))? *$/;

/** The credentials of one scheme in a value of `Authorization` (RFC 9110 §11.4). */
export type CredentialsOfScheme =
  /** The field is absent, or has another scheme. */
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'malformed' }
  | { readonly outcome: 'given'; readonly credentials: string };

/** Reads the credentials of one scheme. The name of the scheme is compared without case. */
export function credentialsOf(scheme: 'basic' | 'bearer', field: string | undefined): CredentialsOfScheme {
  if (field === undefined || !hasScheme(scheme, field)) return { outcome: 'absent' };
  if (field.length > longestCredentials) return { outcome: 'malformed' };
  const credentials = pattern.exec(field)?.[2];
  return credentials === undefined ? { outcome: 'malformed' } : { outcome: 'given', credentials };
}

function hasScheme(scheme: string, field: string): boolean {
  const start = field.slice(0, scheme.length + 1).toLowerCase();
  return start === scheme || start === `${scheme} `;
}
