import type { ManagementApi } from '../management/management-api.js';
import { sendForm } from './form-request.js';

/** Where a registry lets programs sign in without a password (RFC 8628). */
export interface DeviceFlow {
  readonly codeUrl: URL;
  readonly tokenUrl: URL;
}

const metadataPath = '/.well-known/oauth-authorization-server';

/**
 * Asks a Lading for its device flow (RFC 8414). The endpoints must be at the registry itself, so no other server gets the code.
 * @returns undefined if it has none
 */
export async function findDeviceFlow({ options }: ManagementApi): Promise<DeviceFlow | undefined> {
  const { base, fetch, signal } = options;
  const { status, body } = await sendForm({ url: new URL(metadataPath, base), fetch, signal });
  if (status !== 200) return undefined;
  const [codeUrl, tokenUrl] = [body.device_authorization_endpoint, body.token_endpoint].map((value) =>
    ownUrl(value, base.origin),
  );
  return codeUrl && tokenUrl && { codeUrl, tokenUrl };
}

/** A URL at this origin; undefined for anything else. */
export function ownUrl(value: unknown, origin: string): URL | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return url.origin === origin ? url : undefined;
}
