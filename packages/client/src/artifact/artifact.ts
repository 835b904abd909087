/** The annotation with the file name of a layer (image-spec "Pre-Defined Annotation Keys"). */
export const titleAnnotation = 'org.opencontainers.image.title';
/** ORAS's annotations on a packed folder: that it is one, and the digest of the archive before compression. */
export const unpackAnnotation = 'io.deis.oras.content.unpack';
export const contentAnnotation = 'io.deis.oras.content.digest';

/** The default number of files that are transferred at once. */
export const usualConcurrency = 4;

/** The progress of one file of an artifact. */
export interface FileProgress {
  /** `present`: the registry has the file, and no bytes were sent. */
  readonly state: 'moving' | 'done' | 'present';
  /** The bytes transferred so far. */
  readonly bytes: number;
}
