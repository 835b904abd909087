import { createRegistryDataSource, PostgresAccessStore } from '@lading/metadata';

/** Watches, and then only waits: the process ends if nothing keeps it running. */
const [url, schema] = process.argv.slice(2);
const dataSource = createRegistryDataSource({ url, schema });
await dataSource.initialize();
const store = new PostgresAccessStore(dataSource);
await new Promise((resolve) => store.watch(resolve, new AbortController().signal));
await dataSource.destroy();
process.stdout.write('watched');
