import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { type Requirement, requirementOf } from './requirement.js';

/**
 * The requirements of an application's handlers, by the names that Nest gives to routes: `Controller.method`. Controllers of
 * the same name share an entry.
 */
export type DeclaredRequirements = ReadonlyMap<string, readonly (Requirement | undefined)[]>;

export function readDeclaredRequirements(modules: ModulesContainer): DeclaredRequirements {
  const declared = new Map<string, (Requirement | undefined)[]>();
  const scanner = new MetadataScanner();
  for (const { controllers } of modules.values())
    for (const { name, metatype } of controllers.values())
      for (const method of scanner.getAllMethodNames(metatype?.prototype ?? null)) {
        const handler: unknown = metatype?.prototype[method];
        if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
        const known = declared.get(`${name}.${method}`) ?? [];
        declared.set(`${name}.${method}`, [...known, requirementOf(handler, metatype as never)]);
      }
  return declared;
}
