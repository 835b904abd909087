import type { Annotations } from '../descriptor/descriptor.js';
import { RegistryError } from '../error/registry-error.js';

/** RFC 6838 allows 127 characters on each side of the slash. */
const mediaTypeLength = 255;

/** One object of a manifest, with the path by which messages name it. `null` is read as absent: Go writes it for nothing. */
export class JsonObject {
  private constructor(
    private readonly path: string,
    private readonly fields: Readonly<Record<string, unknown>>,
  ) {}

  /**
   * Go's readers, most clients among them, match names without regard to case. A `Layers` that they obey and this one
   * passes over would be content that nobody counts as referenced, so such names are refused.
   * @param known the names that mean something in this object
   */
  static read(value: unknown, path: string, known: KnownNames): JsonObject {
    if (!isObject(value)) throw invalid(path, 'is not an object');
    for (const name of Object.keys(value))
      if (known.inAnyCase.test(name) && !known.names.has(name))
        throw invalid(join(path, name), 'differs from a name of the specification by the case of its letters');
    return new JsonObject(path, value);
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  value(name: string): unknown {
    return this.fields[name] ?? undefined;
  }

  /** @throws RegistryError `MANIFEST_INVALID` that says where: `layers[3].size is not a whole number` */
  refuse(name: string, fault: string): never {
    throw invalid(join(this.path, name), fault);
  }

  /** Where a field is, for the objects within it. */
  pathOf(name: string): string {
    return join(this.path, name);
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    return value === undefined || typeof value === 'string' ? value : this.refuse(name, 'is not a string');
  }

  /** Registries check no more of a media type than that it can be stored and shown. An empty one is none (RFR-07). */
  mediaType(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return undefined;
    if (value.length > mediaTypeLength) this.refuse(name, `has more than ${mediaTypeLength} characters`);
    return /\p{Cc}/u.test(value) ? this.refuse(name, 'has control characters') : value;
  }

  /** `null` is an empty list, as Go writes it. */
  list(name: string): readonly unknown[] | undefined {
    const value = this.fields[name] === null ? [] : this.fields[name];
    return value === undefined || Array.isArray(value) ? value : this.refuse(name, 'is not an array');
  }

  texts(name: string): readonly string[] | undefined {
    const list = this.list(name);
    return list === undefined || list.every((entry) => typeof entry === 'string')
      ? list
      : this.refuse(name, 'is not an array of strings');
  }

  annotations(): Annotations | undefined {
    const value = this.value('annotations');
    if (value === undefined) return undefined;
    const strings = isObject(value) && Object.keys(value).every((name) => typeof value[name] === 'string');
    return strings ? (value as Annotations) : this.refuse('annotations', 'is not an object of strings');
  }
}

/** The names that mean something in an object of a manifest. */
export interface KnownNames {
  readonly names: ReadonlySet<string>;
  readonly inAnyCase: RegExp;
}

/** With the flags `iu` an expression folds as Go does, also the two letters beyond ASCII that fold to ASCII: ſ and K. */
export function knownNames(...names: readonly string[]): KnownNames {
  const alternatives = names.map((name) => name.replaceAll('.', '\\.')).join('|');
  return { names: new Set(names), inAnyCase: new RegExp(`^(?:${alternatives})$`, 'iu') };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function invalid(path: string, fault: string): RegistryError {
  return new RegistryError('MANIFEST_INVALID', `${path === '' ? 'the manifest' : path} ${fault}`, { detail: { path } });
}
