import type { DeclaredRequirements } from './declared-requirements.js';

/** A route as Fastify tells it. */
export interface MountedRoute {
  readonly method: string | readonly string[];
  readonly url: string;
  readonly handler: { readonly name: string };
}

/** Where an application has put the API. */
export interface ApiLocation {
  /** What `/v2/` is below for clients. */
  readonly basePath: string;
  /** What `/v2/` is below in the router, where the application has a global prefix. */
  readonly routePrefix: string;
}

/** Knows the routes that requests below `/v2/` may reach: each of them asks the access controller. */
export class GuardedRoutes {
  constructor(
    private readonly requirements: DeclaredRequirements,
    private readonly api: ApiLocation,
  ) {}

  /** @throws Error that names the handler, if the route is below `/v2/` and its handler declares no requirement */
  refuseUnguarded({ method, url, handler }: MountedRoute): void {
    const { handlers, undeclared } = this.requirements;
    const isGuarded = handlers.has(handler.name) && !undeclared.has(handler.name);
    if (isGuarded || !this.isBelowApi(url)) return;
    const route = `${[method].flat().join(', ')} ${url}`;
    if (handlers.has(handler.name))
      throw new Error(`${handler.name} serves ${route} below /v2/ without @RequiresLogin() or @RequiresCatalog()`);
    throw new Error(`${route} is below /v2/, where only a handler of a Nest controller can declare what it requires`);
  }

  /** Whether a route is made for paths below `/v2/`. */
  isBelowApi(url: string): boolean {
    const { basePath, routePrefix } = this.api;
    const roots = ['/v2', `${basePath}/v2`];
    if (roots.some((root) => url === root || url.startsWith(`${root}/`))) return true;
    // Of the paths that the prefix moves, requests below /v2/ reach those of extensions only.
    return url.startsWith(`${routePrefix}/v2/_`) || isPatternOfApi(url);
  }
}

/**
 * Whether the first segment is a pattern for `v2`, such as `v*`, `v:number` or `:version(^v2$)`. Routes for everything,
 * `*` and `:any`, are not: requests below `/v2/` do not reach them.
 */
function isPatternOfApi(url: string): boolean {
  const first = /^\/((?:[^/(]|\(.*?\))*)/.exec(url)?.[1] ?? '';
  if (!/[:*]/.test(first) || /^(?::\w+|\*)$/.test(first)) return false;
  const source = first.replace(/:\w+(?:\((.*)\))?|\*|[.+?^${}|[\]\\]/g, (part, constraint?: string) => {
    if (constraint !== undefined) return `(?:${constraint.replace(/^\^|\$$/g, '')})`;
    return part === '*' ? '.*' : part.startsWith(':') ? '.+' : `\\${part}`;
  });
  return new RegExp(`^${source}$`).test('v2');
}
