import { RegistryError } from '../error/registry-error.js';
import { JsonDocument, readString } from './json-document.js';
import { code, endOfScalar, endOfString, skipSpace } from './json-tokens.js';
import { NamesOfObject } from './names-of-object.js';
import type { Steps } from './steps.js';
import { TokenPlaces } from './token-places.js';

/** The limit of nested objects and arrays, as in Go's `encoding/json`. */
const maximumDepth = 10_000;

/** Characters of one step. */
const stepLength = 64 * 1024;

/** An object or array whose end has not been read yet. */
interface Open {
  readonly token: number;
  /** Undefined for an array. */
  readonly names: NamesOfObject | undefined;
}

/**
 * Checks that a text is JSON which every reader understands alike: no object has a name twice, because some readers take the
 * first value and others the last (CVE-2021-41190; RFC 7493, which the image-spec requires). It builds no objects, because
 * that would dominate the time if all names differ.
 * @throws RegistryError `MANIFEST_INVALID`
 */
export function* scanJson(text: string): Steps<JsonDocument> {
  const scan = new JsonScan(text);
  for (let pauseAt = stepLength; !scan.isOver; pauseAt = scan.at + stepLength) {
    while (scan.at < pauseAt && !scan.isOver) scan.readValue();
    yield;
  }
  return scan.document();
}

class JsonScan {
  at: number;
  isOver = false;
  readonly #places = new TokenPlaces();
  readonly #open: Open[] = [];

  constructor(private readonly text: string) {
    this.at = skipSpace(text, 0);
  }

  document(): JsonDocument {
    return new JsonDocument(this.text, this.#places.starts, this.#places.ends);
  }

  /** Reads from the start of one value to the start of the next. */
  readValue(): void {
    const unit = this.text.charCodeAt(this.at);
    if (unit === code.openBrace || unit === code.openBracket) this.#begin(unit === code.openBrace);
    else {
      this.#addToken(unit === code.quote ? endOfString(this.text, this.at) : endOfScalar(this.text, this.at));
      this.#afterValue();
    }
  }

  #begin(isObject: boolean): void {
    if (this.#open.length === maximumDepth) throw invalid(`the manifest is nested more than ${maximumDepth} deep`);
    const token = this.#places.add(this.at, 0);
    this.#open.push({ token, names: isObject ? new NamesOfObject() : undefined });
    this.at = skipSpace(this.text, this.at + 1);
    const isEmpty = this.text.charCodeAt(this.at) === (isObject ? code.closeBrace : code.closeBracket);
    if (isEmpty) this.#afterValue();
    else if (isObject) this.#readName();
  }

  /** Closes all objects and arrays that end after this value, and moves to the next value. */
  #afterValue(): void {
    for (let open = this.#open.at(-1); open !== undefined; open = this.#open.at(-1)) {
      this.at = skipSpace(this.text, this.at);
      const unit = this.text.charCodeAt(this.at);
      this.at += 1;
      if (unit === code.comma) {
        this.at = skipSpace(this.text, this.at);
        if (open.names !== undefined) this.#readName();
        return;
      }
      if (unit !== (open.names === undefined ? code.closeBracket : code.closeBrace)) throw notJson();
      this.#places.ends[open.token] = this.#places.count;
      this.#open.pop();
    }
    this.isOver = true;
    if (skipSpace(this.text, this.at) !== this.text.length) throw notJson();
  }

  #readName(): void {
    const { text, at } = this;
    this.#addToken(text.charCodeAt(at) === code.quote ? endOfString(text, at) : -1);
    const name = readString(text, at, this.at);
    if (this.#open.at(-1)?.names?.add(name) === false)
      throw invalid(`an object of the manifest has the name ${JSON.stringify(name.slice(0, 255))} twice`);
    this.at = skipSpace(text, this.at);
    if (text.charCodeAt(this.at) !== code.colon) throw notJson();
    this.at = skipSpace(text, this.at + 1);
  }

  #addToken(end: number): void {
    if (end === -1) throw notJson();
    this.#places.add(this.at, end);
    this.at = end;
  }
}

function notJson(): RegistryError {
  return invalid('the manifest is not JSON');
}

function invalid(message: string): RegistryError {
  return new RegistryError('MANIFEST_INVALID', message);
}
