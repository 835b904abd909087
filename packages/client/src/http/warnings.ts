import { visibleText } from '../error/visible-url.js';
import type { ResponseHeaders } from './fetch.js';

/** A warning of a registry for a person (WRN-04). */
export interface RegistryWarning {
  /** The host that sent it, with its port. */
  readonly host: string;
  readonly text: string;
}

const remembered = 1000;
const value = /299 - "((?:[^"\\]|\\.)*)"/g;

/** Passes each warning on once, even if many responses have it (WRN-05). */
export class Warnings {
  readonly #seen = new Set<string>();

  constructor(private readonly onWarning: ((warning: RegistryWarning) => void) | undefined) {}

  /** Reads the `Warning` fields of a response. Ignores forms that the specification does not allow (WRN-02). */
  read(headers: ResponseHeaders, url: URL): void {
    const field = this.onWarning === undefined ? null : headers.get('warning');
    if (field === null) return;
    for (const [, quoted = ''] of field.slice(0, 8192).matchAll(value)) {
      const text = visibleText(quoted.replace(/\\(.)/g, '$1'));
      const key = `${url.host} ${text}`;
      if (this.#seen.has(key) || this.#seen.size >= remembered) continue;
      this.#seen.add(key);
      this.onWarning?.({ host: url.host, text });
    }
  }
}
