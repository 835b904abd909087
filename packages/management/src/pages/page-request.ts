import type { FastifyRequest } from 'fastify';

/** The path of a request, as the browser sees it. */
export function pathOf({ originalUrl }: FastifyRequest): string {
  return originalUrl.split('?', 1)[0] ?? '/';
}

/** The path of another page. All pages are in one folder, even if a proxy adds a prefix to their paths. */
export function siblingOf(request: FastifyRequest, name: string): string {
  const path = pathOf(request);
  return path.slice(0, path.lastIndexOf('/') + 1) + name;
}

/** A value of a form or a query; undefined if it is absent or repeated. */
export function textOf(values: unknown, name: string): string | undefined {
  const value: unknown = typeof values === 'object' && values !== null ? Reflect.get(values, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
