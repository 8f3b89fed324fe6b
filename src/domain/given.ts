/** An object without the fields that weren't given: absent, not undefined, so that they vanish from JSON and from comparisons. */
export function given<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
