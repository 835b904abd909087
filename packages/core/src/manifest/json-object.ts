import type { Annotations } from '../descriptor/descriptor.js';
import { quoted } from '../error/quoted.js';
import { RegistryError } from '../error/registry-error.js';
import type { JsonDocument } from '../json/json-document.js';
import { code } from '../json/json-tokens.js';
import type { Steps } from '../json/steps.js';
import { textOfStrings } from '../json/text-of-strings.js';

/** RFC 6838 allows 127 characters on each side of the slash. */
const mediaTypeLength = 255;

/** Names or elements of one step. */
const stepValues = 1024;

/**
 * One object of a manifest. It reads fields as Go's JSON decoder does, which most clients use, and refuses the values that
 * the decoder refuses. As in Go, `null` means absent.
 */
export class JsonObject {
  private constructor(
    private readonly document: JsonDocument,
    /** The path of this object, for messages. */
    private readonly path: string,
    /** The tokens of the values of known names, including `null`. */
    private readonly fields: ReadonlyMap<string, number>,
  ) {}

  /**
   * Reads an object. Go's decoder matches names without regard to case: a client would use a `Layers` that this registry
   * ignores, and its content would not count as referenced. Such names are refused.
   * @param known the names that mean something in this object
   */
  static *read(document: JsonDocument, token: number, path: string, known: KnownNames): Steps<JsonObject> {
    if (document.unitAt(token) !== code.openBrace) throw invalid(path, `is not an object${shown(document, token)}`);
    const fields = new Map<string, number>();
    const end = document.after(token);
    let count = 0;
    for (let at = token + 1; at < end; at = document.after(at + 1)) {
      const name = document.stringAt(at) as string;
      if (!known.names.has(name)) refuseOtherCase(name, path, known);
      else fields.set(name, at + 1);
      count += 1;
      if (count % stepValues === 0) yield;
    }
    return new JsonObject(document, path, fields);
  }

  has(name: string): boolean {
    return this.#valueOf(name) !== undefined;
  }

  /** @throws RegistryError `MANIFEST_INVALID` with the path and the value: `layers[3].size is not a whole number: 5.0` */
  refuse(name: string, fault: string): never {
    const token = this.#valueOf(name);
    throw invalid(join(this.path, name), token === undefined ? fault : `${fault}${shown(this.document, token)}`);
  }

  /** The object in a field; undefined if the field is absent. */
  *object(name: string, known: KnownNames): Steps<JsonObject | undefined> {
    const token = this.#valueOf(name);
    return token === undefined ? undefined : yield* JsonObject.read(this.document, token, join(this.path, name), known);
  }

  string(name: string): string | undefined {
    const token = this.#valueOf(name);
    return token === undefined ? undefined : (this.document.stringAt(token) ?? this.refuse(name, 'is not a string'));
  }

  /** Checks only that a media type can be stored and shown. An empty one counts as absent (RFR-07). */
  mediaType(name: string): string | undefined {
    const value = this.string(name);
    if (value === undefined || value === '') return undefined;
    if (value.length > mediaTypeLength) this.refuse(name, `has more than ${mediaTypeLength} characters`);
    return /\p{Cc}/u.test(value) ? this.refuse(name, 'has control characters') : value;
  }

  /** Base64 text. Like Go, it ignores line ends in it. */
  base64(name: string): string | undefined {
    const value = this.string(name);
    if (value === undefined || isBase64(value)) return value;
    return this.refuse(name, 'is not base64');
  }

  /** The value of a field; NaN if it is not written as an integer. Go accepts neither `5.0` nor `5e0`. */
  integer(name: string): number | undefined {
    const token = this.#valueOf(name);
    if (token === undefined) return undefined;
    const literal = this.document.literalAt(token);
    return /^-?\d+$/.test(literal) ? Number(literal) : Number.NaN;
  }

  /**
   * The steps that read each object of an array; undefined if the field is absent. `null` is an empty array, which Go writes
   * as `null`.
   */
  *objects(name: string, known: KnownNames): Steps<Iterable<Steps<JsonObject>> | undefined> {
    if (!this.fields.has(name)) return undefined;
    return this.#objectsOf(name, (yield* this.#elements(name)) ?? [], known);
  }

  /** An array of strings. As in Go, `null` in it is an empty string. */
  *strings(name: string): Steps<readonly string[] | undefined> {
    const tokens = yield* this.#elements(name);
    if (tokens === undefined) return undefined;
    const strings: string[] = [];
    for (const token of tokens) {
      strings.push(this.#stringIn(name, token, 'is not an array of strings'));
      if (strings.length % stepValues === 0) yield;
    }
    return strings;
  }

  /** The annotations of the object. As in Go, a `null` value is an empty string. */
  *annotations(): Steps<Annotations | undefined> {
    const token = this.#valueOf('annotations');
    if (token === undefined) return undefined;
    const fault = 'is not an object of strings';
    if (this.document.unitAt(token) !== code.openBrace) this.refuse('annotations', fault);
    const annotations: Record<string, string> = {};
    const end = this.document.after(token);
    for (let at = token + 1; at < end; at += 2) {
      setMember(annotations, this.document.stringAt(at) as string, this.#stringIn('annotations', at + 1, fault));
      if (at % stepValues < 2) yield;
    }
    return annotations;
  }

  /** The same as JSON text. Only for an object whose annotations are valid. */
  *annotationsJson(): Steps<string | undefined> {
    const token = this.#valueOf('annotations');
    return token === undefined ? undefined : yield* textOfStrings(this.document, token);
  }

  *#objectsOf(
    name: string,
    tokens: readonly number[],
    known: KnownNames,
  ): Generator<Steps<JsonObject>, void, undefined> {
    for (const [index, token] of tokens.entries())
      yield JsonObject.read(this.document, token, join(this.path, `${name}[${index}]`), known);
  }

  #valueOf(name: string): number | undefined {
    const token = this.fields.get(name);
    return token === undefined || this.document.unitAt(token) === code.lowerN ? undefined : token;
  }

  *#elements(name: string): Steps<readonly number[] | undefined> {
    const token = this.#valueOf(name);
    if (token === undefined) return undefined;
    if (this.document.unitAt(token) !== code.openBracket) this.refuse(name, 'is not an array');
    const elements: number[] = [];
    const end = this.document.after(token);
    for (let at = token + 1; at < end; at = this.document.after(at)) {
      elements.push(at);
      if (elements.length % stepValues === 0) yield;
    }
    return elements;
  }

  #stringIn(name: string, token: number, fault: string): string {
    if (this.document.unitAt(token) === code.lowerN) return '';
    return this.document.stringAt(token) ?? this.refuse(name, fault);
  }
}

/** Sets a member. An assignment to `__proto__` would replace the prototype instead. */
function setMember(object: Record<string, string>, name: string, value: string): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** The names that mean something in an object of a manifest. */
export interface KnownNames {
  readonly names: ReadonlySet<string>;
  readonly inAnyCase: RegExp;
}

/** With the flags `iu` an expression folds as Go does, also the two letters beyond ASCII that fold to ASCII: ſ and K. */
export function knownNames(...names: readonly string[]): KnownNames {
  const alternatives = names.map((name) => name.replaceAll('.', '\\.')).join('|');
  return { names: new Set(names), inAnyCase: new RegExp(`^(?:${alternatives})$`, 'iu') };
}

function refuseOtherCase(name: string, path: string, known: KnownNames): void {
  if (known.inAnyCase.test(name))
    throw invalid(join(path, name), 'differs from a name of the specification by the case of its letters');
}

/**
 * Whether a text is base64 in groups of four with padding, and line ends anywhere. As in Go, the unused last bits may have
 * any value. It makes no copy without the line ends: that is slow for a text with many of them.
 */
function isBase64(text: string): boolean {
  if (!/^[A-Za-z0-9+/\r\n]*(?:=[\r\n]*){0,2}$/.test(text)) return false;
  let length = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= code.space) length += 1;
  return length % 4 === 0;
}

/** The end of a message that shows a string, a number or a literal; empty for an object or an array. */
function shown(document: JsonDocument, token: number): string {
  const text = document.stringAt(token);
  if (text !== undefined) return `: ${quoted(text)}`;
  const literal = document.literalAt(token);
  return literal === '' ? '' : `: ${literal.slice(0, 100)}`;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function invalid(path: string, fault: string): RegistryError {
  return new RegistryError('MANIFEST_INVALID', `${path === '' ? 'the manifest' : path} ${fault}`, { detail: { path } });
}
