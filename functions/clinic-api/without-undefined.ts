/** What a request leaves out stays as it is. */
export function withoutUndefined<T extends Record<string, unknown>>(
  body: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as never;
}
