import type { DeviceDecision, DevicePoll, DeviceRequest, DeviceRequests } from '@lading/core';
import type { AccessClock } from './access-clock.js';
import { copyOf } from './copy-of.js';

interface Kept {
  readonly request: DeviceRequest;
  readonly lastPolledAt?: number;
}

/** How much earlier a poll may be, in milliseconds. */
const tolerance = 1000;

export class MemoryDeviceRequests implements DeviceRequests {
  /** By the hash of the device code. */
  readonly #kept = new Map<string, Kept>();
  readonly #clock: AccessClock;

  constructor(clock: AccessClock) {
    this.#clock = clock;
  }

  async create({
    lifeSeconds,
    most,
    ...given
  }: Parameters<DeviceRequests['create']>[0]): Promise<DeviceRequest | undefined> {
    const all = [...this.#kept.values()].map(({ request }) => request);
    const current = all.filter(({ expiresAt }) => +expiresAt > this.#clock.now);
    const ofNetwork = current.filter(({ network }) => network === given.network);
    const isInUse = all.some(
      ({ deviceCodeHash, userCodeHash }) =>
        deviceCodeHash === given.deviceCodeHash || userCodeHash === given.userCodeHash,
    );
    if (isInUse || current.length >= most.inAll || ofNetwork.length >= most.ofNetwork) return undefined;
    const times = { createdAt: new Date(this.#clock.now), expiresAt: new Date(this.#clock.after(lifeSeconds)) };
    const request = copyOf({ ...given, id: this.#clock.newId(), ...times });
    this.#kept.set(given.deviceCodeHash, { request });
    return copyOf(request);
  }

  async find(userCodeHash: string): Promise<DeviceRequest | undefined> {
    const found = this.#findOpen(userCodeHash);
    return found && copyOf(found.request);
  }

  async decide(userCodeHash: string, decision: Omit<DeviceDecision, 'at'>): Promise<DeviceRequest | undefined> {
    const found = this.#findOpen(userCodeHash);
    if (found === undefined) return undefined;
    const request = copyOf({ ...found.request, decision: { ...decision, at: new Date(this.#clock.now) } });
    this.#kept.set(request.deviceCodeHash, { ...found, request });
    return copyOf(request);
  }

  async poll(deviceCodeHash: string, slowerSeconds: number): Promise<DevicePoll | undefined> {
    const found = this.#kept.get(deviceCodeHash);
    if (found === undefined) return undefined;
    const { request, lastPolledAt = -Infinity } = found;
    const { now } = this.#clock;
    if (+request.expiresAt <= now) return { outcome: 'expired', request: copyOf(request) };
    const isTooFast = now < lastPolledAt + request.intervalSeconds * 1000 - tolerance;
    if (!isTooFast && request.decision?.outcome === 'approved') {
      this.#kept.delete(deviceCodeHash);
      return { outcome: 'approved', request: copyOf(request) };
    }
    const intervalSeconds = request.intervalSeconds + (isTooFast ? slowerSeconds : 0);
    const polled = { ...request, intervalSeconds };
    this.#kept.set(deviceCodeHash, { request: polled, lastPolledAt: now });
    const outcome = isTooFast ? 'too-fast' : (request.decision?.outcome ?? 'pending');
    return { outcome, request: copyOf(polled) };
  }

  async maintain(keepSeconds: number): Promise<void> {
    for (const [code, { request }] of this.#kept)
      if (+request.expiresAt <= this.#clock.before(keepSeconds)) this.#kept.delete(code);
  }

  #findOpen(userCodeHash: string): Kept | undefined {
    return [...this.#kept.values()].find(
      ({ request }) => request.userCodeHash === userCodeHash && this.#isOpen(request),
    );
  }

  #isOpen({ decision, expiresAt }: DeviceRequest): boolean {
    return decision === undefined && +expiresAt > this.#clock.now;
  }
}
