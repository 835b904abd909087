import type { Content } from '../content/content.js';

/** The options with which the client calls a fetch. It uses no others. */
export interface FetchInit {
  readonly method: string;
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
  readonly headers: Record<string, string>;
  readonly body?: Content;
  readonly duplex?: 'half';
  /** Whether the body of the response may be large. It is a hint. */
  readonly isLarge?: boolean;
}

/** The header fields of a response. Several fields of one name are one value with commas. */
export type ResponseHeaders = Pick<Headers, 'get' | 'has'>;

/** The part of a response that the client reads. */
export interface FetchedResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly type?: string;
  /** The client reads it once, or cancels it before it reads. */
  readonly body: (Content & { cancel(): Promise<void> }) | null;
}

/** The built-in fetch, or a function that does this part of its work. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchedResponse>;
