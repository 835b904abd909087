import type { FastifyRequest } from 'fastify';

/** The path of the page of a request, as its browser knows it. */
export function pathOf({ originalUrl }: FastifyRequest): string {
  return originalUrl.split('?', 1)[0] ?? '/';
}

/** The path of another page. All pages are beside each other, also if a proxy puts something before their paths. */
export function siblingOf(request: FastifyRequest, name: string): string {
  const path = pathOf(request);
  return path.slice(0, path.lastIndexOf('/') + 1) + name;
}

/** A value of a form or a query; undefined if it is absent or repeated. */
export function textOf(values: unknown, name: string): string | undefined {
  const value: unknown = typeof values === 'object' && values !== null ? Reflect.get(values, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
