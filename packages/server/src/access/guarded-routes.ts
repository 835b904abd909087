import type { DeclaredRequirements } from './declared-requirements.js';

/** A route as Fastify's `onRoute` hook reports it. */
export interface MountedRoute {
  readonly method: string | readonly string[];
  readonly url: string;
  readonly handler: { readonly name: string };
}

/** The paths of the API in an application. */
export interface ApiLocation {
  /** The path before `/v2/` for clients. */
  readonly basePath: string;
  /** The path before `/v2/` in the router: the global prefix of the application. */
  readonly routePrefix: string;
}

/** Decides which routes requests below `/v2/` may reach: only those whose handlers ask the access controller. */
export class GuardedRoutes {
  constructor(
    private readonly requirements: DeclaredRequirements,
    private readonly api: ApiLocation,
  ) {}

  /**
   * @throws Error that names the handler, if the route is below `/v2/` and its handler declares no requirement, or if the
   * handler declares one and no request can reach it
   */
  refuse({ method, url, handler }: MountedRoute): void {
    const { handlers, undeclared } = this.requirements;
    const isGuarded = handlers.has(handler.name) && !undeclared.has(handler.name);
    const route = `${[method].flat().join(', ')} ${url}`;
    if (isGuarded && this.isUnreachable(url, handler.name))
      throw new Error(
        `${handler.name} serves ${route}, which no request reaches: the path of an endpoint with @RequiresLogin() or @RequiresCatalog() begins with ${this.root}/_`,
      );
    if (isGuarded || !this.isBelowApi(url)) return;
    if (handlers.has(handler.name))
      throw new Error(`${handler.name} serves ${route} below /v2/ without @RequiresLogin() or @RequiresCatalog()`);
    throw new Error(`${route} is below /v2/, where only a handler of a Nest controller can declare what it requires`);
  }

  /** The path of `/v2` in the router. */
  private get root(): string {
    return `${this.api.routePrefix}/v2`;
  }

  /** The guard refuses every request for a handler with a requirement, unless its path is one of the API. */
  private isUnreachable(url: string, handler: string): boolean {
    if (this.requirements.ofRepositories.has(handler) || isPatternOfApi(url)) return false;
    return url !== this.root && url !== `${this.root}/` && !url.startsWith(`${this.root}/_`);
  }

  /** Whether a route serves paths below `/v2/`. */
  isBelowApi(url: string): boolean {
    const { basePath, routePrefix } = this.api;
    const roots = ['/v2', `${basePath}/v2`];
    if (roots.some((root) => url === root || url.startsWith(`${root}/`))) return true;
    // Below the global prefix, requests below /v2/ reach only the paths of extensions.
    return url.startsWith(`${routePrefix}/v2/_`) || isPatternOfApi(url);
  }
}

/**
 * Whether the first segment is a pattern for `v2`, such as `v*`, `v:number` or `:version(^v2$)`. `*` and `:any` match
 * everything and do not count: requests below `/v2/` do not reach such routes.
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
