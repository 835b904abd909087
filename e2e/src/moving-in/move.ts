import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Checks } from '../harness/checks.js';
import { type DistributionProgram, readVersion, startDistribution } from '../harness/distribution.js';
import { expectEqual, expectNone } from '../harness/expect.js';
import { makeImage } from '../harness/image.js';
import { expectStatus, getJson, pushImage, send } from '../harness/push-and-pull.js';
import { type Broken, breakContent, type Filled, fill } from './content.js';
import { expectNamed, type ImportCounts, runImport } from './import.js';
import { killImport } from './kill-import.js';
import type { Place } from './place.js';
import { findDifferences, type RegistryContent, readRegistry } from './read-registry.js';
import { checkSync } from './sync.js';
import { withLading } from './with-lading.js';

/** One registry that moves in. */
export interface Move {
  readonly name: string;
  readonly program: DistributionProgram;
  /** Receives everything but the files of the place. */
  readonly folder: string;
  readonly place: Place;
  /** The S3 server of the place, if it is one. */
  readonly endpoint?: string;
}

/** What the old registry had before it stopped. */
interface Before extends Filled {
  readonly content: RegistryContent;
}

/** Fills a registry, breaks some of its content, and imports it. */
export async function checkMove(checks: Checks, move: Move): Promise<void> {
  mkdirSync(move.folder, { recursive: true });
  const before = await checks.check(`${move.name}: is filled by crane and oras`, () => fillOldRegistry(checks, move));
  if (before !== undefined) await new MoveCheck(checks, move, before).run();
}

async function fillOldRegistry(checks: Checks, move: Move): Promise<Before> {
  const { name, program, folder, place, endpoint } = move;
  const version = await readVersion(program);
  const registry = await startDistribution(program, { directory: join(folder, 'peer'), storage: place.storage });
  try {
    const { url, host } = registry;
    const filled = await fill({ url, host, deletesTags: version.includes('v3') }, join(folder, 'client'));
    const content = await readRegistry(url, filled.untagged);
    checks.note(`${version}: ${content.manifests.size} manifests, ${content.tags.size} tags`);
    if (endpoint === undefined)
      await checkSync(checks, name, { host, content, untagged: filled.untagged }, join(folder, 'synced'));
    return { ...filled, content };
  } finally {
    await registry.stop();
  }
}

class MoveCheck {
  readonly #checks: Checks;
  readonly #name: string;
  readonly #place: Place;
  readonly #endpoint: string | undefined;
  readonly #before: Before;
  readonly #dataDirectory: string;

  constructor(checks: Checks, { name, place, endpoint, folder }: Move, before: Before) {
    this.#checks = checks;
    this.#name = name;
    this.#place = place;
    this.#endpoint = endpoint;
    this.#before = before;
    this.#dataDirectory = join(folder, 'data');
  }

  async run(): Promise<void> {
    const broken = await breakContent(this.#place);
    const files = await this.#place.list();
    await this.#check('a dry run tells what stays behind, and changes nothing', () => this.#dryRun(broken));
    await this.#check('a killed import leaves nothing that stops the next one', () =>
      killImport(this.#place, this.#dataDirectory, this.#endpoint),
    );
    const first = await this.#check('everything is imported, and no byte is copied', () => this.#import(broken));
    if (first === undefined) return;
    this.#checks.note(JSON.stringify(first));
    await this.#check('a second import changes nothing', () => this.#importAgain());
    await this.#check('its own files are unchanged', async () => expectEqual(await this.#place.list(), files));
    await this.#compareServed();
    await this.#check('everything is copied where the bytes can not stay', () => this.#importElsewhere(first));
    await this.#check('a tag that was moved since stays where it is', () => this.#expectMovedTag());
    if (this.#endpoint === undefined)
      await this.#check('everything is there after its own files are gone', () => this.#removeFiles());
  }

  #check<Result>(title: string, action: () => Promise<Result>): Promise<Result | undefined> {
    return this.#checks.check(`${this.#name}: ${title}`, action);
  }

  async #dryRun(broken: Broken): Promise<void> {
    const { code, counts, lines } = await runImport(['--dry-run'], this.#place, this.#dataDirectory);
    expectEqual([code, counts.tags], [2, this.#before.content.tags.size + broken.tagsOnlyOnTheSurface]);
    expectNamed(lines, broken.seenByDryRun);
    if (statSync(this.#dataDirectory, { throwIfNoEntry: false }) !== undefined)
      throw new Error('it made a data directory');
  }

  async #import(broken: Broken): Promise<ImportCounts> {
    const { code, counts, lines } = await runImport([], this.#place, this.#dataDirectory);
    expectEqual([code, counts.skipped], [2, broken.seen.length]);
    expectNamed(lines, broken.seen);
    expectEqual(counts.linked, counts.blobs);
    return counts;
  }

  async #importAgain(): Promise<void> {
    const { counts } = await runImport([], this.#place, this.#dataDirectory);
    expectEqual([counts.blobs, counts.manifests, counts.tags], [0, 0, 0]);
  }

  async #compareServed(): Promise<void> {
    const { content, subject, deleted } = this.#before;
    await withLading(this.#dataDirectory, this.#place.environment, async ({ url }) => {
      await this.#check('catalog, tags, manifests and blobs are the same', async () =>
        expectNone(await findDifferences(content, url)),
      );
      await this.#check('artifacts are listed as referrers', async () => {
        const { repository, digest, type } = subject;
        const referrers = `${url}/v2/${repository}/referrers/${digest}`;
        const { manifests } = await getJson<{ manifests: { artifactType: string }[] }>(referrers);
        expectEqual(
          manifests.map(({ artifactType }) => artifactType),
          [type],
        );
      });
      await this.#check('deleted content was not imported', async () => {
        for (const path of deleted) expectStatus(await send('GET', `${url}/v2/${path}`), 404);
      });
    });
  }

  /** On another file system, or in another bucket. */
  async #importElsewhere(first: ImportCounts): Promise<void> {
    const { root, elsewhere: environment } = this.#place;
    const { manifests, tags } = this.#before.content;
    const directory = mkdtempSync('/dev/shm/lading-moving-in-');
    try {
      const { counts } = await runImport([], { root, environment }, join(directory, 'data'));
      expectEqual([counts.manifests, counts.tags, counts.linked], [manifests.size, tags.size, 0]);
      if (counts.blobs < first.blobs) throw new Error(`only ${counts.blobs} blobs`);
    } finally {
      rmSync(directory, { recursive: true });
    }
  }

  async #expectMovedTag(): Promise<void> {
    const [repository, tag] = ['library/one', 'latest'];
    const { environment } = this.#place;
    this.#before.content.tags.delete(`${repository}:${tag}`);
    const image = makeImage('moved');
    await withLading(this.#dataDirectory, environment, ({ url }) => pushImage(url, repository, tag, image));
    const { lines } = await runImport([], this.#place, this.#dataDirectory);
    expectNamed(lines, [`${repository}:${tag}: it points to ${image.digest}`]);
    await withLading(this.#dataDirectory, environment, async ({ url }) => {
      const { body } = expectStatus(await send('GET', `${url}/v2/${repository}/manifests/${tag}`), 200);
      if (!body.equals(image.manifest)) throw new Error('it was moved back');
    });
  }

  async #removeFiles(): Promise<void> {
    rmSync(this.#place.root, { recursive: true });
    await withLading(this.#dataDirectory, this.#place.environment, async ({ url }) =>
      expectNone(await findDifferences(this.#before.content, url)),
    );
  }
}
