import { AdministrationError, parseDeviceScopes, parseInput } from '@lading/access';
import { z } from 'zod';
import { OAuthError } from './oauth-error.js';

/** The only client. It is a public client, without a secret. */
const clientId = 'lading';

/** The grant of RFC 8628, section 3.4. */
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** Invisible characters, and characters that change the direction of text, could make the approval page misleading. */
const deviceName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, 'must have only printable characters')
  .default('an unnamed device');

/** Unknown parameters are ignored (RFC 6749, section 3.2; RFC 8628, section 3.1). */
const codeForm = z.object({
  client_id: z.string().max(256),
  scope: z.string().max(4096).default(''),
  device_name: deviceName,
});

const tokenForm = z.object({
  grant_type: z.string().max(256),
  client_id: z.string().max(256),
  device_code: z.string().max(256).default(''),
});

/** @throws OAuthError */
export function readCodeForm(body: unknown, contentType: string | undefined) {
  const { client_id, scope, device_name: device } = read(codeForm, body, contentType);
  requireClient(client_id);
  return { device, scopes: scopesOf(scope) };
}

/** @throws OAuthError */
export function readTokenForm(body: unknown, contentType: string | undefined) {
  const { grant_type, client_id, device_code: deviceCode } = read(tokenForm, body, contentType);
  if (grant_type !== deviceGrant)
    throw new OAuthError('unsupported_grant_type', `the only grant_type here is ${deviceGrant}`);
  requireClient(client_id);
  return { deviceCode };
}

function read<Form extends z.ZodType>(form: Form, body: unknown, contentType: string | undefined): z.output<Form> {
  if (!/^application\/x-www-form-urlencoded *(;|$)/i.test(contentType ?? ''))
    throw new OAuthError('invalid_request', 'the body must be a form: application/x-www-form-urlencoded');
  return parseInput(form, withValues(body));
}

/** Leaves out parameters without a value, which count as absent (RFC 6749, section 3.2; RFC 8628, section 3.1). */
function withValues(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ''));
}

function requireClient(id: string): void {
  if (id !== clientId)
    throw new OAuthError('invalid_client', `the only client_id here is ${clientId}`, { status: 401 });
}

function scopesOf(scope: string) {
  try {
    return parseDeviceScopes(scope);
  } catch (error) {
    if (!(error instanceof AdministrationError)) throw error;
    throw new OAuthError(
      'invalid_scope',
      'a scope has the form repository:PATTERN:RIGHTS, such as repository:team/**:pull',
    );
  }
}
