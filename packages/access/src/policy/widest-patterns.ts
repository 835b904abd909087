import type { RepositoryPattern } from '@lading/core';
import { PatternTree } from './pattern-tree.js';

/** Whether a pattern matches all names that another one matches. It may say no of two that combine `*` and `**` differently. */
export function includesPattern(wide: string, narrow: string): boolean {
  const tree = new PatternTree<true>();
  tree.add(wide, true);
  return tree.find(narrow).length > 0;
}

/** The patterns without those whose names another of them matches all. */
export function widestPatterns(patterns: readonly RepositoryPattern[]): readonly RepositoryPattern[] {
  const distinct = [...new Set(patterns)];
  const tree = new PatternTree<RepositoryPattern>();
  for (const pattern of distinct) tree.add(pattern, pattern);
  return distinct.filter((pattern) => tree.find(pattern).every((other) => other === pattern));
}
