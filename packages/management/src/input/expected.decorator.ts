import type { Expectation } from '@lading/access';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem/problem.js';

const entityTag = /^"(\d{1,15})"$/;

/** What `If-Match` and `If-None-Match` say about the record that a request changes (RFC 9110, section 13.1). */
export const Expected = createParamDecorator((_: unknown, context: ExecutionContext): Expectation => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  return expectationOf(headers['if-match'], headers['if-none-match']);
});

/** @throws Problem `INVALID` if a field has another form; `STALE` for a tag that no record can have */
export function expectationOf(ifMatch: string | undefined, ifNoneMatch: string | undefined): Expectation {
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() !== '*' || ifMatch !== undefined)
      throw new Problem('INVALID', 'If-None-Match can only be *, without If-Match');
    return 'absent';
  }
  if (ifMatch === undefined) return undefined;
  if (ifMatch.trim() === '*') return 'present';
  if (ifMatch.includes(',')) throw new Problem('INVALID', 'If-Match can only have one entity tag');
  const [, version] = entityTag.exec(ifMatch.trim()) ?? [];
  if (version === undefined) throw new Problem('STALE', 'the record does not have this entity tag');
  return Number(version);
}
