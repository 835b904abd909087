/** For how many changes the stamps and the ids of deleted rows are kept. */
export const keptChanges = 10_000;
