import { join } from 'node:path';
import type { Checks } from '../harness/checks.js';
import { type ClientName, createClients, type OciClients } from '../harness/oci-clients.js';
import { compareFiles, readLayout } from '../harness/oci-layout.js';

/** What the parts of this check share. */
export class ClientContext {
  readonly checks: Checks;
  readonly clients: OciClients;
  readonly host: string;
  /** Receives everything that the clients write. */
  readonly work: string;
  #folders = 0;

  static async open(checks: Checks, work: string, host: string): Promise<ClientContext> {
    return new ClientContext(checks, await createClients(join(work, 'home'), host), work, host);
  }

  private constructor(checks: Checks, clients: OciClients, work: string, host: string) {
    this.checks = checks;
    this.clients = clients;
    this.work = work;
    this.host = host;
  }

  /** The path of a folder that does not exist yet. */
  newFolder(): string {
    this.#folders += 1;
    return join(this.work, `folder-${this.#folders}`);
  }

  /** The reference with the registry before it. */
  at(reference: string): string {
    return `${this.host}/${reference}`;
  }

  /** Pulls with one client, and compares with the files of a layout. */
  async pullAndCompare(puller: ClientName, reference: string, layout: string, when = ''): Promise<void> {
    await this.checks.check(`${when}${puller} pulls ${reference}, the same bytes`, async () => {
      const folder = this.newFolder();
      await this.clients.pushAndPull[puller].pull(this.at(reference), folder);
      await compareFiles(readLayout(layout).files, folder);
    });
  }
}
