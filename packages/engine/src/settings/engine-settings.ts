import { limitSetting, numberSetting, type SettingsOf, truthSetting } from '@lading/core';

const day = 86_400;
const year = 366 * day;
const mebibyte = 1024 * 1024;

const allowing = {
  allowDelete: truthSetting({
    default: true,
    description: 'Whether tags, manifests and blobs can be deleted.',
  }),
  allowCatalog: truthSetting({ default: true, description: 'Whether the registry lists its repositories.' }),
  allowAnonymousMount: truthSetting({
    default: false,
    description:
      'Whether a mount that names no source finds the blob in any repository from which the client may pull.',
  }),
  allowSparse: truthSetting({
    default: false,
    description: 'Whether a manifest may name blobs, and an index manifests, that its repository does not have.',
  }),
};

const limits = {
  maximumManifestBytes: numberSetting({
    default: 4 * mebibyte,
    least: 1024,
    most: 64 * mebibyte,
    unit: 'bytes',
    description: 'The largest manifest that can be pushed. Many clients read no more than 4 MiB.',
  }),
  maximumBlobBytes: limitSetting({
    default: undefined,
    least: 1024,
    most: Number.MAX_SAFE_INTEGER,
    unit: 'bytes',
    description: 'The largest blob that can be pushed.',
  }),
  maximumTagsPerPut: numberSetting({
    default: 100,
    least: 10,
    most: 1000,
    description: 'Tags that one push of a manifest may ask for. It sets the first ones that its answer names in 2 KiB.',
  }),
  maximumTagsPerRepository: limitSetting({
    default: undefined,
    least: 1,
    most: 100_000,
    description: 'The most tags of a repository. A push beyond it is refused if it creates a tag.',
  }),
  hookTimeoutSeconds: numberSetting({
    default: 2,
    least: 1,
    most: 10,
    unit: 'seconds',
    description:
      'How long hooks may check one change inside its transaction. Other changes of its repository wait meanwhile. Keep it below the time limit of the database.',
  }),
  contentCacheBytes: numberSetting({
    default: 64 * mebibyte,
    least: 0,
    most: 64 * 1024 * mebibyte,
    unit: 'bytes',
    description:
      'Memory of each process for manifests and small blobs that are read often. Whether they exist is asked each time.',
  }),
};

const lists = {
  maximumPageSize: numberSetting({
    default: 1000,
    least: 1,
    most: 100_000,
    description: 'The most tags or repositories in one response.',
  }),
  maximumReferrersBytes: numberSetting({
    default: 4 * mebibyte,
    least: 1,
    most: 64 * mebibyte,
    unit: 'bytes',
    description: 'The size of a page of referrers. Many clients read only the first page, and no more than 4 MiB.',
  }),
};

const redirects = {
  redirects: truthSetting({
    default: false,
    description:
      'Whether pulls of blobs go straight to a storage that offers URLs, such as S3, unless a client refuses that.',
  }),
  redirectSeconds: numberSetting({
    default: 1200,
    least: 60,
    most: 7 * day,
    unit: 'seconds',
    description: 'How long the URL of a redirect works, unless the credentials that signed it end before.',
  }),
};

const uploads = {
  maximumUploadsPerClient: limitSetting({
    default: 10_000,
    least: 1,
    most: 1_000_000,
    description: 'Uploads that one IPv4 address, or one /64 of IPv6, may have open.',
  }),
  maximumUploads: limitSetting({
    default: 100_000,
    least: 1,
    most: 10_000_000,
    description: 'Uploads that all clients together may have open.',
  }),
  uploadExpirySeconds: numberSetting({
    default: day,
    least: 1,
    most: year,
    unit: 'seconds',
    description: 'How long an unfinished upload is kept after the last byte that it got.',
  }),
  uploadLeaseSeconds: numberSetting({
    default: 20,
    least: 1,
    most: 3600,
    unit: 'seconds',
    description: 'How long the upload of a process that died waits before another one takes it over.',
  }),
};

const maintenance = {
  maintenanceIntervalSeconds: numberSetting({
    default: 60,
    least: 1,
    most: day,
    unit: 'seconds',
    description: 'How often background tasks look for what expired or was deleted, and free it.',
  }),
  changeRetentionSeconds: numberSetting({
    default: 90 * day,
    least: day,
    most: 100 * year,
    unit: 'seconds',
    description: 'How long the log of changes keeps a change at least. Changes are deleted up to 8 days later.',
  }),
  sweepAgeSeconds: numberSetting({
    default: 7 * day,
    least: 1,
    most: year,
    unit: 'seconds',
    description:
      'The age from which leftovers of uploads are swept from the storage. It is never less than twice `uploadExpirySeconds`.',
  }),
};

/** The settings of the operations. */
export const engineSettings = { ...allowing, ...limits, ...lists, ...redirects, ...uploads, ...maintenance };

export type EngineSettings = SettingsOf<typeof engineSettings>;

/** An application's names of settings, such as environment variables, for messages. A setting has its own name if absent. */
export type EngineSettingNames = Readonly<Partial<Record<keyof EngineSettings, string>>>;
