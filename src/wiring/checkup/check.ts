/** One thing that `doctor` looked at. */
export interface Check {
  name: string;
  state: 'ok' | 'warning' | 'problem';
  /** What was found. */
  found: string;
  /** What to do about it; only where there is something to do. */
  mend?: string;
}
