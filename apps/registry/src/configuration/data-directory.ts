import { mkdir } from 'node:fs/promises';
import { StartError } from '../process/start-error.js';

/**
 * Makes a folder of the data directory, and those above it.
 * @throws StartError
 */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw new StartError(`LADING_DATA_DIR can't be used: ${(error as Error).message}`, { cause: error });
  }
}
