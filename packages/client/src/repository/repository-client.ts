import type { Descriptor, RepositoryName } from '@lading/core';
import { Blobs } from '../blob/blobs.js';
import type { UploadJournal } from '../journal/upload-journal.js';
import { Referrers, type ReferrersOptions } from '../referrer/referrers.js';
import type { RepositoryEndpoint } from '../transport/repository-endpoint.js';
import { Uploads } from '../upload/uploads.js';
import { Manifests } from './manifests.js';
import { Tags } from './tags.js';

/** One repository of a registry. */
export class RepositoryClient {
  readonly name: RepositoryName;
  /** The address of its registry. */
  readonly registry: URL;
  readonly manifests: Manifests;
  readonly blobs: Blobs;
  readonly tags: Tags;
  /** Upload sessions, step by step. `blobs.push` does all steps. */
  readonly uploads: Uploads;
  readonly #referrers: Referrers;

  /** @internal `registry.repository` makes it */
  constructor(endpoint: RepositoryEndpoint, journal: UploadJournal | undefined) {
    this.name = endpoint.name;
    this.registry = endpoint.transport.options.registry;
    this.#referrers = new Referrers(endpoint);
    this.manifests = new Manifests(endpoint, this.#referrers);
    this.uploads = new Uploads(endpoint);
    this.blobs = new Blobs(endpoint, this.uploads, journal);
    this.tags = new Tags(endpoint, this.manifests);
  }

  /** Lists the manifests that refer to a digest, by the API or by the fallback tag (RFR-10 to RFR-16). */
  referrers(subject: string, options: ReferrersOptions = {}): AsyncIterable<Descriptor> {
    return this.#referrers.list(subject, options);
  }
}
