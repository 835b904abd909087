import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionError } from '@lading/client';
import { CommandError } from '../failure/command-error.js';
import { exitCodes } from '../failure/exit-code.js';
import type { ManagementApi } from '../management/management-api.js';
import { isPersonalToken } from '../management/token-of.js';
import { type DeviceFlow, ownUrl } from './find-device-flow.js';
import { type JsonAnswer, sendForm } from './form-request.js';

/** The page to open, and the code to compare. */
export interface Invitation {
  readonly userCode: string;
  /** The page where the code is typed. */
  readonly page: URL;
  /** The same page with the code. */
  readonly completePage: URL;
}

/** The token that the registry has made for this program. */
export interface DeviceToken {
  readonly username: string;
  readonly secret: string;
  /** Its id in the management API. */
  readonly id: string;
}

const clientId = 'lading';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
/** RFC 8628, sections 3.2 and 3.5. */
const [defaultIntervalSeconds, slowerSeconds] = [5, 5];
const longestIntervalSeconds = 60;

/**
 * Gets a token by the device flow (RFC 8628): asks for a code, invites the user to approve it, and waits for the decision.
 * @throws CommandError if nobody approves; the reason of the signal at Ctrl-C
 */
export async function requestDeviceToken(
  { options }: ManagementApi,
  { codeUrl, tokenUrl }: DeviceFlow,
  invite: (invitation: Invitation) => void,
): Promise<DeviceToken> {
  const { host, fetch, signal } = options;
  const form = { client_id: clientId, device_name: deviceName() };
  const answer = await sendForm({ url: codeUrl, form, fetch, signal });
  const { device_code, user_code: userCode, verification_uri, expires_in, interval } = answer.body;
  const page = ownUrl(verification_uri, codeUrl.origin);
  const isOffer = typeof device_code === 'string' && typeof userCode === 'string';
  if (answer.status !== 200 || !isOffer || page === undefined) throw refusedBy(host, answer);
  invite({ userCode, page, completePage: ownUrl(answer.body.verification_uri_complete, codeUrl.origin) ?? page });

  const end = performance.now() + secondsOf(expires_in, 900) * 1000;
  let seconds = secondsOf(interval, defaultIntervalSeconds);
  const poll = { grant_type: deviceGrant, client_id: clientId, device_code };
  while (performance.now() < end) {
    await sleep(seconds * 1000, undefined, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
    const polled = await sendForm({ url: tokenUrl, form: poll, fetch, signal }).catch(unlessUnreachable);
    if (polled?.status === 200) return tokenIn(host, polled);
    const error = polled?.body.error;
    if (error === 'slow_down') seconds += slowerSeconds;
    else if (polled === undefined || polled.status >= 500 || polled.status === 429)
      // A restart of the registry does not end the sign-in (RFC 8628, section 3.5).
      seconds = Math.min(Math.max(seconds * 2, polled?.retryAfterSeconds ?? 0), longestIntervalSeconds);
    else if (error !== 'authorization_pending') throw refusedBy(host, polled);
  }
  throw refusedBy(host, { status: 400, body: { error: 'expired_token' }, retryAfterSeconds: undefined });
}

function unlessUnreachable(error: unknown): undefined {
  if (!(error instanceof ConnectionError)) throw error;
}

/** The name of this machine, without characters that the registry refuses. */
function deviceName(): string {
  return (
    hostname()
      .replace(/[^\p{L}\p{N}\p{P} ]/gu, '')
      .trim()
      .slice(0, 64) || 'a computer'
  );
}

function secondsOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 1 && value <= 86_400 ? value : otherwise;
}

function tokenIn(host: string, { body }: JsonAnswer): DeviceToken {
  const { access_token: secret, username, token_id: id } = body;
  if (typeof secret === 'string' && isPersonalToken(secret) && typeof username === 'string' && typeof id === 'string')
    return { username, secret, id };
  throw new CommandError(`${host} did not answer the sign-in with a token`);
}

const denials: ReadonlyMap<unknown, string> = new Map([
  ['access_denied', 'the sign-in was denied'],
  ['expired_token', 'nobody approved the sign-in in time'],
  ['temporarily_unavailable', 'too many sign-ins are waiting for an approval'],
]);

function refusedBy(host: string, { status, body }: JsonAnswer): CommandError {
  const reason = denials.get(body.error) ?? `the sign-in failed with status ${status}`;
  return new CommandError(`${host}: ${reason}`, {
    exitCode: status === 429 ? exitCodes.rateLimited : exitCodes.notAllowed,
    nextStep: `try again, or use a personal access token: lading login ${host} --password-stdin`,
  });
}
