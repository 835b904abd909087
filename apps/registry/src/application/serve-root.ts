import type { FastifyInstance } from 'fastify';

/**
 * Answers `GET /` with one line that says what the server is: load balancers probe it by default, and people open it in a
 * browser. The base path gets the same answer, because a proxy may pass on nothing else.
 */
export function serveRoot(fastify: FastifyInstance, basePath: string): void {
  const text = `This is Lading, a registry for container images. Its API is at ${basePath}/v2/ and its health at /health/ready.\n`;
  for (const path of new Set(['/', `${basePath}/`, basePath || '/']))
    fastify.get(path, (_request, reply) => reply.type('text/plain; charset=utf-8').send(text));
}
