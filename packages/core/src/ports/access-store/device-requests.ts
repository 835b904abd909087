import type { CredentialScope } from './access-rule.js';

/** The request of a program on a device for a token. A person approves it elsewhere (RFC 8628). */
export interface DeviceRequest {
  readonly id: string;
  /** SHA-256 of the device code in hexadecimal. */
  readonly deviceCodeHash: string;
  /** SHA-256 of the user code in hexadecimal. */
  readonly userCodeHash: string;
  /** The name that the device gives itself. */
  readonly device: string;
  /** The scopes that it asks for; all rights of the person if absent. */
  readonly scopes?: readonly CredentialScope[] | undefined;
  readonly address: string;
  /** The network of the address. The requests of one network are limited. */
  readonly network: string;
  readonly userAgent?: string | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** The time between two polls. It grows if the device polls too fast. */
  readonly intervalSeconds: number;
  /** Absent until a person decides. */
  readonly decision?: DeviceDecision | undefined;
}

export interface DeviceDecision {
  readonly outcome: 'approved' | 'denied';
  /** The name of the user who has decided. */
  readonly user: string;
  /** Identifies the password of the user at that time. It is not secret. */
  readonly passwordMark?: string | undefined;
  readonly at: Date;
}

/** The answer to a poll. A request that was approved is returned once, and then deleted. */
export interface DevicePoll {
  readonly outcome: 'pending' | 'too-fast' | 'expired' | DeviceDecision['outcome'];
  readonly request: DeviceRequest;
}

/** Requests of devices. All replicas share them. They live for minutes. All times are those of the store's clock. */
export interface DeviceRequests {
  /**
   * Stores a request, unless there are too many that have not expired. Concurrent calls may exceed the limits by one request
   * each.
   * @returns undefined if there are too many, or if one of the codes is in use
   */
  create(
    request: Pick<DeviceRequest, 'deviceCodeHash' | 'userCodeHash' | 'device' | 'scopes'> &
      Pick<DeviceRequest, 'address' | 'network' | 'userAgent' | 'intervalSeconds'> & {
        readonly lifeSeconds: number;
        readonly most: { readonly ofNetwork: number; readonly inAll: number };
      },
  ): Promise<DeviceRequest | undefined>;
  /** Finds a request that is undecided and has not expired. */
  find(userCodeHash: string): Promise<DeviceRequest | undefined>;
  /**
   * Decides a request. The first decision counts.
   * @returns undefined if there is no undecided request that has not expired
   */
  decide(userCodeHash: string, decision: Omit<DeviceDecision, 'at'>): Promise<DeviceRequest | undefined>;
  /**
   * Records a poll, and returns the state of the request. A poll is too fast if it comes more than a second before the interval
   * has passed since the last one. Then the interval grows by `slowerSeconds`. Only one poll gets an approved request, which is
   * then deleted.
   * @returns undefined if there is no such request
   */
  poll(deviceCodeHash: string, slowerSeconds: number): Promise<DevicePoll | undefined>;
  /** Deletes requests that expired at least `keepSeconds` ago. */
  maintain(keepSeconds: number): Promise<void>;
}
