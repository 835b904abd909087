import { randomBytes } from 'node:crypto';
import { type AccessStore, type AuditEvent, type DeviceRequest } from '@lading/core';
import type { Administration } from '../administration/administration.js';
import type { AdministrationContext } from '../administration/administration-context.js';
import { AdministrationError } from '../administration/administration-error.js';
import { auditEventOf } from '../administration/change/audit-event-of.js';
import { EventLimit, mostRefusalsPerMinute } from '../audit/event-limit.js';
import { failureLimits } from '../failure/failure-limits.js';
import { networkOf } from '../failure/network-of.js';
import type { LiveAccess } from '../live/access-view.js';
import { hashSecret } from '../secret/random-secret.js';
import type {
  BeginDeviceOutcome,
  BeginDeviceRequest,
  FindDeviceOutcome,
  PollDeviceOutcome,
  PollDeviceRequest,
  WaitingDevice,
} from './device-login.js';
import { formatUserCode, makeUserCode, parseUserCode } from './user-code.js';
import { UserCodeGuesses } from './user-code-guesses.js';

interface DeviceLoginsOptions {
  readonly store: Pick<AccessStore, 'deviceRequests' | 'failures' | 'users'>;
  readonly live: LiveAccess;
  readonly administration: Pick<Administration, 'personalTokens' | 'rightsOf'>;
  readonly record: (event: AuditEvent) => void;
}

const lifeSeconds = 15 * 60;
const intervalSeconds = 5;
/** How much each poll that comes too fast adds to the interval (RFC 8628, section 3.5). */
const slowerSeconds = 5;
/** The most requests at once. A request counts until it expires or its token is fetched. */
const most = { ofNetwork: 20, inAll: 5000 };
/** When a device should try again if there are too many requests. */
const retryAfterSeconds = 60;
const deviceCodeForm = /^[A-Za-z0-9_-]{43}$/;

/**
 * Signs in programs that have no browser (RFC 8628): a person approves the code that the program shows, and the program fetches a
 * personal access token. The token is made when it is fetched, so its secret is stored nowhere.
 */
export class DeviceLogins {
  readonly #options: DeviceLoginsOptions;
  readonly #guesses: UserCodeGuesses;
  readonly #refusals = new EventLimit(mostRefusalsPerMinute);

  constructor(options: DeviceLoginsOptions) {
    this.#options = options;
    this.#guesses = new UserCodeGuesses(options.store.failures);
  }

  /** @throws RegistryError `UNAVAILABLE` if the store cannot be asked */
  async begin({ device, scopes, client }: BeginDeviceRequest): Promise<BeginDeviceOutcome> {
    const [deviceCode, userCode] = [randomBytes(32).toString('base64url'), makeUserCode()];
    const created = await this.#options.store.deviceRequests.create({
      deviceCodeHash: hashSecret(deviceCode),
      userCodeHash: hashSecret(userCode),
      device,
      scopes,
      address: client.address,
      network: networkOf(client.address),
      userAgent: client.userAgent?.slice(0, 256),
      intervalSeconds,
      lifeSeconds,
      most,
    });
    if (created === undefined) return { outcome: 'limited', retryAfterSeconds };
    const codes = { deviceCode, userCode: formatUserCode(userCode) };
    return { outcome: 'begun', ...codes, expiresInSeconds: lifeSeconds, intervalSeconds };
  }

  /** @throws RegistryError `UNAVAILABLE` if the store cannot be asked */
  async poll(poll: PollDeviceRequest): Promise<PollDeviceOutcome> {
    if (!deviceCodeForm.test(poll.deviceCode)) return { outcome: 'unknown' };
    const found = await this.#options.store.deviceRequests.poll(hashSecret(poll.deviceCode), slowerSeconds);
    if (found === undefined) return { outcome: 'unknown' };
    if (found.outcome === 'too-fast') return { outcome: 'slow-down' };
    if (found.outcome !== 'approved') return { outcome: found.outcome };
    return this.#grant(found.request, poll);
  }

  /**
   * Finds the request with a user code, before the user decides.
   * @throws AdministrationError `RECENT_SIGN_IN_NEEDED` if the session of the user is too old to approve
   */
  async find(context: AdministrationContext, userCode: string): Promise<FindDeviceOutcome> {
    (await this.#options.administration.rightsOf(context)).requireRecentSignIn();
    return this.#withCode(context, userCode, (hash) => this.#options.store.deviceRequests.find(hash));
  }

  /**
   * Approves a device, which may then fetch a personal access token of the user.
   * @throws AdministrationError `RECENT_SIGN_IN_NEEDED` if the session of the user is too old
   */
  async approve(context: AdministrationContext, userCode: string): Promise<FindDeviceOutcome> {
    (await this.#options.administration.rightsOf(context)).requireRecentSignIn();
    return this.#decide(context, userCode, 'approved');
  }

  deny(context: AdministrationContext, userCode: string): Promise<FindDeviceOutcome> {
    return this.#decide(context, userCode, 'denied');
  }

  async #decide(
    context: AdministrationContext,
    userCode: string,
    outcome: 'approved' | 'denied',
  ): Promise<FindDeviceOutcome> {
    const { kind, name: user } = context.identity;
    if (kind !== 'user') throw new AdministrationError('FORBIDDEN', 'only a person can decide about a device');
    const { store, live, record } = this.#options;
    const passwordMark = live.view.markOf(user);
    const decided = await this.#withCode(context, userCode, (hash) =>
      store.deviceRequests.decide(hash, { outcome, user, passwordMark }),
    );
    if (decided.outcome !== 'found') return decided;
    const { id: target, device, scopes, address, userAgent } = decided.device;
    record(
      auditEventOf(context, { action: `device.${outcome}`, target, detail: { device, scopes, address, userAgent } }),
    );
    return decided;
  }

  /** Looks up a code, unless the user or the network has tried too many wrong codes. */
  async #withCode(
    context: AdministrationContext,
    userCode: string,
    find: (hash: string) => Promise<DeviceRequest | undefined>,
  ): Promise<FindDeviceOutcome> {
    const code = parseUserCode(userCode);
    if (code === undefined) return { outcome: 'unknown' };
    const found = await this.#guesses.guess(context, hashSecret(code), find);
    if (found === 'too-many') return { outcome: 'limited', retryAfterSeconds: failureLimits.windowSeconds };
    if (found !== undefined) return { outcome: 'found', device: waitingDeviceOf(found) };
    this.#recordRefusal(context);
    return { outcome: 'unknown' };
  }

  #recordRefusal(context: AdministrationContext): void {
    if (!this.#refusals.admits(context.identity.name)) return;
    const event = auditEventOf(context, { action: 'device.code-refused' });
    this.#options.record({ ...event, outcome: 'refused' });
  }

  /** The account may have been disabled or deleted since the approval. */
  async #grant({ decision, device, scopes }: DeviceRequest, { client, requestId }: PollDeviceRequest) {
    const { live, administration } = this.#options;
    const { user: name = '', at: since, passwordMark: mark } = decision ?? {};
    const identity = live.view.identify({ kind: 'user', name, since, mark });
    if (identity === undefined || (await this.#isNewer(name, since))) return { outcome: 'denied' } as const;
    const created = await administration.personalTokens
      .create({ identity, client, requestId }, name, {
        description: `lading login on ${device}`,
        scopes: scopes?.map(({ where, what }) => ({ where: [...where], what: [...what] })),
      })
      .catch((error: unknown) => {
        if (error instanceof AdministrationError) return undefined;
        throw error;
      });
    return created === undefined ? ({ outcome: 'denied' } as const) : ({ outcome: 'granted', ...created } as const);
  }

  /**
   * Whether a user was created after the approval. `identify` cannot tell exactly, because it tolerates differences between
   * clocks.
   */
  async #isNewer(name: string, approvedAt: Date | undefined): Promise<boolean> {
    const user = await this.#options.store.users.findByName(name);
    return user !== undefined && approvedAt !== undefined && user.createdAt > approvedAt;
  }
}

function waitingDeviceOf({ deviceCodeHash, userCodeHash, network, decision, intervalSeconds, ...seen }: DeviceRequest) {
  return seen satisfies WaitingDevice;
}
