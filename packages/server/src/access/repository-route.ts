import { parseRepositoryName, type RepositoryName } from '@lading/core';

/** Finds the name of a repository in the parameters of a route, by a template such as `:team/:application`. */
export class RepositoryRoute {
  private readonly parts: readonly string[];

  /** @throws TypeError if the template has no parameter */
  constructor(readonly template: string) {
    this.parts = template.split('/');
    if (!this.parts.some(isParameter))
      throw new TypeError(`the template ${JSON.stringify(template)} has no parameter, such as :name or *`);
  }

  /** The parameters of the template that a route does not have. */
  missingFrom(url: string): readonly string[] {
    const inRoute = url.split('/').flatMap((segment) => segment.match(/:\w+|\*/g) ?? []);
    return this.parts.filter((part) => isParameter(part) && !inRoute.includes(part));
  }

  /**
   * @throws RegistryError `NAME_INVALID` if the parameters make no name
   * @throws Error if a parameter is missing
   */
  read(parameters: Readonly<Record<string, string | undefined>>): RepositoryName {
    return parseRepositoryName(
      this.parts.map((part) => (isParameter(part) ? valueIn(part, parameters) : part)).join('/'),
    );
  }
}

function isParameter(part: string): boolean {
  return part === '*' || part.startsWith(':');
}

function valueIn(part: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const value = parameters[part === '*' ? part : part.slice(1)];
  if (value === undefined) throw new Error(`the route has no parameter ${part}`);
  return value;
}
