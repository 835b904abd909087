import type { CredentialScope, DeviceRequest, RequestClient } from '@lading/core';
import type { Credential } from '../administration/credentials/credential.js';

/** A device that asks, and its request. */
export interface DeviceClient {
  readonly client: RequestClient;
  /** The id of the request, as it is in logs, for the audit. */
  readonly requestId?: string | undefined;
}

export interface BeginDeviceRequest extends DeviceClient {
  /** The name that the device gives itself, such as its host name. */
  readonly device: string;
  /** If absent, the token has all rights of its owner. */
  readonly scopes?: readonly CredentialScope[] | undefined;
}

export interface PollDeviceRequest extends DeviceClient {
  readonly deviceCode: string;
}

/** Too many attempts, or too many requests that wait. */
interface Limited {
  readonly outcome: 'limited';
  readonly retryAfterSeconds: number;
}

export type BeginDeviceOutcome =
  | {
      readonly outcome: 'begun';
      /** The secret by which the device gets its token. */
      readonly deviceCode: string;
      /** What the person types, as `BCDF-GHJK`. */
      readonly userCode: string;
      readonly expiresInSeconds: number;
      readonly intervalSeconds: number;
    }
  | Limited;

/** `unknown`: there is no such device code, or its token was fetched. */
export type PollDeviceOutcome =
  | { readonly outcome: 'granted'; readonly secret: string; readonly credential: Credential }
  | { readonly outcome: 'pending' | 'slow-down' | 'expired' | 'denied' | 'unknown' };

/** A request as the person sees it who decides. */
export type WaitingDevice = Pick<
  DeviceRequest,
  'id' | 'device' | 'scopes' | 'address' | 'userAgent' | 'createdAt' | 'expiresAt'
>;

/** `unknown`: there is no such user code, or its request has expired or is decided. */
export type FindDeviceOutcome =
  | { readonly outcome: 'found'; readonly device: WaitingDevice }
  | { readonly outcome: 'unknown' }
  | Limited;
