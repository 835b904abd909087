import { createRegistryDataSource, migrateRegistry } from '@lading/metadata';

const [url, schema] = process.argv.slice(2);
const dataSource = createRegistryDataSource({ url, schema });
const applied = await migrateRegistry(dataSource);
await dataSource.destroy();
process.send(applied, () => process.disconnect());
