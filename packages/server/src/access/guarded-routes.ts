import type { DeclaredRequirements } from './declared-requirements.js';
import type { Requirement } from './requirement.js';

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

/** Decides which routes requests below `/v2/` may reach: only those whose handlers declare what they require. */
export class GuardedRoutes {
  constructor(
    private readonly requirements: DeclaredRequirements,
    private readonly api: ApiLocation,
  ) {}

  /**
   * @throws Error that names the handler: it is below `/v2/` and declares no requirement, it declares one and no request can
   * reach it, or it takes the name of a repository from a parameter that the route does not have
   */
  refuse({ method, url, handler: { name } }: MountedRoute): void {
    const declared = this.requirements.get(name);
    const served = `${[method].flat().join(', ')} ${url}`;
    if (declared?.every((requirement) => requirement !== undefined)) this.refuseDeclared(name, url, served, declared);
    else if (this.isBelowApi(url))
      throw new Error(
        declared === undefined
          ? `${served} is below /v2/, where only a handler of a Nest controller can declare what it requires`
          : `${name} serves ${served} below /v2/ without @RequiresLogin() or another requirement`,
      );
  }

  private refuseDeclared(name: string, url: string, served: string, declared: readonly Requirement[]): void {
    if (declared.every(isOfRegistry)) return;
    if (this.isUnreachable(url))
      throw new Error(
        `${name} serves ${served}, which no request reaches: the path of an endpoint below /v2/ begins with ${this.root}/_`,
      );
    const missing = declared.map((each) => (each.type === 'repository' ? (each.route?.missingFrom(url) ?? []) : []));
    if (missing.every(({ length }) => length > 0))
      throw new Error(`${name} serves ${served}, which has no parameter ${missing[0]?.join(', ')} for a repository`);
  }

  /** The path of `/v2` in the router. */
  private get root(): string {
    return `${this.api.routePrefix}/v2`;
  }

  /**
   * Of the paths below `/v2/`, requests reach those of the registry and of its token service, and those that begin with an
   * underscore.
   */
  private isUnreachable(url: string): boolean {
    if (!this.isBelowApi(url) || isPatternOfApi(url)) return false;
    const own = ['', '/', '/token', '/token/jwks'].map((path) => `${this.root}${path}`);
    return !own.includes(url) && !url.startsWith(`${this.root}/_`);
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

/** Whether the path names the repository, as only paths of the registry do. */
function isOfRegistry(requirement: Requirement): boolean {
  return requirement.type === 'repository' && requirement.route === undefined;
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
