export function builtPage(): Promise<string>;
export const PAGE_FILE: string;
