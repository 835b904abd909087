import { isVisible } from '@lading/core';
import { wrongStore } from './wrong-metadata-store.js';

export const wrongVisibility = [
  wrongStore('shows all repositories to everybody', ['repository/visible', 'repository/visible-after'], (store) => ({
    repositories: { list: ({ visible: _, ...page }) => store.repositories.list(page) },
  })),
  wrongStore('shows what is denied', ['repository/visible', 'repository/visible-after'], (store) => ({
    repositories: {
      list: ({ visible, ...page }) =>
        store.repositories.list(visible === undefined ? page : { ...page, visible: { allow: visible.allow } }),
    },
  })),
  wrongStore('removes what is hidden from a full page', ['repository/visible'], (store) => ({
    repositories: {
      list: async ({ visible, ...page }) => {
        const { items, hasMore } = await store.repositories.list(page);
        return { items: items.filter((name) => visible === undefined || isVisible(name, visible)), hasMore };
      },
    },
  })),
  wrongStore('begins again after a name that is not visible', ['repository/visible-after'], (store) => ({
    repositories: {
      list: async ({ after, ...page }) => {
        const { items } = await store.repositories.list({ ...page, limit: 1000 });
        const isKnown = after !== undefined && items.some((name) => name === after);
        return store.repositories.list(isKnown ? { ...page, after } : page);
      },
    },
  })),
];
