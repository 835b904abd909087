import type { CredentialRecord } from '@lading/core';
import { MemoryRecords } from './memory-records.js';

export class MemoryCredentials extends MemoryRecords<CredentialRecord> {
  readonly #use: (ids: readonly string[]) => Promise<void>;

  constructor(table: () => ReadonlyMap<string, CredentialRecord>, use: (ids: readonly string[]) => Promise<void>) {
    super(table);
    this.#use = use;
  }

  async findBySecret(secretHash: string): Promise<CredentialRecord | undefined> {
    const [found] = this.select((credential) => credential.secretHash === secretHash);
    return found;
  }

  async listOf({ kind, name }: CredentialRecord['owner']): Promise<readonly CredentialRecord[]> {
    return this.select(({ owner }) => owner.kind === kind && owner.name === name);
  }

  use(ids: readonly string[]): Promise<void> {
    return this.#use(ids);
  }
}
