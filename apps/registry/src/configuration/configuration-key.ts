import { z } from 'zod';
import { type ConfigurationKeyName, configurationKeys } from './configuration-schema.js';
import { type KeyDocumentation, keyDocumentation } from './key-documentation.js';

/** The parts of the JSON Schema of a key that are used here. */
interface KeyForm {
  readonly type?: 'boolean' | 'integer' | 'string' | 'array';
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** A word that is allowed instead of a number. */
  readonly word?: string;
}

/** A key with its documentation and its form. */
export interface ConfigurationKey extends KeyDocumentation {
  /** The name in the YAML file. */
  readonly name: ConfigurationKeyName;
  readonly form: KeyForm;
}

/** Every key, in the order of the documentation. */
export const allConfigurationKeys: readonly ConfigurationKey[] = Object.entries(configurationKeys).map(
  ([name, schema]) => {
    const documentation = keyDocumentation.get(schema);
    if (documentation === undefined) throw new Error(`the configuration key ${name} has no documentation`);
    return {
      ...documentation,
      name: name as ConfigurationKeyName,
      form: formOf(schema),
    };
  },
);

/** The form of a schema. A number with the alternative of a word becomes a number with the field `word`. */
function formOf(schema: z.ZodType): KeyForm {
  const form = z.toJSONSchema(schema, { io: 'input' });
  const [number, word] = form.anyOf ?? [];
  return (word === undefined ? form : { ...number, word: word.const }) as KeyForm;
}

/** The allowed values of a key, for the table and for error messages. */
export function describeAllowed({ allowed, form, unit }: ConfigurationKey): string {
  if (allowed !== undefined) return allowed;
  if (form.enum !== undefined) return form.enum.map((word) => `\`${word}\``).join(', ');
  if (form.type === 'boolean') return '`true` or `false`';
  const number = unit === undefined ? 'a whole number' : `a whole number of ${unit}`;
  const range = `${form.minimum} to ${form.maximum === Number.MAX_SAFE_INTEGER ? '2⁵³−1' : form.maximum}`;
  return `${number}, ${range}${form.word === undefined ? '' : `, or \`${form.word}\``}`;
}
