/** For how many changes the ids of deleted rows are kept. */
export const keptDeletions = 10_000;
