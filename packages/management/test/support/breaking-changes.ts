type Json = Readonly<Record<string, unknown>>;

/** An OpenAPI document, as far as it is compared. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

/** Whether clients send values of a schema, or get them. */
type Direction = 'sent' | 'received';

/** What clients of one document could no longer rely on with another one. It knows what our documents contain. */
export function breakingChanges(base: OpenApi, next: OpenApi): readonly string[] {
  const found: string[] = [];
  for (const [path, methods] of Object.entries(base.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method.toUpperCase()} ${path}`;
      const now = next.paths[path]?.[method];
      if (now === undefined) found.push(`${name} is gone`);
      else new Comparison(base, next, found).operation(name, operation, now);
    }
  return found;
}

class Comparison {
  private readonly seen = new Set<string>();

  constructor(
    private readonly base: OpenApi,
    private readonly next: OpenApi,
    private readonly found: string[],
  ) {}

  operation(name: string, base: Json, next: Json): void {
    const before = byName(base.parameters);
    const after = byName(next.parameters);
    for (const [parameter, { schema }] of before) {
      const now = after.get(parameter);
      if (now === undefined) this.found.push(`${name} does not take ${parameter} any more`);
      else this.schema(`${name} ${parameter}`, schema as Json, now.schema as Json, 'sent');
    }
    for (const [parameter, { required }] of after)
      if (required === true && before.get(parameter)?.required !== true) this.found.push(`${name} needs ${parameter}`);
    this.content(`${name} body`, base.requestBody, next.requestBody, 'sent');
    for (const [status, response] of Object.entries(base.responses as Json)) {
      const now = (next.responses as Json)[status];
      if (now === undefined) this.found.push(`${name} does not answer ${status} any more`);
      else this.content(`${name} ${status}`, response, now, 'received');
    }
  }

  private content(name: string, base: unknown, next: unknown, direction: Direction): void {
    const [before, after] = [base, next].map((each) => ((each as Json | undefined)?.content ?? {}) as Json);
    if (direction === 'sent' && base === undefined && next !== undefined) this.found.push(`${name} is needed`);
    for (const [type, { schema }] of Object.entries(before as Readonly<Record<string, Json>>)) {
      const now = (after as Readonly<Record<string, Json>>)[type];
      if (now === undefined) this.found.push(`${name} is not ${type} any more`);
      else this.schema(name, (schema ?? {}) as Json, (now.schema ?? {}) as Json, direction);
    }
  }

  private schema(name: string, base: Json, next: Json, direction: Direction): void {
    const [before, after] = [resolve(this.base, base), resolve(this.next, next)];
    const key = `${direction} ${JSON.stringify(base)} ${JSON.stringify(next)}`;
    if (base.$ref !== undefined && this.seen.has(key)) return;
    this.seen.add(key);
    if (before.type !== undefined && before.type !== after.type) this.found.push(`${name} has another type`);
    this.values(name, before, after, direction);
    this.members(name, before, after, direction);
    if (before.items !== undefined)
      this.schema(`${name}[]`, before.items as Json, (after.items ?? {}) as Json, direction);
  }

  /** Clients can send no value that is gone, and get no value that they do not know. */
  private values(name: string, base: Json, next: Json, direction: Direction): void {
    const [before, after] = [base.enum, next.enum] as (readonly unknown[] | undefined)[];
    if (before === undefined || after === undefined || direction === 'received') return;
    for (const value of before) if (!after.includes(value)) this.found.push(`${name} cannot be ${value} any more`);
  }

  private members(name: string, base: Json, next: Json, direction: Direction): void {
    const before = (base.properties ?? {}) as Readonly<Record<string, Json>>;
    const after = (next.properties ?? {}) as Readonly<Record<string, Json>>;
    for (const [member, schema] of Object.entries(before)) {
      const now = after[member];
      if (now === undefined) this.found.push(`${name}.${member} is gone`);
      else this.schema(`${name}.${member}`, schema, now, direction);
    }
    const [needed, given] = [base.required ?? [], next.required ?? []] as [readonly string[], readonly string[]];
    const [fewer, more, what] = direction === 'sent' ? [needed, given, 'is needed'] : [given, needed, 'may be absent'];
    for (const member of more)
      if (!fewer.includes(member) && (direction === 'sent' || member in after))
        this.found.push(`${name}.${member} ${what}`);
  }
}

function byName(parameters: unknown): ReadonlyMap<string, Json> {
  return new Map(((parameters ?? []) as readonly Json[]).map((each) => [String(each.name), each]));
}

function resolve({ components }: OpenApi, schema: Json): Json {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  return name === undefined ? schema : (components.schemas[name] ?? {});
}
