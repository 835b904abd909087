import type { Buffer } from 'node:buffer';

/** A request and the limits of its answer. */
export interface EgressRequest {
  readonly method?: 'GET' | 'POST' | undefined;
  /** By names in lower case. A redirect to another origin gets no `authorization`, `cookie` or `proxy-authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  /** The time limit from the lookup of the host to the last byte, with all redirects; 5 if absent. */
  readonly timeoutSeconds?: number | undefined;
  /** The size limit of the body, before and after it is decoded; 1 MiB if absent. */
  readonly maximumBytes?: number | undefined;
  /** The most redirects of a GET that are followed; 0 if absent. Redirects of a POST are never followed. */
  readonly maximumRedirects?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An answer with any status. */
export interface EgressResponse {
  readonly status: number;
  /** By names in lower case. If a field occurs several times, the first one. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}
