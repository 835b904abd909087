import type { FastifyInstance } from 'fastify';

const line = /^((?:[│ ] {3})*)[├└]── (\S*)(?: \((.+)\))?$/;

/** All routes of a router, from every part of the application. */
export function readRoutes(fastify: FastifyInstance): readonly string[] {
  const parents: string[] = [];
  const routes: string[] = [];
  for (const text of fastify.printRoutes().trimEnd().split('\n')) {
    const [, indent = '', part = '', methods] = line.exec(text) ?? unreadable(text);
    const depth = indent.length / 4;
    const path = `${depth === 0 ? '' : parents[depth - 1]}${part}`;
    parents[depth] = path;
    for (const method of methods?.split(', ') ?? []) routes.push(`${method} ${path}`);
  }
  return routes.sort();
}

function unreadable(text: string): never {
  throw new Error(`a line of the list of routes cannot be read: ${text}`);
}
