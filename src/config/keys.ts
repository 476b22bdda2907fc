/** Which keys a schema allows at a place, read from the schema itself, so that no list of keys is kept beside it. */
import { z } from 'zod';

type Schema = z.core.$ZodType;

/** The schema behind defaults, optionals and transforms: the one that says what may be written. */
function written(schema: Schema): Schema {
  if (schema instanceof z.ZodPipe) return written(schema.in);
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
  )
    return written(schema.unwrap());
  return schema;
}

/** `instanceof` leaves the shape untyped; its values are schemas. */
const shapeOf = (schema: z.ZodObject): Readonly<Record<string, Schema>> => schema.shape;

function step(schema: Schema, key: PropertyKey): Schema[] {
  const at = written(schema);
  if (at instanceof z.ZodObject) {
    const child = shapeOf(at)[String(key)];
    return child === undefined ? [] : [child];
  }
  if (at instanceof z.ZodArray) return [at.element];
  if (at instanceof z.ZodRecord) return [at.valueType];
  if (at instanceof z.ZodUnion) return at.options.flatMap((option) => step(option, key));
  return [];
}

function keysOf(schema: Schema): string[] {
  const at = written(schema);
  if (at instanceof z.ZodObject) return Object.keys(shapeOf(at));
  if (at instanceof z.ZodUnion) return [...new Set(at.options.flatMap(keysOf))];
  return [];
}

/** The keys that may stand at `path`; empty where any key may, or none. */
export function keysAt(schema: Schema, path: readonly PropertyKey[]): string[] {
  let at = [schema];
  for (const key of path) at = at.flatMap((one) => step(one, key));
  return [...new Set(at.flatMap(keysOf))];
}

/** Every place (dotted, list items left out) where a key of this name may stand. */
export function placesOf(schema: Schema, name: string, prefix: readonly string[] = []): string[] {
  const at = written(schema);
  if (at instanceof z.ZodArray) return placesOf(at.element, name, prefix);
  if (at instanceof z.ZodUnion) return [...new Set(at.options.flatMap((option) => placesOf(option, name, prefix)))];
  if (!(at instanceof z.ZodObject)) return [];
  const here = name in shapeOf(at) ? [[...prefix, name].join('.')] : [];
  return [...here, ...Object.entries(shapeOf(at)).flatMap(([key, child]) => placesOf(child, name, [...prefix, key]))];
}
