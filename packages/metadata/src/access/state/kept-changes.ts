/** For how many changes their stamps and the ids of the rows that they deleted are kept. */
export const keptChanges = 10_000;
