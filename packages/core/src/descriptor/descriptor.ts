import type { Digest } from '../digest/digest.js';

/** Free words about content, by reverse-domain keys; image-spec "Annotations". */
export type Annotations = Readonly<Record<string, string>>;

/** What runs an image; image-spec "Image Index", `platform`. */
export interface Platform {
  readonly architecture: string;
  readonly os: string;
  readonly 'os.version'?: string;
  readonly 'os.features'?: readonly string[];
  readonly variant?: string;
}

/** A typed and sized reference to content; image-spec "OCI Content Descriptors". */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes of the content. */
  readonly size: number;
  readonly urls?: readonly string[];
  readonly annotations?: Annotations;
  /** The content itself in base64, if it is embedded. */
  readonly data?: string;
  readonly artifactType?: string;
  readonly platform?: Platform;
}
