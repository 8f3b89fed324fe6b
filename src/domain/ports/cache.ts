/** Keys begin with the provider's name and a slash; what is stored must not hold secrets. */
export interface Cache {
  /** Undefined when there is no such answer, or not any more. */
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, ttlSeconds: number): Promise<void>;
}
