import type { RequestClient } from '@lading/core';
import type { FastifyRequest } from 'fastify';

/** Where a request comes from: its address, as the proxies say that are trusted, and its `User-Agent`. */
export function requestClientOf({ ip, headers }: FastifyRequest): RequestClient {
  return { address: ip, userAgent: headers['user-agent'] };
}
