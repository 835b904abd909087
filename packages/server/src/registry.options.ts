import type { AccessController, BlobStore, MetadataStore, RegistryHook } from '@lading/core';
import type { SettingNames } from './setting-names.js';

export interface RegistryLimits {
  /** Bytes of a manifest; 4 MiB, which every registry has to take (MAN-13). */
  readonly manifestBytes: number;
  /**
   * Bytes that the manifests being pushed may hold in memory, beyond the first 64 KiB of each; 64 MiB. A push that needs
   * more is answered with 503.
   */
  readonly manifestMemoryBytes: number;
  /** Seconds that the body of a manifest may take to arrive; 60. */
  readonly manifestSeconds: number;
  /** Bytes of a blob; no limit of our own by default. */
  readonly blobBytes: number;
  /** Tags that one push may set by `?tag=`; 100 (TAGP-02). */
  readonly tagsPerPush: number;
  /** Entries on a page of tags or repositories, whatever a client asks for; 1000. */
  readonly pageEntries: number;
  /** Bytes of a page of referrers; 4 MiB, since many clients read only the first page (RFR-11). */
  readonly referrersBytes: number;
  /** Bytes of manifests and small blobs that are kept in memory; 64 MiB, and 0 turns it off. */
  readonly contentCacheBytes: number;
  /** The minimum average rate of a request body in bytes per second; 1024, and 0 for no minimum. */
  readonly bodyBytesPerSecond: number;
  /** Seconds over which that average is taken. A client may pause for so long; 300. */
  readonly bodyRateSeconds: number;
}

export interface RegistryAllowances {
  /** `DELETE` of a tag, of a manifest, of a blob; all three by default (DEL-01). */
  readonly deleteTags: boolean;
  readonly deleteManifests: boolean;
  readonly deleteBlobs: boolean;
  /** `GET /v2/_catalog`; on, for those whom the access controller lets in (LEG-02). */
  readonly catalog: boolean;
  /** A mount without `from` looks where the caller may pull from; off (MNT-05). */
  readonly anonymousMount: boolean;
  /** Images whose blobs, and indexes whose entries, are not all there; off (PUSH-03). */
  readonly sparseImages: boolean;
  readonly sparseIndexes: boolean;
}

export interface UploadSettings {
  /** Seconds without any request after which an unfinished upload is given up; 24 hours (CANC-05). */
  readonly idleSeconds: number;
  /** Seconds after which the upload of a replica that died may be taken over, which a request for it waits for; 20. */
  readonly leaseSeconds: number;
  /** Uploads that one client may have open; 10,000, and 0 for no limit. A client is an IPv4 address or a /64 of IPv6. */
  readonly openPerClient: number;
  /** Uploads that all clients together may have open; 100,000, and 0 for no limit. */
  readonly open: number;
}

export interface RedirectSettings {
  /** Send pulls of blobs to the store itself, where it offers URLs; off. */
  readonly enabled: boolean;
  /** Seconds that such a URL works at least; 1200. */
  readonly expiresInSeconds: number;
  /** Whether this client can reach the store; all can. */
  readonly mayFollow: (client: PullingClient) => boolean;
}

/** Who pulls, as far as it matters to whether a redirect helps. */
export interface PullingClient {
  /** Its IP address. */
  readonly address: string;
  readonly userAgent: string | undefined;
}

export interface MaintenanceSettings {
  /** Free what expired and what was deleted from this process; on. */
  readonly enabled: boolean;
  /** Seconds between two rounds; 60. */
  readonly intervalSeconds: number;
  /**
   * Seconds after which leftovers of an upload are swept from a store that can sweep: no upload goes on for longer, so it
   * is more than `uploads.idleSeconds`; a week.
   */
  readonly sweepAgeSeconds: number;
}

export interface RegistryOptions {
  readonly blobStore: BlobStore;
  readonly metadataStore: MetadataStore;
  /** There is no default: openness is written down, as `allowEveryone()`. */
  readonly accessController: AccessController;
  /** Asked in this order; the first that refuses decides. */
  readonly hooks?: readonly RegistryHook[];
  readonly limits?: Partial<RegistryLimits>;
  readonly allow?: Partial<RegistryAllowances>;
  readonly uploads?: Partial<UploadSettings>;
  readonly redirects?: Partial<RedirectSettings>;
  readonly maintenance?: Partial<MaintenanceSettings>;
  /** The names of settings in messages to clients, if the application has other names for them. */
  readonly settingNames?: SettingNames;
}

export interface ResolvedRegistryOptions extends Required<RegistryOptions> {
  readonly limits: RegistryLimits;
  readonly allow: RegistryAllowances;
  readonly uploads: UploadSettings;
  readonly redirects: RedirectSettings;
  readonly maintenance: MaintenanceSettings;
}

const megabyte = 1024 * 1024;

export const defaultOptions = {
  limits: {
    manifestBytes: 4 * megabyte,
    manifestMemoryBytes: 64 * megabyte,
    manifestSeconds: 60,
    blobBytes: Number.MAX_SAFE_INTEGER,
    tagsPerPush: 100,
    pageEntries: 1000,
    referrersBytes: 4 * megabyte,
    contentCacheBytes: 64 * megabyte,
    bodyBytesPerSecond: 1024,
    bodyRateSeconds: 300,
  },
  allow: {
    deleteTags: true,
    deleteManifests: true,
    deleteBlobs: true,
    catalog: true,
    anonymousMount: false,
    sparseImages: false,
    sparseIndexes: false,
  },
  uploads: { idleSeconds: 24 * 60 * 60, leaseSeconds: 20, openPerClient: 10_000, open: 100_000 },
  redirects: { enabled: false, expiresInSeconds: 1200, mayFollow: () => true },
  maintenance: { enabled: true, intervalSeconds: 60, sweepAgeSeconds: 7 * 24 * 60 * 60 },
} as const satisfies Omit<
  ResolvedRegistryOptions,
  'blobStore' | 'metadataStore' | 'accessController' | 'hooks' | 'settingNames'
>;
