import { applyDecorators, SetMetadata } from '@nestjs/common';
import type { Audience } from '../route/operation.decorator.js';

const pageKey = Symbol('page');

/** Declares whom a page answers: `anyone`, or a `user` with a session. A handler that has none stops the start. */
export function Page(audience: Audience): MethodDecorator {
  return applyDecorators(SetMetadata(pageKey, audience));
}

export function audienceOf(handler: object): Audience | undefined {
  return Reflect.getMetadata(pageKey, handler);
}
