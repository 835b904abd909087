/** The name of a layer as a file (image-spec "Pre-Defined Annotation Keys"). */
export const titleAnnotation = 'org.opencontainers.image.title';
/** ORAS marks so a folder that was packed, and the archive before it was packed. */
export const unpackAnnotation = 'io.deis.oras.content.unpack';
export const contentAnnotation = 'io.deis.oras.content.digest';

/** Files on their way at a time, unless told otherwise. */
export const usualConcurrency = 4;

/** How far one file of an artifact is. */
export interface FileProgress {
  /** `present` is done without a byte sent, since the registry has it. */
  readonly state: 'moving' | 'done' | 'present';
  /** Bytes on their way or arrived; all of them in the end. */
  readonly bytes: number;
}
