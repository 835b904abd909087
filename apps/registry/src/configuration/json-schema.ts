import { accessFileJsonSchema } from '@lading/access';
import { z } from 'zod';
import { allConfigurationKeys, type ConfigurationKey } from './configuration-key.js';
import { configurationSchema } from './configuration-schema.js';
import { falsehoodWords, truthWords } from './read-value.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of the YAML file, for editors and for checks. */
export function configurationJsonSchema(): object {
  const schema = z.toJSONSchema(configurationSchema, { io: 'input' });
  const properties = Object.fromEntries(
    allConfigurationKeys.map((key) => [key.name, propertyOf(key, schema.properties?.[key.name] as JsonSchema)]),
  );
  return { ...schema, properties, title: 'Configuration of the Lading registry' };
}

function propertyOf(key: ConfigurationKey, schema: JsonSchema): JsonSchema {
  const { default: usual, ...form } = schema;
  const shown = key.otherwise === undefined && usual !== undefined ? { default: usual } : {};
  return { description: `${key.description} (${key.environment})`, ...shown, ...acceptedForm(key, form) };
}

/** The values that the file may have for a key: its own type, the same as text, or an empty value, which leaves it unset. */
function acceptedForm(key: ConfigurationKey, schema: JsonSchema): JsonSchema {
  const { type } = key.form;
  if (type === 'integer') return numberForm(key.form);
  if (type === 'boolean') return { ...schema, type: ['boolean', 'integer', 'string', 'null'], ...truthForm };
  if (type === 'array') return { ...schema, type: ['array', 'string', 'null'], items: scalar };
  if (key.name === 'access') return { anyOf: [...modesOf(schema), accessFileJsonSchema(), ...otherTexts(key)] };
  return { anyOf: [schema, ...otherTexts(key)] };
}

/** The words that `access` may be. The schema of its mapping belongs to `@lading/access`, which checks it. */
function modesOf({ anyOf }: JsonSchema): readonly JsonSchema[] {
  return (anyOf as readonly JsonSchema[]).filter((form) => 'enum' in form);
}

function numberForm({ minimum, maximum, word }: ConfigurationKey['form']): JsonSchema {
  const words = word === undefined ? '' : `|${word}`;
  return { type: ['integer', 'string', 'null'], minimum, maximum, pattern: `^\\s*(?:\\d*${words})\\s*$` };
}

/** YAML reads a name of digits as a number, and may read `on` as a boolean. The registry reads both as text. */
const scalar = { type: ['string', 'number', 'boolean'] };
const truthForm = {
  minimum: 0,
  maximum: 1,
  pattern: `^\\s*(?:${[...truthWords, ...falsehoodWords].map(inAnyCase).join('|')})?\\s*$`,
};

function inAnyCase(word: string): string {
  return word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

function otherTexts({ name }: ConfigurationKey): JsonSchema[] {
  const isText = (text: string) => configurationSchema.shape[name].safeParse(text).success;
  const types = [...(isText('12') ? ['number'] : []), ...(isText('true') ? ['boolean'] : [])];
  return [{ enum: ['', null] }, ...(types.length > 0 ? [{ type: types }] : [])];
}
