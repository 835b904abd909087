import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';

/** A type that only we set. */
export const rawBodyType = 'application/vnd.lading.raw-body';

const originalTypes = new WeakMap<IncomingMessage, string | undefined>();

/**
 * Fastify reads a body by its `Content-Type` before a handler runs. For a registry request the type is set aside until
 * Fastify has chosen a parser, so that every body reaches its handler unread, whatever a client calls it.
 */
export function setTypeAside(raw: IncomingMessage): void {
  if (raw.method === 'GET' || raw.method === 'HEAD') return;
  originalTypes.set(raw, raw.headers['content-type']);
  raw.headers['content-type'] = rawBodyType;
}

/** The parser of such a body: it gives the type back, and reads nothing. */
export function parseRawBody({ raw }: FastifyRequest, _payload: unknown, done: (error: Error | null) => void): void {
  const original = originalTypes.get(raw);
  if (original === undefined) delete raw.headers['content-type'];
  else raw.headers['content-type'] = original;
  done(null);
}
