import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner } from '@nestjs/core';
import { declarationOf, type OperationDeclaration } from './operation.decorator.js';

/** One method of one path. */
export interface Route {
  readonly method: string;
  /** Such as `/api/v1/users/:name`. */
  readonly path: string;
  /** The handler, such as `UsersController.list`. */
  readonly handler: string;
  readonly operation: OperationDeclaration & { readonly status: number };
}

/**
 * The routes of controllers.
 * @throws Error that names a handler without `@Operation()`
 */
export function routesOf(controllers: readonly Type<object>[]): readonly Route[] {
  return controllers.flatMap((controller) =>
    new MetadataScanner().getAllMethodNames(controller.prototype).flatMap((name) => routeOf(controller, name) ?? []),
  );
}

function routeOf(controller: Type<object>, name: string): Route | undefined {
  const method: object = controller.prototype[name];
  const verb: RequestMethod | undefined = Reflect.getMetadata(METHOD_METADATA, method);
  if (verb === undefined) return undefined;
  const handler = `${controller.name}.${name}`;
  const operation = declarationOf(method);
  if (operation === undefined) throw new Error(`${handler} does not declare its audience with @Operation()`);
  const parts = [Reflect.getMetadata(PATH_METADATA, controller), Reflect.getMetadata(PATH_METADATA, method)];
  const path = `/${parts.join('/')}`.replace(/\/+/g, '/').replace(/\/$/, '');
  return { method: RequestMethod[verb], path, handler, operation };
}
