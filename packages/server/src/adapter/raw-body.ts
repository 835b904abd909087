import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';

/** A type that only we set; the parser of it reads nothing. */
export const rawBodyType = 'application/vnd.lading.raw-body';

const originalTypes = new WeakMap<IncomingMessage, string | undefined>();

/**
 * Fastify reads a body by its `Content-Type` before a handler runs. For a registry request the type is set aside until
 * Fastify has chosen a parser, so that every body reaches its handler unread, whatever a client calls it.
 */
export const hideBodyFrom = {
  fastify(raw: IncomingMessage): void {
    if (raw.method === 'GET' || raw.method === 'HEAD') return;
    originalTypes.set(raw, raw.headers['content-type']);
    raw.headers['content-type'] = rawBodyType;
  },

  undo({ raw }: FastifyRequest, done: (error: Error | null) => void): void {
    const original = originalTypes.get(raw);
    if (original === undefined) delete raw.headers['content-type'];
    else raw.headers['content-type'] = original;
    done(null);
  },
};
