/** Holds real answers against the OpenAPI document: every answer that a test home gives to any test is one that it tells of. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describedRoutes } from '../../functions/api-description/described-routes.ts';
import { openApiDocument } from '../../functions/api-description/document.ts';

export const openApi: any = JSON.parse(JSON.stringify(openApiDocument(describedRoutes)));

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema({ $id: 'openapi.json', components: openApi.components });

const operationsByShape = Object.entries<any>(openApi.paths).flatMap(([path, methods]) =>
  Object.entries<any>(methods).map(([method, operation]) => ({
    key: `${method.toUpperCase()} ${path}`,
    shape: new RegExp(`^${method} ${path.replace(/\{\w+\}/g, '[^/]+')}$`, 'i'),
    // A literal path is meant before one with a parameter: /programs/search is no program.
    literal: !path.includes('{'),
    operation,
  })),
);

export function operationOf(method: string, path: string): { key: string; operation: any } | undefined {
  const asked = `${method} ${path.replace(/\?.*$/, '')}`;
  const found = operationsByShape.filter(({ shape }) => shape.test(asked));
  return found.find(({ literal }) => literal) ?? found[0];
}

/** By the schema's own text: a refusal is the same object in no two operations, and the same words in all. */
const compiled = new Map<string, ValidateFunction>();

/** What of this schema of the document the value breaks; empty when it fits. */
export function faultsOf(schema: any, value: unknown): string[] {
  const text = JSON.stringify(schema);
  // References of the document start at its root, which ajv knows under a name of its own.
  const validate =
    compiled.get(text) ?? ajv.compile(JSON.parse(text.replaceAll('"#/components/', '"openapi.json#/components/')));
  compiled.set(text, validate);
  return validate(value) ? [] : (validate.errors ?? []).map(explain);
}

const explain = ({ instancePath, message, params }: { instancePath: string; message?: string; params: any }): string =>
  `${instancePath || '(the whole)'} ${message} ${JSON.stringify(params)}`;

export type Given = { status: number; body: unknown; contentType: string | null };

/** Null: documented. Routes that nobody has (404) are not. */
export function undocumented(method: string, path: string, { status, body, contentType }: Given): string | null {
  const found = operationOf(method, path);
  if (!found) return null;
  const media = found.operation.responses[status]?.content[(contentType ?? '').replace(/;.*$/, '')];
  if (!media)
    return `${found.key} answered ${status} ${contentType} ${JSON.stringify(body)}, which the OpenAPI document does not tell`;
  const faults = faultsOf(media.schema, body);
  return faults.length === 0 ? null : `${found.key} answered ${status} with ${faults.slice(0, 5).join('; ')}`;
}
