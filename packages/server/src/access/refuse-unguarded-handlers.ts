import type { Type } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { requirementKey } from './requires.decorator.js';

/**
 * Fails at start if a handler of these controllers does not say what it requires: forgotten must never mean open.
 * @throws Error that names the handler
 */
export function refuseUnguardedHandlers(controllers: readonly Type<object>[]): void {
  for (const controller of controllers)
    for (const name of Object.getOwnPropertyNames(controller.prototype)) {
      const handler: unknown = controller.prototype[name];
      if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
      if (!Reflect.hasMetadata(requirementKey, handler))
        throw new Error(`${controller.name}.${name} has no @Requires: nobody could say who may call it`);
    }
}
