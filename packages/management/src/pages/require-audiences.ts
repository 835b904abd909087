import type { Type } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner } from '@nestjs/core';
import { audienceOf } from './page.decorator.js';

/** @throws Error that names a handler without `@Page()` */
export function requireAudiences(controllers: readonly Type<object>[]): void {
  for (const controller of controllers)
    for (const name of new MetadataScanner().getAllMethodNames(controller.prototype)) {
      const method: object = controller.prototype[name];
      if (Reflect.getMetadata(METHOD_METADATA, method) !== undefined && audienceOf(method) === undefined)
        throw new Error(`${controller.name}.${name} does not declare its audience with @Page()`);
    }
}
