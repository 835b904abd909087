import type { Descriptor, RepositoryName } from '@lading/core';
import { Blobs } from '../blob/blobs.js';
import { Manifests } from '../manifest/manifests.js';
import { Referrers, type ReferrersOptions } from '../referrer/referrers.js';
import { Tags } from '../tag/tags.js';
import { Uploads } from '../upload/uploads.js';
import type { RepositoryEndpoint } from './repository-endpoint.js';

/** One repository of a registry. */
export class RepositoryClient {
  readonly name: RepositoryName;
  /** The registry that it is in. */
  readonly registry: URL;
  readonly manifests: Manifests;
  readonly blobs: Blobs;
  readonly tags: Tags;
  /** Upload sessions, step by step; `blobs.push` does all of it. */
  readonly uploads: Uploads;
  readonly #referrers: Referrers;

  constructor(endpoint: RepositoryEndpoint) {
    this.name = endpoint.name;
    this.registry = endpoint.transport.options.registry;
    this.#referrers = new Referrers(endpoint);
    this.manifests = new Manifests(endpoint, this.#referrers);
    this.uploads = new Uploads(endpoint);
    this.blobs = new Blobs(endpoint, this.uploads);
    this.tags = new Tags(endpoint, this.manifests);
  }

  /** Lists the manifests that are about a digest, by the API or by the fallback tag (RFR-10 to RFR-16). */
  referrers(subject: string, options: ReferrersOptions = {}): AsyncIterable<Descriptor> {
    return this.#referrers.list(subject, options);
  }
}
