import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { type Requirement, requirementKey } from './requires.decorator.js';

/** The handlers of an application, by the names that Nest gives to routes: `Controller.method`. */
export interface DeclaredRequirements {
  readonly handlers: ReadonlySet<string>;
  /** Handlers that do not declare what they require. */
  readonly undeclared: ReadonlySet<string>;
  /** Handlers that require an action on a repository. Only the registry has such handlers. */
  readonly ofRepositories: ReadonlySet<string>;
}

/** Reads what the handlers of all controllers declare. If two handlers have the same name, both must declare it. */
export function readDeclaredRequirements(modules: ModulesContainer): DeclaredRequirements {
  const handlers = new Set<string>();
  const undeclared = new Set<string>();
  const ofRepositories = new Set<string>();
  const scanner = new MetadataScanner();
  for (const { controllers } of modules.values())
    for (const { name, metatype } of controllers.values())
      for (const method of scanner.getAllMethodNames(metatype?.prototype ?? null)) {
        const handler: unknown = metatype?.prototype[method];
        if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
        handlers.add(`${name}.${method}`);
        const requirement: Requirement | undefined = Reflect.getMetadata(requirementKey, handler);
        if (requirement === undefined) undeclared.add(`${name}.${method}`);
        if (requirement?.type === 'repository') ofRepositories.add(`${name}.${method}`);
      }
  return { handlers, undeclared, ofRepositories };
}
