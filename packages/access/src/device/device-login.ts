import type { CredentialScope, DeviceRequest, RequestClient } from '@lading/core';
import type { Credential } from '../administration/credentials/credential.js';

/** The device that sends a request. */
export interface DeviceClient {
  readonly client: RequestClient;
  /** The id of the request in logs and in the audit. */
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

/** There were too many attempts, or there are too many requests. */
interface Limited {
  readonly outcome: 'limited';
  readonly retryAfterSeconds: number;
}

export type BeginDeviceOutcome =
  | {
      readonly outcome: 'begun';
      /** The secret by which the device gets its token. */
      readonly deviceCode: string;
      /** The code that the person types, such as `BCDF-GHJK`. */
      readonly userCode: string;
      readonly expiresInSeconds: number;
      readonly intervalSeconds: number;
    }
  | Limited;

/** `unknown`: there is no such device code, or its token was already fetched. */
export type PollDeviceOutcome =
  | { readonly outcome: 'granted'; readonly secret: string; readonly credential: Credential }
  | { readonly outcome: 'pending' | 'slow-down' | 'expired' | 'denied' | 'unknown' };

/** The part of a request that a person sees before the decision. */
export type WaitingDevice = Pick<
  DeviceRequest,
  'id' | 'device' | 'scopes' | 'address' | 'userAgent' | 'createdAt' | 'expiresAt'
>;

/** `unknown`: there is no such user code, or its request has expired or was already decided. */
export type FindDeviceOutcome =
  | { readonly outcome: 'found'; readonly device: WaitingDevice }
  | { readonly outcome: 'unknown' }
  | Limited;
