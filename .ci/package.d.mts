export function complaintsAbout(tarball: Uint8Array): Promise<string[]>;
export function pack(folder: string): Buffer;
