/** The routes that an HTTP function serves, read from its entry as the homes do: infra imports no function. */
import type { FunctionSpec } from '../manifest.ts';

export type ApiRoute = { method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string };

export async function routesOf({ entry }: FunctionSpec): Promise<ApiRoute[]> {
  const { routes } = await import(new URL(`../../${entry}`, import.meta.url).href);
  if (!Array.isArray(routes) || routes.length === 0) throw new Error(`${entry} exports no routes`);
  return routes.map(({ method, path }) => ({ method, path }));
}
