import { applyDecorators, SetMetadata } from '@nestjs/common';
import type { Audience } from '../route/operation.decorator.js';

const pageKey = Symbol('page');

/** Declares the audience of a page: `anyone`, or a `user` with a session. Without it, the application does not start. */
export function Page(audience: Audience): MethodDecorator {
  return applyDecorators(SetMetadata(pageKey, audience));
}

export function audienceOf(handler: object): Audience | undefined {
  return Reflect.getMetadata(pageKey, handler);
}
