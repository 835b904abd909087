import type { RequestClient } from '@lading/core';
import type { FastifyRequest } from 'fastify';

export function clientOf(request: FastifyRequest): RequestClient {
  return { address: request.ip, userAgent: request.headers['user-agent'] };
}
