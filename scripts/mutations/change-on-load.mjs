// Preloaded by run-cases.mjs's process: one built file is loaded with a change in it. No file is touched.
import { register } from 'node:module';

register('./load-hook.mjs', import.meta.url, { data: { number: Number(process.env.MUTATION) } });
