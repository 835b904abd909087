import { type Stats, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseBcrypt } from './bcrypt-hash.js';
import { parseHtpasswd } from './parse-htpasswd.js';

const lookMilliseconds = 2000;

interface HtpasswdFileOptions {
  /** Called after each change of the file, with the error if the new content cannot be used. The old content is then kept. */
  onReload?(error?: Error): void;
}

/** The users of an htpasswd file. It follows changes of the file. */
export class HtpasswdFile {
  readonly #path: string;
  readonly #onReload: (error?: Error) => void;
  #hashes: ReadonlyMap<string, string>;
  #names: ReadonlySet<string>;
  #decoy: string | undefined;

  private constructor(path: string, hashes: ReadonlyMap<string, string>, { onReload = () => {} }: HtpasswdFileOptions) {
    this.#path = path;
    this.#onReload = onReload;
    this.#hashes = hashes;
    this.#names = new Set(hashes.keys());
    this.#decoy = decoyFor(hashes);
    watchFile(path, { interval: lookMilliseconds, persistent: false }, this.#reload);
  }

  /** @throws HtpasswdError if the content cannot be used; an error of the file system if there is no such file */
  static async open(path: string, options: HtpasswdFileOptions = {}): Promise<HtpasswdFile> {
    return new HtpasswdFile(path, await read(path), options);
  }

  /** The same set until the file changes. */
  names(): ReadonlySet<string> {
    return this.#names;
  }

  hashOf(name: string): string | undefined {
    return this.#hashes.get(name);
  }

  /**
   * A hash that no password has, and that takes as long to check as the slowest one of the file. Absent if the file has no
   * users.
   */
  get decoy(): string | undefined {
    return this.#decoy;
  }

  close(): void {
    unwatchFile(this.#path, this.#reload);
  }

  readonly #reload = async (now: Stats, before: Stats) => {
    if (now.mtimeMs === before.mtimeMs && now.size === before.size && now.ino === before.ino) return;
    try {
      this.#hashes = await read(this.#path);
      this.#names = new Set(this.#hashes.keys());
      this.#decoy = decoyFor(this.#hashes);
      this.#onReload();
    } catch (error) {
      this.#onReload(error as Error);
    }
  };
}

async function read(path: string): Promise<ReadonlyMap<string, string>> {
  return parseHtpasswd(await readFile(path, 'utf8'), path);
}

function decoyFor(hashes: ReadonlyMap<string, string>): string | undefined {
  if (hashes.size === 0) return undefined;
  const costs = Array.from(hashes.values(), (hash) => parseBcrypt(hash)?.cost ?? 0);
  return `$2b$${String(Math.max(...costs)).padStart(2, '0')}$${'.'.repeat(53)}`;
}
